import type { MigrationInterface, QueryRunner } from "typeorm";

export class ParamLists1795618465865 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      "ALTER TABLE `visitor_param` DROP INDEX `visitor_param_match`, ADD `started_at` bigint NOT NULL, ADD `status` tinyint NOT NULL, ADD `engaged` tinyint NOT NULL",
    );
    await runner.query(
      "UPDATE `visitor_param` p JOIN `visitor` v ON v.`id` = p.`visitor_id` SET p.`started_at` = v.`started_at`, p.`status` = v.`status`, p.`engaged` = v.`engaged`",
    );
    await runner.query(
      "CREATE INDEX `visitor_param_match` ON `visitor_param` (`project_id`, `hash`, `started_at`, `visitor_id`, `status`, `engaged`)",
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("DROP INDEX `visitor_param_match` ON `visitor_param`");
    await runner.query("ALTER TABLE `visitor_param` DROP COLUMN `engaged`");
    await runner.query("ALTER TABLE `visitor_param` DROP COLUMN `status`");
    await runner.query("ALTER TABLE `visitor_param` DROP COLUMN `started_at`");
    await runner.query(
      "CREATE INDEX `visitor_param_match` ON `visitor_param` (`project_id`, `hash`, `visitor_id`)",
    );
  }
}
