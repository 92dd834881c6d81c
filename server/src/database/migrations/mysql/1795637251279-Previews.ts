import type { MigrationInterface, QueryRunner } from "typeorm";

export class Previews1795637251279 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      "CREATE TABLE `project_preview` (`project_id` bigint NOT NULL, `preview_of` bigint NOT NULL, `agent_id` bigint NOT NULL, UNIQUE INDEX `project_preview_whose` (`preview_of`, `agent_id`), PRIMARY KEY (`project_id`)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin",
    );
    await runner.query(
      "ALTER TABLE `project_preview` ADD CONSTRAINT `FK_89324f7f1e39aa89b50cdf9ed80` FOREIGN KEY (`project_id`) REFERENCES `project`(`id`) ON DELETE CASCADE ON UPDATE NO ACTION",
    );
    await runner.query(
      "ALTER TABLE `project_preview` ADD CONSTRAINT `FK_85640becae9ab507f0a88afc784` FOREIGN KEY (`preview_of`) REFERENCES `project`(`id`) ON DELETE CASCADE ON UPDATE NO ACTION",
    );
    await runner.query(
      "ALTER TABLE `project_preview` ADD CONSTRAINT `FK_9d846cbd6e2dc7cbc32fcf56ddc` FOREIGN KEY (`agent_id`) REFERENCES `agent`(`id`) ON DELETE CASCADE ON UPDATE NO ACTION",
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("ALTER TABLE `project_preview` DROP FOREIGN KEY `FK_9d846cbd6e2dc7cbc32fcf56ddc`");
    await runner.query("ALTER TABLE `project_preview` DROP FOREIGN KEY `FK_85640becae9ab507f0a88afc784`");
    await runner.query("ALTER TABLE `project_preview` DROP FOREIGN KEY `FK_89324f7f1e39aa89b50cdf9ed80`");
    await runner.query("DROP INDEX `project_preview_whose` ON `project_preview`");
    await runner.query("DROP TABLE `project_preview`");
  }
}
