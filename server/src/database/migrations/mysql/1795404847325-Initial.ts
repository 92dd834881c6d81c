import type { MigrationInterface, QueryRunner } from "typeorm";

export class Initial1795404847325 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      "CREATE TABLE `agent` (`id` bigint NOT NULL AUTO_INCREMENT, `name` varchar(200) NOT NULL, `email` varchar(320) NOT NULL, `password_hash` varchar(255) NOT NULL, `time_zone` varchar(64) NOT NULL, `locale` varchar(16) NOT NULL, `created_at` bigint NOT NULL, UNIQUE INDEX `agent_email` (`email`), PRIMARY KEY (`id`)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin",
    );
    await runner.query(
      "CREATE TABLE `session` (`id` bigint NOT NULL AUTO_INCREMENT, `token_hash` varchar(64) NOT NULL, `agent_id` bigint NOT NULL, `created_at` bigint NOT NULL, `last_used_at` bigint NOT NULL, `ip` varchar(64) NOT NULL, `user_agent` varchar(512) NULL, INDEX `session_agent` (`agent_id`), UNIQUE INDEX `session_token` (`token_hash`), PRIMARY KEY (`id`)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin",
    );
    await runner.query(
      "CREATE TABLE `project` (`id` bigint NOT NULL AUTO_INCREMENT, `name` varchar(200) NOT NULL, `public_key` varchar(64) NOT NULL, `allowed_origins` mediumtext NOT NULL, `widget_title` varchar(200) NOT NULL, `widget_greeting` varchar(1000) NULL, `widget_color` varchar(16) NULL, `locale` varchar(16) NOT NULL, `silence_hours` int NOT NULL DEFAULT '24', `created_at` bigint NOT NULL, UNIQUE INDEX `project_key` (`public_key`), PRIMARY KEY (`id`)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin",
    );
    await runner.query(
      "CREATE TABLE `membership` (`project_id` bigint NOT NULL, `agent_id` bigint NOT NULL, `role` tinyint NOT NULL, `created_at` bigint NOT NULL, INDEX `membership_agent` (`agent_id`), PRIMARY KEY (`project_id`, `agent_id`)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin",
    );
    await runner.query(
      "CREATE TABLE `api_token` (`id` bigint NOT NULL AUTO_INCREMENT, `project_id` bigint NOT NULL, `name` varchar(200) NOT NULL, `role` tinyint NOT NULL, `token_hash` varchar(64) NOT NULL, `created_by` bigint NULL, `created_at` bigint NOT NULL, `last_used_at` bigint NULL, `revoked_at` bigint NULL, INDEX `api_token_project` (`project_id`), UNIQUE INDEX `api_token_hash` (`token_hash`), PRIMARY KEY (`id`)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin",
    );
    await runner.query(
      "CREATE TABLE `project_change` (`project_id` bigint NOT NULL, `seq` bigint NOT NULL, `type` varchar(32) NOT NULL, `visitor_id` bigint NULL, `conversation_id` bigint NULL, `message_seq` int NULL, `before_facts` mediumtext NULL, `after_facts` mediumtext NULL, `at` bigint NOT NULL, INDEX `project_change_at` (`project_id`, `at`), INDEX `project_change_visitor` (`project_id`, `visitor_id`), PRIMARY KEY (`project_id`, `seq`)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin",
    );
    await runner.query(
      "CREATE TABLE `project_sequence` (`project_id` bigint NOT NULL, `seq` bigint NOT NULL DEFAULT '0', `visitors` int NOT NULL DEFAULT '0', `needing_attention` int NOT NULL DEFAULT '0', PRIMARY KEY (`project_id`)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin",
    );
    await runner.query(
      "CREATE TABLE `installation` (`name` varchar(64) NOT NULL, `value` mediumtext NOT NULL, PRIMARY KEY (`name`)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin",
    );
    await runner.query(
      "CREATE TABLE `visitor` (`id` bigint NOT NULL AUTO_INCREMENT, `project_id` bigint NOT NULL, `number` int NULL, `status` tinyint NOT NULL, `version` int NOT NULL DEFAULT '1', `name` varchar(200) NULL, `email` varchar(320) NULL, `phone` varchar(64) NULL, `search` mediumtext NOT NULL, `engaged` tinyint NOT NULL DEFAULT 0, `first_seen_at` bigint NOT NULL, `started_at` bigint NOT NULL, `last_seen_at` bigint NOT NULL, `online` tinyint NOT NULL DEFAULT 0, `needs_attention` tinyint NOT NULL DEFAULT 0, `attention_since` bigint NULL, `city` varchar(200) NULL, `region` varchar(200) NULL, `country` varchar(200) NULL, `country_code` varchar(2) NULL, `time_zone` varchar(64) NULL, `ip` varchar(64) NULL, `locale` varchar(35) NULL, `token_hash` varchar(64) NOT NULL, `conversation_id` bigint NULL, UNIQUE INDEX `visitor_token` (`token_hash`), UNIQUE INDEX `visitor_number` (`project_id`, `number`), INDEX `visitor_online` (`project_id`, `online`, `started_at`), INDEX `visitor_attention` (`project_id`, `needs_attention`, `attention_since`), INDEX `visitor_engaged` (`project_id`, `engaged`, `status`, `started_at`, `id`), INDEX `visitor_tab` (`project_id`, `status`, `started_at`, `id`, `engaged`), INDEX `visitor_list` (`project_id`, `started_at`, `id`, `status`, `engaged`), PRIMARY KEY (`id`)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin",
    );
    await runner.query(
      "CREATE TABLE `page_view` (`id` bigint NOT NULL AUTO_INCREMENT, `visitor_id` bigint NOT NULL, `url` varchar(2048) NOT NULL, `title` varchar(300) NULL, `at` bigint NOT NULL, INDEX `page_view_visitor` (`visitor_id`, `id`), PRIMARY KEY (`id`)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin",
    );
    await runner.query(
      "CREATE TABLE `status_change` (`id` bigint NOT NULL AUTO_INCREMENT, `visitor_id` bigint NOT NULL, `from_status` tinyint NOT NULL, `to_status` tinyint NOT NULL, `actor` tinyint NOT NULL, `agent_id` bigint NULL, `at` bigint NOT NULL, INDEX `status_change_visitor` (`visitor_id`, `id`), PRIMARY KEY (`id`)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin",
    );
    await runner.query(
      "CREATE TABLE `visitor_param` (`visitor_id` bigint NOT NULL, `param_key` varchar(64) NOT NULL, `project_id` bigint NOT NULL, `value` varchar(1024) NOT NULL, `hash` varchar(32) NOT NULL, `source` tinyint NOT NULL, INDEX `visitor_param_match` (`project_id`, `hash`, `visitor_id`), PRIMARY KEY (`visitor_id`, `param_key`)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin",
    );
    await runner.query(
      "CREATE TABLE `visitor_hour` (`project_id` bigint NOT NULL, `new_idle` int NOT NULL DEFAULT '0', `new_engaged` int NOT NULL DEFAULT '0', `prospect_idle` int NOT NULL DEFAULT '0', `prospect_engaged` int NOT NULL DEFAULT '0', `customer_idle` int NOT NULL DEFAULT '0', `customer_engaged` int NOT NULL DEFAULT '0', `closed_idle` int NOT NULL DEFAULT '0', `closed_engaged` int NOT NULL DEFAULT '0', `archived_idle` int NOT NULL DEFAULT '0', `archived_engaged` int NOT NULL DEFAULT '0', `hour` int NOT NULL, PRIMARY KEY (`project_id`, `hour`)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin",
    );
    await runner.query(
      "CREATE TABLE `visitor_day` (`project_id` bigint NOT NULL, `new_idle` int NOT NULL DEFAULT '0', `new_engaged` int NOT NULL DEFAULT '0', `prospect_idle` int NOT NULL DEFAULT '0', `prospect_engaged` int NOT NULL DEFAULT '0', `customer_idle` int NOT NULL DEFAULT '0', `customer_engaged` int NOT NULL DEFAULT '0', `closed_idle` int NOT NULL DEFAULT '0', `closed_engaged` int NOT NULL DEFAULT '0', `archived_idle` int NOT NULL DEFAULT '0', `archived_engaged` int NOT NULL DEFAULT '0', `day` int NOT NULL, PRIMARY KEY (`project_id`, `day`)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin",
    );
    await runner.query(
      "CREATE TABLE `conversation` (`id` bigint NOT NULL AUTO_INCREMENT, `project_id` bigint NOT NULL, `visitor_id` bigint NOT NULL, `mode` tinyint NOT NULL, `assignee_id` bigint NULL, `started_at` bigint NOT NULL, `closed_at` bigint NULL, `last_seq` int NOT NULL DEFAULT '0', `unread` int NOT NULL DEFAULT '0', `needs_attention` tinyint NOT NULL DEFAULT 0, `seen_by_visitor_seq` int NOT NULL DEFAULT '0', `seen_by_agent_seq` int NOT NULL DEFAULT '0', `last_message_at` bigint NOT NULL, INDEX `conversation_visitor` (`visitor_id`, `id`), PRIMARY KEY (`id`)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin",
    );
    await runner.query(
      "CREATE TABLE `message` (`id` bigint NOT NULL AUTO_INCREMENT, `conversation_id` bigint NOT NULL, `seq` int NOT NULL, `author` tinyint NOT NULL, `agent_id` bigint NULL, `kind` tinyint NOT NULL, `text` mediumtext NULL, `options` mediumtext NULL, `option_index` int NULL, `reply_to` bigint NULL, `form_spec` mediumtext NULL, `submission_id` bigint NULL, `event_type` tinyint NULL, `client_id` varchar(36) NULL, `created_at` bigint NOT NULL, UNIQUE INDEX `message_client` (`conversation_id`, `client_id`), UNIQUE INDEX `message_seq` (`conversation_id`, `seq`), PRIMARY KEY (`id`)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin",
    );
    await runner.query(
      "CREATE TABLE `device` (`id` bigint NOT NULL AUTO_INCREMENT, `visitor_id` bigint NOT NULL, `type` varchar(16) NOT NULL, `viewport` varchar(16) NULL, `browser` varchar(100) NULL, `os` varchar(100) NULL, `referrer` varchar(2048) NULL, `user_agent` varchar(512) NULL, `created_at` bigint NOT NULL, INDEX `device_visitor` (`visitor_id`), PRIMARY KEY (`id`)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin",
    );
    await runner.query(
      "CREATE TABLE `flow` (`id` bigint NOT NULL AUTO_INCREMENT, `project_id` bigint NOT NULL, `published_version_id` bigint NULL, UNIQUE INDEX `flow_project` (`project_id`), PRIMARY KEY (`id`)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin",
    );
    await runner.query(
      "CREATE TABLE `flow_version` (`id` bigint NOT NULL AUTO_INCREMENT, `flow_id` bigint NOT NULL, `version` int NOT NULL, `definition` mediumtext NOT NULL, `created_by` bigint NULL, `created_at` bigint NOT NULL, UNIQUE INDEX `flow_version_number` (`flow_id`, `version`), PRIMARY KEY (`id`)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin",
    );
    await runner.query(
      "CREATE TABLE `flow_run` (`conversation_id` bigint NOT NULL, `version_id` bigint NOT NULL, `node` varchar(64) NULL, `waits_for` tinyint NOT NULL, `message_id` bigint NULL, PRIMARY KEY (`conversation_id`)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin",
    );
    await runner.query(
      "CREATE TABLE `form_submission` (`id` bigint NOT NULL AUTO_INCREMENT, `visitor_id` bigint NOT NULL, `conversation_id` bigint NOT NULL, `form_name` varchar(200) NOT NULL, `fields` mediumtext NOT NULL, `submitted_at` bigint NOT NULL, INDEX `form_submission_visitor` (`visitor_id`, `id`), PRIMARY KEY (`id`)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin",
    );
    await runner.query(
      "ALTER TABLE `session` ADD CONSTRAINT `FK_c14cb65bef38d92f490fae428b2` FOREIGN KEY (`agent_id`) REFERENCES `agent`(`id`) ON DELETE CASCADE ON UPDATE NO ACTION",
    );
    await runner.query(
      "ALTER TABLE `membership` ADD CONSTRAINT `FK_16a3bd60719b3cebb8ba71266b4` FOREIGN KEY (`project_id`) REFERENCES `project`(`id`) ON DELETE CASCADE ON UPDATE NO ACTION",
    );
    await runner.query(
      "ALTER TABLE `membership` ADD CONSTRAINT `FK_9282a8e0f9cc160a76de907c1b6` FOREIGN KEY (`agent_id`) REFERENCES `agent`(`id`) ON DELETE CASCADE ON UPDATE NO ACTION",
    );
    await runner.query(
      "ALTER TABLE `api_token` ADD CONSTRAINT `FK_b4006af213c94dde67262ee00f7` FOREIGN KEY (`project_id`) REFERENCES `project`(`id`) ON DELETE CASCADE ON UPDATE NO ACTION",
    );
    await runner.query(
      "ALTER TABLE `visitor` ADD CONSTRAINT `FK_19ccbcbcc31cc1648a6f1c6f463` FOREIGN KEY (`project_id`) REFERENCES `project`(`id`) ON DELETE CASCADE ON UPDATE NO ACTION",
    );
    await runner.query(
      "ALTER TABLE `page_view` ADD CONSTRAINT `FK_49920ac77fcd17ec7abe5900818` FOREIGN KEY (`visitor_id`) REFERENCES `visitor`(`id`) ON DELETE CASCADE ON UPDATE NO ACTION",
    );
    await runner.query(
      "ALTER TABLE `status_change` ADD CONSTRAINT `FK_5710439d95de266f847d9c2240f` FOREIGN KEY (`visitor_id`) REFERENCES `visitor`(`id`) ON DELETE CASCADE ON UPDATE NO ACTION",
    );
    await runner.query(
      "ALTER TABLE `visitor_param` ADD CONSTRAINT `FK_87d07af1d6157136bebf9b6ece0` FOREIGN KEY (`visitor_id`) REFERENCES `visitor`(`id`) ON DELETE CASCADE ON UPDATE NO ACTION",
    );
    await runner.query(
      "ALTER TABLE `conversation` ADD CONSTRAINT `FK_9a2507dbefb1101bf7f37804ca1` FOREIGN KEY (`visitor_id`) REFERENCES `visitor`(`id`) ON DELETE CASCADE ON UPDATE NO ACTION",
    );
    await runner.query(
      "ALTER TABLE `message` ADD CONSTRAINT `FK_7fe3e887d78498d9c9813375ce2` FOREIGN KEY (`conversation_id`) REFERENCES `conversation`(`id`) ON DELETE CASCADE ON UPDATE NO ACTION",
    );
    await runner.query(
      "ALTER TABLE `device` ADD CONSTRAINT `FK_ced58e1fd43e40fec65d929e857` FOREIGN KEY (`visitor_id`) REFERENCES `visitor`(`id`) ON DELETE CASCADE ON UPDATE NO ACTION",
    );
    await runner.query(
      "ALTER TABLE `flow` ADD CONSTRAINT `FK_8f4391cf87a8e823591306f66b9` FOREIGN KEY (`project_id`) REFERENCES `project`(`id`) ON DELETE CASCADE ON UPDATE NO ACTION",
    );
    await runner.query(
      "ALTER TABLE `flow_version` ADD CONSTRAINT `FK_7e1cc1e49e82150b42e5bbebf14` FOREIGN KEY (`flow_id`) REFERENCES `flow`(`id`) ON DELETE CASCADE ON UPDATE NO ACTION",
    );
    await runner.query(
      "ALTER TABLE `flow_run` ADD CONSTRAINT `FK_7441bca17c869b3543868eb5090` FOREIGN KEY (`conversation_id`) REFERENCES `conversation`(`id`) ON DELETE CASCADE ON UPDATE NO ACTION",
    );
    await runner.query(
      "ALTER TABLE `form_submission` ADD CONSTRAINT `FK_5c34171a0c835a372f45d30054f` FOREIGN KEY (`visitor_id`) REFERENCES `visitor`(`id`) ON DELETE CASCADE ON UPDATE NO ACTION",
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("ALTER TABLE `form_submission` DROP FOREIGN KEY `FK_5c34171a0c835a372f45d30054f`");
    await runner.query("ALTER TABLE `flow_run` DROP FOREIGN KEY `FK_7441bca17c869b3543868eb5090`");
    await runner.query("ALTER TABLE `flow_version` DROP FOREIGN KEY `FK_7e1cc1e49e82150b42e5bbebf14`");
    await runner.query("ALTER TABLE `flow` DROP FOREIGN KEY `FK_8f4391cf87a8e823591306f66b9`");
    await runner.query("ALTER TABLE `device` DROP FOREIGN KEY `FK_ced58e1fd43e40fec65d929e857`");
    await runner.query("ALTER TABLE `message` DROP FOREIGN KEY `FK_7fe3e887d78498d9c9813375ce2`");
    await runner.query("ALTER TABLE `conversation` DROP FOREIGN KEY `FK_9a2507dbefb1101bf7f37804ca1`");
    await runner.query("ALTER TABLE `visitor_param` DROP FOREIGN KEY `FK_87d07af1d6157136bebf9b6ece0`");
    await runner.query("ALTER TABLE `status_change` DROP FOREIGN KEY `FK_5710439d95de266f847d9c2240f`");
    await runner.query("ALTER TABLE `page_view` DROP FOREIGN KEY `FK_49920ac77fcd17ec7abe5900818`");
    await runner.query("ALTER TABLE `visitor` DROP FOREIGN KEY `FK_19ccbcbcc31cc1648a6f1c6f463`");
    await runner.query("ALTER TABLE `api_token` DROP FOREIGN KEY `FK_b4006af213c94dde67262ee00f7`");
    await runner.query("ALTER TABLE `membership` DROP FOREIGN KEY `FK_9282a8e0f9cc160a76de907c1b6`");
    await runner.query("ALTER TABLE `membership` DROP FOREIGN KEY `FK_16a3bd60719b3cebb8ba71266b4`");
    await runner.query("ALTER TABLE `session` DROP FOREIGN KEY `FK_c14cb65bef38d92f490fae428b2`");
    await runner.query("DROP INDEX `form_submission_visitor` ON `form_submission`");
    await runner.query("DROP TABLE `form_submission`");
    await runner.query("DROP TABLE `flow_run`");
    await runner.query("DROP INDEX `flow_version_number` ON `flow_version`");
    await runner.query("DROP TABLE `flow_version`");
    await runner.query("DROP INDEX `flow_project` ON `flow`");
    await runner.query("DROP TABLE `flow`");
    await runner.query("DROP INDEX `device_visitor` ON `device`");
    await runner.query("DROP TABLE `device`");
    await runner.query("DROP INDEX `message_seq` ON `message`");
    await runner.query("DROP INDEX `message_client` ON `message`");
    await runner.query("DROP TABLE `message`");
    await runner.query("DROP INDEX `conversation_visitor` ON `conversation`");
    await runner.query("DROP TABLE `conversation`");
    await runner.query("DROP TABLE `visitor_day`");
    await runner.query("DROP TABLE `visitor_hour`");
    await runner.query("DROP INDEX `visitor_param_match` ON `visitor_param`");
    await runner.query("DROP TABLE `visitor_param`");
    await runner.query("DROP INDEX `status_change_visitor` ON `status_change`");
    await runner.query("DROP TABLE `status_change`");
    await runner.query("DROP INDEX `page_view_visitor` ON `page_view`");
    await runner.query("DROP TABLE `page_view`");
    await runner.query("DROP INDEX `visitor_list` ON `visitor`");
    await runner.query("DROP INDEX `visitor_tab` ON `visitor`");
    await runner.query("DROP INDEX `visitor_engaged` ON `visitor`");
    await runner.query("DROP INDEX `visitor_attention` ON `visitor`");
    await runner.query("DROP INDEX `visitor_online` ON `visitor`");
    await runner.query("DROP INDEX `visitor_number` ON `visitor`");
    await runner.query("DROP INDEX `visitor_token` ON `visitor`");
    await runner.query("DROP TABLE `visitor`");
    await runner.query("DROP TABLE `installation`");
    await runner.query("DROP TABLE `project_sequence`");
    await runner.query("DROP INDEX `project_change_visitor` ON `project_change`");
    await runner.query("DROP INDEX `project_change_at` ON `project_change`");
    await runner.query("DROP TABLE `project_change`");
    await runner.query("DROP INDEX `api_token_hash` ON `api_token`");
    await runner.query("DROP INDEX `api_token_project` ON `api_token`");
    await runner.query("DROP TABLE `api_token`");
    await runner.query("DROP INDEX `membership_agent` ON `membership`");
    await runner.query("DROP TABLE `membership`");
    await runner.query("DROP INDEX `project_key` ON `project`");
    await runner.query("DROP TABLE `project`");
    await runner.query("DROP INDEX `session_token` ON `session`");
    await runner.query("DROP INDEX `session_agent` ON `session`");
    await runner.query("DROP TABLE `session`");
    await runner.query("DROP INDEX `agent_email` ON `agent`");
    await runner.query("DROP TABLE `agent`");
  }
}
