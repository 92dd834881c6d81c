import type { MigrationInterface, QueryRunner } from "typeorm";

export class Identity1795649237332 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      "CREATE TABLE `identity_secret` (`id` bigint NOT NULL AUTO_INCREMENT, `project_id` bigint NOT NULL, `secret` varchar(100) NOT NULL, `fingerprint` varchar(16) NOT NULL, `created_by` bigint NULL, `created_at` bigint NOT NULL, `last_used_at` bigint NULL, INDEX `identity_secret_project` (`project_id`), PRIMARY KEY (`id`)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin",
    );
    await runner.query("ALTER TABLE `project` ADD `identity_mode` tinyint NOT NULL DEFAULT '0'");
    await runner.query("ALTER TABLE `visitor` ADD `external_id` varchar(200) NULL");
    await runner.query("ALTER TABLE `visitor` ADD `verified_name` varchar(200) NULL");
    await runner.query("ALTER TABLE `visitor` ADD `verified_email` varchar(320) NULL");
    await runner.query("ALTER TABLE `visitor` ADD `verified_at` bigint NULL");
    await runner.query(
      "ALTER TABLE `identity_secret` ADD CONSTRAINT `FK_c7f4aa91d16688c224d337ec0b3` FOREIGN KEY (`project_id`) REFERENCES `project`(`id`) ON DELETE CASCADE ON UPDATE NO ACTION",
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("ALTER TABLE `identity_secret` DROP FOREIGN KEY `FK_c7f4aa91d16688c224d337ec0b3`");
    await runner.query("ALTER TABLE `visitor` DROP COLUMN `verified_at`");
    await runner.query("ALTER TABLE `visitor` DROP COLUMN `verified_email`");
    await runner.query("ALTER TABLE `visitor` DROP COLUMN `verified_name`");
    await runner.query("ALTER TABLE `visitor` DROP COLUMN `external_id`");
    await runner.query("ALTER TABLE `project` DROP COLUMN `identity_mode`");
    await runner.query("DROP INDEX `identity_secret_project` ON `identity_secret`");
    await runner.query("DROP TABLE `identity_secret`");
  }
}
