import type { MigrationInterface, QueryRunner } from "typeorm";

/** Each statement may run again: this kind of database does not take tables back when a migration is cut short. */
export class Processes1795477692471 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      "CREATE TABLE IF NOT EXISTS `server_process` (`id` bigint NOT NULL AUTO_INCREMENT, `beat` int NOT NULL DEFAULT '0', `ended` tinyint NOT NULL DEFAULT 0, PRIMARY KEY (`id`)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin",
    );
    await runner.query(
      "CREATE TABLE IF NOT EXISTS `visitor_presence` (`visitor_id` bigint NOT NULL, `process_id` bigint NOT NULL, `since` bigint NOT NULL, INDEX `visitor_presence_process` (`process_id`), PRIMARY KEY (`visitor_id`, `process_id`), CONSTRAINT `FK_bb748874cada7f415725f60907f` FOREIGN KEY (`visitor_id`) REFERENCES `visitor`(`id`) ON DELETE CASCADE ON UPDATE NO ACTION, CONSTRAINT `FK_151a77b5570ab1e32b3366526c5` FOREIGN KEY (`process_id`) REFERENCES `server_process`(`id`) ON DELETE RESTRICT ON UPDATE NO ACTION) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin",
    );
    // Whom the version before left online is said to be here by a process that is dead, and is soon seen to be.
    await runner.query("INSERT IGNORE INTO `server_process` (`id`) VALUES (1)");
    await runner.query(
      "INSERT IGNORE INTO `visitor_presence` (`visitor_id`, `process_id`, `since`) SELECT `id`, 1, 0 FROM `visitor` WHERE `online` = 1",
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("DROP TABLE IF EXISTS `visitor_presence`");
    await runner.query("DROP TABLE IF EXISTS `server_process`");
  }
}
