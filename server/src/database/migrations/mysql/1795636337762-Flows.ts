import type { MigrationInterface, QueryRunner } from "typeorm";

export class Flows1795636337762 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      "CREATE TABLE `flow_draft` (`flow_id` bigint NOT NULL, `revision` int NOT NULL, `definition` mediumtext NOT NULL, `saved_by` bigint NULL, `saved_at` bigint NOT NULL, PRIMARY KEY (`flow_id`)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin",
    );
    await runner.query("ALTER TABLE `project` ADD `office_hours` mediumtext NULL");
    await runner.query("ALTER TABLE `project` ADD `away_message` varchar(1000) NULL");
    await runner.query("ALTER TABLE `flow` ADD `draft_revision` int NOT NULL DEFAULT '0'");
    await runner.query("ALTER TABLE `flow_run` ADD `due_at` bigint NULL");
    await runner.query("ALTER TABLE `flow_run` ADD `memory` mediumtext NULL");
    await runner.query("CREATE INDEX `flow_run_due` ON `flow_run` (`due_at`)");
    await runner.query(
      "ALTER TABLE `flow_draft` ADD CONSTRAINT `FK_b11216c30acb9d5411045557c9f` FOREIGN KEY (`flow_id`) REFERENCES `flow`(`id`) ON DELETE CASCADE ON UPDATE NO ACTION",
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("ALTER TABLE `flow_draft` DROP FOREIGN KEY `FK_b11216c30acb9d5411045557c9f`");
    await runner.query("DROP INDEX `flow_run_due` ON `flow_run`");
    await runner.query("ALTER TABLE `flow_run` DROP COLUMN `memory`");
    await runner.query("ALTER TABLE `flow_run` DROP COLUMN `due_at`");
    await runner.query("ALTER TABLE `flow` DROP COLUMN `draft_revision`");
    await runner.query("ALTER TABLE `project` DROP COLUMN `away_message`");
    await runner.query("ALTER TABLE `project` DROP COLUMN `office_hours`");
    await runner.query("DROP TABLE `flow_draft`");
  }
}
