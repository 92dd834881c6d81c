import type { MigrationInterface, QueryRunner } from "typeorm";

export class LiveChat1795636205277 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      "CREATE TABLE `reply_draft` (`agent_id` bigint NOT NULL, `visitor_id` bigint NOT NULL, `text` mediumtext NOT NULL, `version` varchar(16) NOT NULL, `typed_at` bigint NOT NULL, INDEX `reply_draft_visitor` (`visitor_id`), PRIMARY KEY (`agent_id`, `visitor_id`)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin",
    );
    await runner.query(
      "CREATE TABLE `canned_reply` (`id` bigint NOT NULL AUTO_INCREMENT, `project_id` bigint NOT NULL, `shortcut` varchar(32) NOT NULL, `folded` varchar(64) NOT NULL, `text` mediumtext NOT NULL, `updated_at` bigint NOT NULL, UNIQUE INDEX `canned_reply_shortcut` (`project_id`, `folded`), PRIMARY KEY (`id`)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin",
    );
    await runner.query("ALTER TABLE `conversation` ADD `delivered_to_visitor_seq` int NOT NULL DEFAULT '0'");
    // Whoever has seen a message has got it.
    await runner.query("UPDATE `conversation` SET `delivered_to_visitor_seq` = `seen_by_visitor_seq`");
    await runner.query(
      "ALTER TABLE `reply_draft` ADD CONSTRAINT `FK_df36c23b227bf02f03fb4bb8a3a` FOREIGN KEY (`agent_id`) REFERENCES `agent`(`id`) ON DELETE CASCADE ON UPDATE NO ACTION",
    );
    await runner.query(
      "ALTER TABLE `reply_draft` ADD CONSTRAINT `FK_9708dc109e631268391a3af5649` FOREIGN KEY (`visitor_id`) REFERENCES `visitor`(`id`) ON DELETE CASCADE ON UPDATE NO ACTION",
    );
    await runner.query(
      "ALTER TABLE `canned_reply` ADD CONSTRAINT `FK_a0c6017029917c87bcc2de2d631` FOREIGN KEY (`project_id`) REFERENCES `project`(`id`) ON DELETE CASCADE ON UPDATE NO ACTION",
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("ALTER TABLE `canned_reply` DROP FOREIGN KEY `FK_a0c6017029917c87bcc2de2d631`");
    await runner.query("ALTER TABLE `reply_draft` DROP FOREIGN KEY `FK_9708dc109e631268391a3af5649`");
    await runner.query("ALTER TABLE `reply_draft` DROP FOREIGN KEY `FK_df36c23b227bf02f03fb4bb8a3a`");
    await runner.query("ALTER TABLE `conversation` DROP COLUMN `delivered_to_visitor_seq`");
    await runner.query("DROP INDEX `canned_reply_shortcut` ON `canned_reply`");
    await runner.query("DROP TABLE `canned_reply`");
    await runner.query("DROP INDEX `reply_draft_visitor` ON `reply_draft`");
    await runner.query("DROP TABLE `reply_draft`");
  }
}
