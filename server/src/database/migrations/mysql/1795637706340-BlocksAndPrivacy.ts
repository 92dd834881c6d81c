import type { MigrationInterface, QueryRunner } from "typeorm";

export class BlocksAndPrivacy1795637706340 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      "CREATE TABLE `visitor_block` (`id` bigint NOT NULL AUTO_INCREMENT, `project_id` bigint NOT NULL, `visitor_id` bigint NULL, `address_range` varchar(64) NULL, `ends_at` bigint NOT NULL, `created_by` bigint NULL, `created_at` bigint NOT NULL, INDEX `visitor_block_visitor` (`visitor_id`), INDEX `visitor_block_project` (`project_id`, `ends_at`), PRIMARY KEY (`id`)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin",
    );
    await runner.query("ALTER TABLE `project` ADD `mask_addresses` tinyint NOT NULL DEFAULT 0");
    await runner.query("ALTER TABLE `project` ADD `retention` mediumtext NULL");
    await runner.query(
      "ALTER TABLE `visitor_block` ADD CONSTRAINT `FK_761a0d4db80ef3b37bd7d7d4840` FOREIGN KEY (`project_id`) REFERENCES `project`(`id`) ON DELETE CASCADE ON UPDATE NO ACTION",
    );
    await runner.query(
      "ALTER TABLE `visitor_block` ADD CONSTRAINT `FK_02f300974ef2915547a4031d3fb` FOREIGN KEY (`visitor_id`) REFERENCES `visitor`(`id`) ON DELETE CASCADE ON UPDATE NO ACTION",
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("ALTER TABLE `visitor_block` DROP FOREIGN KEY `FK_02f300974ef2915547a4031d3fb`");
    await runner.query("ALTER TABLE `visitor_block` DROP FOREIGN KEY `FK_761a0d4db80ef3b37bd7d7d4840`");
    await runner.query("ALTER TABLE `project` DROP COLUMN `retention`");
    await runner.query("ALTER TABLE `project` DROP COLUMN `mask_addresses`");
    await runner.query("DROP INDEX `visitor_block_project` ON `visitor_block`");
    await runner.query("DROP INDEX `visitor_block_visitor` ON `visitor_block`");
    await runner.query("DROP TABLE `visitor_block`");
  }
}
