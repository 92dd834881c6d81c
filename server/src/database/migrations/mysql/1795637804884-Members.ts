import type { MigrationInterface, QueryRunner } from "typeorm";

export class Members1795637804884 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      "CREATE TABLE `audit_entry` (`id` bigint NOT NULL AUTO_INCREMENT, `at` bigint NOT NULL, `project_id` bigint NULL, `agent_id` bigint NULL, `token_id` bigint NULL, `action` tinyint NOT NULL, `ip` varchar(64) NOT NULL, `subject` varchar(320) NULL, `details` mediumtext NOT NULL, INDEX `audit_at` (`at`), INDEX `audit_agent` (`agent_id`, `id`), INDEX `audit_project` (`project_id`, `id`), PRIMARY KEY (`id`)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin",
    );
    await runner.query(
      "CREATE TABLE `invitation` (`id` bigint NOT NULL AUTO_INCREMENT, `project_id` bigint NOT NULL, `email` varchar(320) NOT NULL, `role` tinyint NOT NULL, `token_hash` varchar(64) NOT NULL, `invited_by` bigint NOT NULL, `created_at` bigint NOT NULL, `expires_at` bigint NOT NULL, UNIQUE INDEX `invitation_address` (`project_id`, `email`), UNIQUE INDEX `invitation_token` (`token_hash`), PRIMARY KEY (`id`)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin",
    );
    await runner.query(
      "ALTER TABLE `invitation` ADD CONSTRAINT `FK_1aafdec6a4fdc59160583e38c83` FOREIGN KEY (`project_id`) REFERENCES `project`(`id`) ON DELETE CASCADE ON UPDATE NO ACTION",
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("ALTER TABLE `invitation` DROP FOREIGN KEY `FK_1aafdec6a4fdc59160583e38c83`");
    await runner.query("DROP INDEX `invitation_token` ON `invitation`");
    await runner.query("DROP INDEX `invitation_address` ON `invitation`");
    await runner.query("DROP TABLE `invitation`");
    await runner.query("DROP INDEX `audit_project` ON `audit_entry`");
    await runner.query("DROP INDEX `audit_agent` ON `audit_entry`");
    await runner.query("DROP INDEX `audit_at` ON `audit_entry`");
    await runner.query("DROP TABLE `audit_entry`");
  }
}
