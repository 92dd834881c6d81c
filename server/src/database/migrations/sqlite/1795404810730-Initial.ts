import type { MigrationInterface, QueryRunner } from "typeorm";

export class Initial1795404810730 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'CREATE TABLE "agent" ("id" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "name" varchar(200) NOT NULL, "email" varchar(320) NOT NULL, "password_hash" varchar(255) NOT NULL, "time_zone" varchar(64) NOT NULL, "locale" varchar(16) NOT NULL, "created_at" integer NOT NULL)',
    );
    await runner.query('CREATE UNIQUE INDEX "agent_email" ON "agent" ("email") ');
    await runner.query(
      'CREATE TABLE "session" ("id" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "token_hash" varchar(64) NOT NULL, "agent_id" integer NOT NULL, "created_at" integer NOT NULL, "last_used_at" integer NOT NULL, "ip" varchar(64) NOT NULL, "user_agent" varchar(512))',
    );
    await runner.query('CREATE INDEX "session_agent" ON "session" ("agent_id") ');
    await runner.query('CREATE UNIQUE INDEX "session_token" ON "session" ("token_hash") ');
    await runner.query(
      'CREATE TABLE "project" ("id" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "name" varchar(200) NOT NULL, "public_key" varchar(64) NOT NULL, "allowed_origins" text NOT NULL, "widget_title" varchar(200) NOT NULL, "widget_greeting" varchar(1000), "widget_color" varchar(16), "locale" varchar(16) NOT NULL, "silence_hours" integer NOT NULL DEFAULT (24), "created_at" integer NOT NULL)',
    );
    await runner.query('CREATE UNIQUE INDEX "project_key" ON "project" ("public_key") ');
    await runner.query(
      'CREATE TABLE "membership" ("project_id" integer NOT NULL, "agent_id" integer NOT NULL, "role" integer NOT NULL, "created_at" integer NOT NULL, PRIMARY KEY ("project_id", "agent_id"))',
    );
    await runner.query('CREATE INDEX "membership_agent" ON "membership" ("agent_id") ');
    await runner.query(
      'CREATE TABLE "api_token" ("id" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "project_id" integer NOT NULL, "name" varchar(200) NOT NULL, "role" integer NOT NULL, "token_hash" varchar(64) NOT NULL, "created_by" integer, "created_at" integer NOT NULL, "last_used_at" integer, "revoked_at" integer)',
    );
    await runner.query('CREATE INDEX "api_token_project" ON "api_token" ("project_id") ');
    await runner.query('CREATE UNIQUE INDEX "api_token_hash" ON "api_token" ("token_hash") ');
    await runner.query(
      'CREATE TABLE "project_change" ("project_id" integer NOT NULL, "seq" integer NOT NULL, "type" varchar(32) NOT NULL, "visitor_id" integer, "conversation_id" integer, "message_seq" integer, "before_facts" text, "after_facts" text, "at" integer NOT NULL, PRIMARY KEY ("project_id", "seq"))',
    );
    await runner.query('CREATE INDEX "project_change_at" ON "project_change" ("project_id", "at") ');
    await runner.query(
      'CREATE INDEX "project_change_visitor" ON "project_change" ("project_id", "visitor_id") ',
    );
    await runner.query(
      'CREATE TABLE "project_sequence" ("project_id" integer PRIMARY KEY NOT NULL, "seq" integer NOT NULL DEFAULT (0), "visitors" integer NOT NULL DEFAULT (0), "needing_attention" integer NOT NULL DEFAULT (0))',
    );
    await runner.query(
      'CREATE TABLE "installation" ("name" varchar(64) PRIMARY KEY NOT NULL, "value" text NOT NULL)',
    );
    await runner.query(
      'CREATE TABLE "visitor" ("id" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "project_id" integer NOT NULL, "number" integer, "status" integer NOT NULL, "version" integer NOT NULL DEFAULT (1), "name" varchar(200), "email" varchar(320), "phone" varchar(64), "search" text NOT NULL, "engaged" boolean NOT NULL DEFAULT (0), "first_seen_at" integer NOT NULL, "started_at" integer NOT NULL, "last_seen_at" integer NOT NULL, "online" boolean NOT NULL DEFAULT (0), "needs_attention" boolean NOT NULL DEFAULT (0), "attention_since" integer, "city" varchar(200), "region" varchar(200), "country" varchar(200), "country_code" varchar(2), "time_zone" varchar(64), "ip" varchar(64), "locale" varchar(35), "token_hash" varchar(64) NOT NULL, "conversation_id" integer)',
    );
    await runner.query('CREATE UNIQUE INDEX "visitor_token" ON "visitor" ("token_hash") ');
    await runner.query('CREATE UNIQUE INDEX "visitor_number" ON "visitor" ("project_id", "number") ');
    await runner.query('CREATE INDEX "visitor_online" ON "visitor" ("project_id", "online", "started_at") ');
    await runner.query(
      'CREATE INDEX "visitor_attention" ON "visitor" ("project_id", "needs_attention", "attention_since") ',
    );
    await runner.query(
      'CREATE INDEX "visitor_engaged" ON "visitor" ("project_id", "engaged", "status", "started_at", "id") ',
    );
    await runner.query(
      'CREATE INDEX "visitor_tab" ON "visitor" ("project_id", "status", "started_at", "id", "engaged") ',
    );
    await runner.query(
      'CREATE INDEX "visitor_list" ON "visitor" ("project_id", "started_at", "id", "status", "engaged") ',
    );
    await runner.query(
      'CREATE TABLE "page_view" ("id" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "visitor_id" integer NOT NULL, "url" varchar(2048) NOT NULL, "title" varchar(300), "at" integer NOT NULL)',
    );
    await runner.query('CREATE INDEX "page_view_visitor" ON "page_view" ("visitor_id", "id") ');
    await runner.query(
      'CREATE TABLE "status_change" ("id" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "visitor_id" integer NOT NULL, "from_status" integer NOT NULL, "to_status" integer NOT NULL, "actor" integer NOT NULL, "agent_id" integer, "at" integer NOT NULL)',
    );
    await runner.query('CREATE INDEX "status_change_visitor" ON "status_change" ("visitor_id", "id") ');
    await runner.query(
      'CREATE TABLE "visitor_param" ("visitor_id" integer NOT NULL, "param_key" varchar(64) NOT NULL, "project_id" integer NOT NULL, "value" varchar(1024) NOT NULL, "hash" varchar(32) NOT NULL, "source" integer NOT NULL, PRIMARY KEY ("visitor_id", "param_key"))',
    );
    await runner.query(
      'CREATE INDEX "visitor_param_match" ON "visitor_param" ("project_id", "hash", "visitor_id") ',
    );
    await runner.query(
      'CREATE TABLE "visitor_hour" ("project_id" integer NOT NULL, "new_idle" integer NOT NULL DEFAULT (0), "new_engaged" integer NOT NULL DEFAULT (0), "prospect_idle" integer NOT NULL DEFAULT (0), "prospect_engaged" integer NOT NULL DEFAULT (0), "customer_idle" integer NOT NULL DEFAULT (0), "customer_engaged" integer NOT NULL DEFAULT (0), "closed_idle" integer NOT NULL DEFAULT (0), "closed_engaged" integer NOT NULL DEFAULT (0), "archived_idle" integer NOT NULL DEFAULT (0), "archived_engaged" integer NOT NULL DEFAULT (0), "hour" integer NOT NULL, PRIMARY KEY ("project_id", "hour"))',
    );
    await runner.query(
      'CREATE TABLE "visitor_day" ("project_id" integer NOT NULL, "new_idle" integer NOT NULL DEFAULT (0), "new_engaged" integer NOT NULL DEFAULT (0), "prospect_idle" integer NOT NULL DEFAULT (0), "prospect_engaged" integer NOT NULL DEFAULT (0), "customer_idle" integer NOT NULL DEFAULT (0), "customer_engaged" integer NOT NULL DEFAULT (0), "closed_idle" integer NOT NULL DEFAULT (0), "closed_engaged" integer NOT NULL DEFAULT (0), "archived_idle" integer NOT NULL DEFAULT (0), "archived_engaged" integer NOT NULL DEFAULT (0), "day" integer NOT NULL, PRIMARY KEY ("project_id", "day"))',
    );
    await runner.query(
      'CREATE TABLE "conversation" ("id" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "project_id" integer NOT NULL, "visitor_id" integer NOT NULL, "mode" integer NOT NULL, "assignee_id" integer, "started_at" integer NOT NULL, "closed_at" integer, "last_seq" integer NOT NULL DEFAULT (0), "unread" integer NOT NULL DEFAULT (0), "needs_attention" boolean NOT NULL DEFAULT (0), "seen_by_visitor_seq" integer NOT NULL DEFAULT (0), "seen_by_agent_seq" integer NOT NULL DEFAULT (0), "last_message_at" integer NOT NULL)',
    );
    await runner.query('CREATE INDEX "conversation_visitor" ON "conversation" ("visitor_id", "id") ');
    await runner.query(
      'CREATE TABLE "message" ("id" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "conversation_id" integer NOT NULL, "seq" integer NOT NULL, "author" integer NOT NULL, "agent_id" integer, "kind" integer NOT NULL, "text" text, "options" text, "option_index" integer, "reply_to" integer, "form_spec" text, "submission_id" integer, "event_type" integer, "client_id" varchar(36), "created_at" integer NOT NULL)',
    );
    await runner.query('CREATE UNIQUE INDEX "message_client" ON "message" ("conversation_id", "client_id") ');
    await runner.query('CREATE UNIQUE INDEX "message_seq" ON "message" ("conversation_id", "seq") ');
    await runner.query(
      'CREATE TABLE "device" ("id" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "visitor_id" integer NOT NULL, "type" varchar(16) NOT NULL, "viewport" varchar(16), "browser" varchar(100), "os" varchar(100), "referrer" varchar(2048), "user_agent" varchar(512), "created_at" integer NOT NULL)',
    );
    await runner.query('CREATE INDEX "device_visitor" ON "device" ("visitor_id") ');
    await runner.query(
      'CREATE TABLE "flow" ("id" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "project_id" integer NOT NULL, "published_version_id" integer)',
    );
    await runner.query('CREATE UNIQUE INDEX "flow_project" ON "flow" ("project_id") ');
    await runner.query(
      'CREATE TABLE "flow_version" ("id" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "flow_id" integer NOT NULL, "version" integer NOT NULL, "definition" text NOT NULL, "created_by" integer, "created_at" integer NOT NULL)',
    );
    await runner.query('CREATE UNIQUE INDEX "flow_version_number" ON "flow_version" ("flow_id", "version") ');
    await runner.query(
      'CREATE TABLE "flow_run" ("conversation_id" integer PRIMARY KEY NOT NULL, "version_id" integer NOT NULL, "node" varchar(64), "waits_for" integer NOT NULL, "message_id" integer)',
    );
    await runner.query(
      'CREATE TABLE "form_submission" ("id" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "visitor_id" integer NOT NULL, "conversation_id" integer NOT NULL, "form_name" varchar(200) NOT NULL, "fields" text NOT NULL, "submitted_at" integer NOT NULL)',
    );
    await runner.query('CREATE INDEX "form_submission_visitor" ON "form_submission" ("visitor_id", "id") ');
    await runner.query('DROP INDEX "session_agent"');
    await runner.query('DROP INDEX "session_token"');
    await runner.query(
      'CREATE TABLE "temporary_session" ("id" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "token_hash" varchar(64) NOT NULL, "agent_id" integer NOT NULL, "created_at" integer NOT NULL, "last_used_at" integer NOT NULL, "ip" varchar(64) NOT NULL, "user_agent" varchar(512), CONSTRAINT "FK_c14cb65bef38d92f490fae428b2" FOREIGN KEY ("agent_id") REFERENCES "agent" ("id") ON DELETE CASCADE ON UPDATE NO ACTION)',
    );
    await runner.query(
      'INSERT INTO "temporary_session"("id", "token_hash", "agent_id", "created_at", "last_used_at", "ip", "user_agent") SELECT "id", "token_hash", "agent_id", "created_at", "last_used_at", "ip", "user_agent" FROM "session"',
    );
    await runner.query('DROP TABLE "session"');
    await runner.query('ALTER TABLE "temporary_session" RENAME TO "session"');
    await runner.query('CREATE INDEX "session_agent" ON "session" ("agent_id") ');
    await runner.query('CREATE UNIQUE INDEX "session_token" ON "session" ("token_hash") ');
    await runner.query('DROP INDEX "membership_agent"');
    await runner.query(
      'CREATE TABLE "temporary_membership" ("project_id" integer NOT NULL, "agent_id" integer NOT NULL, "role" integer NOT NULL, "created_at" integer NOT NULL, CONSTRAINT "FK_16a3bd60719b3cebb8ba71266b4" FOREIGN KEY ("project_id") REFERENCES "project" ("id") ON DELETE CASCADE ON UPDATE NO ACTION, CONSTRAINT "FK_9282a8e0f9cc160a76de907c1b6" FOREIGN KEY ("agent_id") REFERENCES "agent" ("id") ON DELETE CASCADE ON UPDATE NO ACTION, PRIMARY KEY ("project_id", "agent_id"))',
    );
    await runner.query(
      'INSERT INTO "temporary_membership"("project_id", "agent_id", "role", "created_at") SELECT "project_id", "agent_id", "role", "created_at" FROM "membership"',
    );
    await runner.query('DROP TABLE "membership"');
    await runner.query('ALTER TABLE "temporary_membership" RENAME TO "membership"');
    await runner.query('CREATE INDEX "membership_agent" ON "membership" ("agent_id") ');
    await runner.query('DROP INDEX "api_token_project"');
    await runner.query('DROP INDEX "api_token_hash"');
    await runner.query(
      'CREATE TABLE "temporary_api_token" ("id" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "project_id" integer NOT NULL, "name" varchar(200) NOT NULL, "role" integer NOT NULL, "token_hash" varchar(64) NOT NULL, "created_by" integer, "created_at" integer NOT NULL, "last_used_at" integer, "revoked_at" integer, CONSTRAINT "FK_b4006af213c94dde67262ee00f7" FOREIGN KEY ("project_id") REFERENCES "project" ("id") ON DELETE CASCADE ON UPDATE NO ACTION)',
    );
    await runner.query(
      'INSERT INTO "temporary_api_token"("id", "project_id", "name", "role", "token_hash", "created_by", "created_at", "last_used_at", "revoked_at") SELECT "id", "project_id", "name", "role", "token_hash", "created_by", "created_at", "last_used_at", "revoked_at" FROM "api_token"',
    );
    await runner.query('DROP TABLE "api_token"');
    await runner.query('ALTER TABLE "temporary_api_token" RENAME TO "api_token"');
    await runner.query('CREATE INDEX "api_token_project" ON "api_token" ("project_id") ');
    await runner.query('CREATE UNIQUE INDEX "api_token_hash" ON "api_token" ("token_hash") ');
    await runner.query('DROP INDEX "visitor_token"');
    await runner.query('DROP INDEX "visitor_number"');
    await runner.query('DROP INDEX "visitor_online"');
    await runner.query('DROP INDEX "visitor_attention"');
    await runner.query('DROP INDEX "visitor_engaged"');
    await runner.query('DROP INDEX "visitor_tab"');
    await runner.query('DROP INDEX "visitor_list"');
    await runner.query(
      'CREATE TABLE "temporary_visitor" ("id" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "project_id" integer NOT NULL, "number" integer, "status" integer NOT NULL, "version" integer NOT NULL DEFAULT (1), "name" varchar(200), "email" varchar(320), "phone" varchar(64), "search" text NOT NULL, "engaged" boolean NOT NULL DEFAULT (0), "first_seen_at" integer NOT NULL, "started_at" integer NOT NULL, "last_seen_at" integer NOT NULL, "online" boolean NOT NULL DEFAULT (0), "needs_attention" boolean NOT NULL DEFAULT (0), "attention_since" integer, "city" varchar(200), "region" varchar(200), "country" varchar(200), "country_code" varchar(2), "time_zone" varchar(64), "ip" varchar(64), "locale" varchar(35), "token_hash" varchar(64) NOT NULL, "conversation_id" integer, CONSTRAINT "FK_19ccbcbcc31cc1648a6f1c6f463" FOREIGN KEY ("project_id") REFERENCES "project" ("id") ON DELETE CASCADE ON UPDATE NO ACTION)',
    );
    await runner.query(
      'INSERT INTO "temporary_visitor"("id", "project_id", "number", "status", "version", "name", "email", "phone", "search", "engaged", "first_seen_at", "started_at", "last_seen_at", "online", "needs_attention", "attention_since", "city", "region", "country", "country_code", "time_zone", "ip", "locale", "token_hash", "conversation_id") SELECT "id", "project_id", "number", "status", "version", "name", "email", "phone", "search", "engaged", "first_seen_at", "started_at", "last_seen_at", "online", "needs_attention", "attention_since", "city", "region", "country", "country_code", "time_zone", "ip", "locale", "token_hash", "conversation_id" FROM "visitor"',
    );
    await runner.query('DROP TABLE "visitor"');
    await runner.query('ALTER TABLE "temporary_visitor" RENAME TO "visitor"');
    await runner.query('CREATE UNIQUE INDEX "visitor_token" ON "visitor" ("token_hash") ');
    await runner.query('CREATE UNIQUE INDEX "visitor_number" ON "visitor" ("project_id", "number") ');
    await runner.query('CREATE INDEX "visitor_online" ON "visitor" ("project_id", "online", "started_at") ');
    await runner.query(
      'CREATE INDEX "visitor_attention" ON "visitor" ("project_id", "needs_attention", "attention_since") ',
    );
    await runner.query(
      'CREATE INDEX "visitor_engaged" ON "visitor" ("project_id", "engaged", "status", "started_at", "id") ',
    );
    await runner.query(
      'CREATE INDEX "visitor_tab" ON "visitor" ("project_id", "status", "started_at", "id", "engaged") ',
    );
    await runner.query(
      'CREATE INDEX "visitor_list" ON "visitor" ("project_id", "started_at", "id", "status", "engaged") ',
    );
    await runner.query('DROP INDEX "page_view_visitor"');
    await runner.query(
      'CREATE TABLE "temporary_page_view" ("id" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "visitor_id" integer NOT NULL, "url" varchar(2048) NOT NULL, "title" varchar(300), "at" integer NOT NULL, CONSTRAINT "FK_49920ac77fcd17ec7abe5900818" FOREIGN KEY ("visitor_id") REFERENCES "visitor" ("id") ON DELETE CASCADE ON UPDATE NO ACTION)',
    );
    await runner.query(
      'INSERT INTO "temporary_page_view"("id", "visitor_id", "url", "title", "at") SELECT "id", "visitor_id", "url", "title", "at" FROM "page_view"',
    );
    await runner.query('DROP TABLE "page_view"');
    await runner.query('ALTER TABLE "temporary_page_view" RENAME TO "page_view"');
    await runner.query('CREATE INDEX "page_view_visitor" ON "page_view" ("visitor_id", "id") ');
    await runner.query('DROP INDEX "status_change_visitor"');
    await runner.query(
      'CREATE TABLE "temporary_status_change" ("id" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "visitor_id" integer NOT NULL, "from_status" integer NOT NULL, "to_status" integer NOT NULL, "actor" integer NOT NULL, "agent_id" integer, "at" integer NOT NULL, CONSTRAINT "FK_5710439d95de266f847d9c2240f" FOREIGN KEY ("visitor_id") REFERENCES "visitor" ("id") ON DELETE CASCADE ON UPDATE NO ACTION)',
    );
    await runner.query(
      'INSERT INTO "temporary_status_change"("id", "visitor_id", "from_status", "to_status", "actor", "agent_id", "at") SELECT "id", "visitor_id", "from_status", "to_status", "actor", "agent_id", "at" FROM "status_change"',
    );
    await runner.query('DROP TABLE "status_change"');
    await runner.query('ALTER TABLE "temporary_status_change" RENAME TO "status_change"');
    await runner.query('CREATE INDEX "status_change_visitor" ON "status_change" ("visitor_id", "id") ');
    await runner.query('DROP INDEX "visitor_param_match"');
    await runner.query(
      'CREATE TABLE "temporary_visitor_param" ("visitor_id" integer NOT NULL, "param_key" varchar(64) NOT NULL, "project_id" integer NOT NULL, "value" varchar(1024) NOT NULL, "hash" varchar(32) NOT NULL, "source" integer NOT NULL, CONSTRAINT "FK_87d07af1d6157136bebf9b6ece0" FOREIGN KEY ("visitor_id") REFERENCES "visitor" ("id") ON DELETE CASCADE ON UPDATE NO ACTION, PRIMARY KEY ("visitor_id", "param_key"))',
    );
    await runner.query(
      'INSERT INTO "temporary_visitor_param"("visitor_id", "param_key", "project_id", "value", "hash", "source") SELECT "visitor_id", "param_key", "project_id", "value", "hash", "source" FROM "visitor_param"',
    );
    await runner.query('DROP TABLE "visitor_param"');
    await runner.query('ALTER TABLE "temporary_visitor_param" RENAME TO "visitor_param"');
    await runner.query(
      'CREATE INDEX "visitor_param_match" ON "visitor_param" ("project_id", "hash", "visitor_id") ',
    );
    await runner.query('DROP INDEX "conversation_visitor"');
    await runner.query(
      'CREATE TABLE "temporary_conversation" ("id" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "project_id" integer NOT NULL, "visitor_id" integer NOT NULL, "mode" integer NOT NULL, "assignee_id" integer, "started_at" integer NOT NULL, "closed_at" integer, "last_seq" integer NOT NULL DEFAULT (0), "unread" integer NOT NULL DEFAULT (0), "needs_attention" boolean NOT NULL DEFAULT (0), "seen_by_visitor_seq" integer NOT NULL DEFAULT (0), "seen_by_agent_seq" integer NOT NULL DEFAULT (0), "last_message_at" integer NOT NULL, CONSTRAINT "FK_9a2507dbefb1101bf7f37804ca1" FOREIGN KEY ("visitor_id") REFERENCES "visitor" ("id") ON DELETE CASCADE ON UPDATE NO ACTION)',
    );
    await runner.query(
      'INSERT INTO "temporary_conversation"("id", "project_id", "visitor_id", "mode", "assignee_id", "started_at", "closed_at", "last_seq", "unread", "needs_attention", "seen_by_visitor_seq", "seen_by_agent_seq", "last_message_at") SELECT "id", "project_id", "visitor_id", "mode", "assignee_id", "started_at", "closed_at", "last_seq", "unread", "needs_attention", "seen_by_visitor_seq", "seen_by_agent_seq", "last_message_at" FROM "conversation"',
    );
    await runner.query('DROP TABLE "conversation"');
    await runner.query('ALTER TABLE "temporary_conversation" RENAME TO "conversation"');
    await runner.query('CREATE INDEX "conversation_visitor" ON "conversation" ("visitor_id", "id") ');
    await runner.query('DROP INDEX "message_client"');
    await runner.query('DROP INDEX "message_seq"');
    await runner.query(
      'CREATE TABLE "temporary_message" ("id" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "conversation_id" integer NOT NULL, "seq" integer NOT NULL, "author" integer NOT NULL, "agent_id" integer, "kind" integer NOT NULL, "text" text, "options" text, "option_index" integer, "reply_to" integer, "form_spec" text, "submission_id" integer, "event_type" integer, "client_id" varchar(36), "created_at" integer NOT NULL, CONSTRAINT "FK_7fe3e887d78498d9c9813375ce2" FOREIGN KEY ("conversation_id") REFERENCES "conversation" ("id") ON DELETE CASCADE ON UPDATE NO ACTION)',
    );
    await runner.query(
      'INSERT INTO "temporary_message"("id", "conversation_id", "seq", "author", "agent_id", "kind", "text", "options", "option_index", "reply_to", "form_spec", "submission_id", "event_type", "client_id", "created_at") SELECT "id", "conversation_id", "seq", "author", "agent_id", "kind", "text", "options", "option_index", "reply_to", "form_spec", "submission_id", "event_type", "client_id", "created_at" FROM "message"',
    );
    await runner.query('DROP TABLE "message"');
    await runner.query('ALTER TABLE "temporary_message" RENAME TO "message"');
    await runner.query('CREATE UNIQUE INDEX "message_client" ON "message" ("conversation_id", "client_id") ');
    await runner.query('CREATE UNIQUE INDEX "message_seq" ON "message" ("conversation_id", "seq") ');
    await runner.query('DROP INDEX "device_visitor"');
    await runner.query(
      'CREATE TABLE "temporary_device" ("id" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "visitor_id" integer NOT NULL, "type" varchar(16) NOT NULL, "viewport" varchar(16), "browser" varchar(100), "os" varchar(100), "referrer" varchar(2048), "user_agent" varchar(512), "created_at" integer NOT NULL, CONSTRAINT "FK_ced58e1fd43e40fec65d929e857" FOREIGN KEY ("visitor_id") REFERENCES "visitor" ("id") ON DELETE CASCADE ON UPDATE NO ACTION)',
    );
    await runner.query(
      'INSERT INTO "temporary_device"("id", "visitor_id", "type", "viewport", "browser", "os", "referrer", "user_agent", "created_at") SELECT "id", "visitor_id", "type", "viewport", "browser", "os", "referrer", "user_agent", "created_at" FROM "device"',
    );
    await runner.query('DROP TABLE "device"');
    await runner.query('ALTER TABLE "temporary_device" RENAME TO "device"');
    await runner.query('CREATE INDEX "device_visitor" ON "device" ("visitor_id") ');
    await runner.query('DROP INDEX "flow_project"');
    await runner.query(
      'CREATE TABLE "temporary_flow" ("id" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "project_id" integer NOT NULL, "published_version_id" integer, CONSTRAINT "FK_8f4391cf87a8e823591306f66b9" FOREIGN KEY ("project_id") REFERENCES "project" ("id") ON DELETE CASCADE ON UPDATE NO ACTION)',
    );
    await runner.query(
      'INSERT INTO "temporary_flow"("id", "project_id", "published_version_id") SELECT "id", "project_id", "published_version_id" FROM "flow"',
    );
    await runner.query('DROP TABLE "flow"');
    await runner.query('ALTER TABLE "temporary_flow" RENAME TO "flow"');
    await runner.query('CREATE UNIQUE INDEX "flow_project" ON "flow" ("project_id") ');
    await runner.query('DROP INDEX "flow_version_number"');
    await runner.query(
      'CREATE TABLE "temporary_flow_version" ("id" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "flow_id" integer NOT NULL, "version" integer NOT NULL, "definition" text NOT NULL, "created_by" integer, "created_at" integer NOT NULL, CONSTRAINT "FK_7e1cc1e49e82150b42e5bbebf14" FOREIGN KEY ("flow_id") REFERENCES "flow" ("id") ON DELETE CASCADE ON UPDATE NO ACTION)',
    );
    await runner.query(
      'INSERT INTO "temporary_flow_version"("id", "flow_id", "version", "definition", "created_by", "created_at") SELECT "id", "flow_id", "version", "definition", "created_by", "created_at" FROM "flow_version"',
    );
    await runner.query('DROP TABLE "flow_version"');
    await runner.query('ALTER TABLE "temporary_flow_version" RENAME TO "flow_version"');
    await runner.query('CREATE UNIQUE INDEX "flow_version_number" ON "flow_version" ("flow_id", "version") ');
    await runner.query(
      'CREATE TABLE "temporary_flow_run" ("conversation_id" integer PRIMARY KEY NOT NULL, "version_id" integer NOT NULL, "node" varchar(64), "waits_for" integer NOT NULL, "message_id" integer, CONSTRAINT "FK_7441bca17c869b3543868eb5090" FOREIGN KEY ("conversation_id") REFERENCES "conversation" ("id") ON DELETE CASCADE ON UPDATE NO ACTION)',
    );
    await runner.query(
      'INSERT INTO "temporary_flow_run"("conversation_id", "version_id", "node", "waits_for", "message_id") SELECT "conversation_id", "version_id", "node", "waits_for", "message_id" FROM "flow_run"',
    );
    await runner.query('DROP TABLE "flow_run"');
    await runner.query('ALTER TABLE "temporary_flow_run" RENAME TO "flow_run"');
    await runner.query('DROP INDEX "form_submission_visitor"');
    await runner.query(
      'CREATE TABLE "temporary_form_submission" ("id" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "visitor_id" integer NOT NULL, "conversation_id" integer NOT NULL, "form_name" varchar(200) NOT NULL, "fields" text NOT NULL, "submitted_at" integer NOT NULL, CONSTRAINT "FK_5c34171a0c835a372f45d30054f" FOREIGN KEY ("visitor_id") REFERENCES "visitor" ("id") ON DELETE CASCADE ON UPDATE NO ACTION)',
    );
    await runner.query(
      'INSERT INTO "temporary_form_submission"("id", "visitor_id", "conversation_id", "form_name", "fields", "submitted_at") SELECT "id", "visitor_id", "conversation_id", "form_name", "fields", "submitted_at" FROM "form_submission"',
    );
    await runner.query('DROP TABLE "form_submission"');
    await runner.query('ALTER TABLE "temporary_form_submission" RENAME TO "form_submission"');
    await runner.query('CREATE INDEX "form_submission_visitor" ON "form_submission" ("visitor_id", "id") ');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX "form_submission_visitor"');
    await runner.query('ALTER TABLE "form_submission" RENAME TO "temporary_form_submission"');
    await runner.query(
      'CREATE TABLE "form_submission" ("id" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "visitor_id" integer NOT NULL, "conversation_id" integer NOT NULL, "form_name" varchar(200) NOT NULL, "fields" text NOT NULL, "submitted_at" integer NOT NULL)',
    );
    await runner.query(
      'INSERT INTO "form_submission"("id", "visitor_id", "conversation_id", "form_name", "fields", "submitted_at") SELECT "id", "visitor_id", "conversation_id", "form_name", "fields", "submitted_at" FROM "temporary_form_submission"',
    );
    await runner.query('DROP TABLE "temporary_form_submission"');
    await runner.query('CREATE INDEX "form_submission_visitor" ON "form_submission" ("visitor_id", "id") ');
    await runner.query('ALTER TABLE "flow_run" RENAME TO "temporary_flow_run"');
    await runner.query(
      'CREATE TABLE "flow_run" ("conversation_id" integer PRIMARY KEY NOT NULL, "version_id" integer NOT NULL, "node" varchar(64), "waits_for" integer NOT NULL, "message_id" integer)',
    );
    await runner.query(
      'INSERT INTO "flow_run"("conversation_id", "version_id", "node", "waits_for", "message_id") SELECT "conversation_id", "version_id", "node", "waits_for", "message_id" FROM "temporary_flow_run"',
    );
    await runner.query('DROP TABLE "temporary_flow_run"');
    await runner.query('DROP INDEX "flow_version_number"');
    await runner.query('ALTER TABLE "flow_version" RENAME TO "temporary_flow_version"');
    await runner.query(
      'CREATE TABLE "flow_version" ("id" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "flow_id" integer NOT NULL, "version" integer NOT NULL, "definition" text NOT NULL, "created_by" integer, "created_at" integer NOT NULL)',
    );
    await runner.query(
      'INSERT INTO "flow_version"("id", "flow_id", "version", "definition", "created_by", "created_at") SELECT "id", "flow_id", "version", "definition", "created_by", "created_at" FROM "temporary_flow_version"',
    );
    await runner.query('DROP TABLE "temporary_flow_version"');
    await runner.query('CREATE UNIQUE INDEX "flow_version_number" ON "flow_version" ("flow_id", "version") ');
    await runner.query('DROP INDEX "flow_project"');
    await runner.query('ALTER TABLE "flow" RENAME TO "temporary_flow"');
    await runner.query(
      'CREATE TABLE "flow" ("id" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "project_id" integer NOT NULL, "published_version_id" integer)',
    );
    await runner.query(
      'INSERT INTO "flow"("id", "project_id", "published_version_id") SELECT "id", "project_id", "published_version_id" FROM "temporary_flow"',
    );
    await runner.query('DROP TABLE "temporary_flow"');
    await runner.query('CREATE UNIQUE INDEX "flow_project" ON "flow" ("project_id") ');
    await runner.query('DROP INDEX "device_visitor"');
    await runner.query('ALTER TABLE "device" RENAME TO "temporary_device"');
    await runner.query(
      'CREATE TABLE "device" ("id" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "visitor_id" integer NOT NULL, "type" varchar(16) NOT NULL, "viewport" varchar(16), "browser" varchar(100), "os" varchar(100), "referrer" varchar(2048), "user_agent" varchar(512), "created_at" integer NOT NULL)',
    );
    await runner.query(
      'INSERT INTO "device"("id", "visitor_id", "type", "viewport", "browser", "os", "referrer", "user_agent", "created_at") SELECT "id", "visitor_id", "type", "viewport", "browser", "os", "referrer", "user_agent", "created_at" FROM "temporary_device"',
    );
    await runner.query('DROP TABLE "temporary_device"');
    await runner.query('CREATE INDEX "device_visitor" ON "device" ("visitor_id") ');
    await runner.query('DROP INDEX "message_seq"');
    await runner.query('DROP INDEX "message_client"');
    await runner.query('ALTER TABLE "message" RENAME TO "temporary_message"');
    await runner.query(
      'CREATE TABLE "message" ("id" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "conversation_id" integer NOT NULL, "seq" integer NOT NULL, "author" integer NOT NULL, "agent_id" integer, "kind" integer NOT NULL, "text" text, "options" text, "option_index" integer, "reply_to" integer, "form_spec" text, "submission_id" integer, "event_type" integer, "client_id" varchar(36), "created_at" integer NOT NULL)',
    );
    await runner.query(
      'INSERT INTO "message"("id", "conversation_id", "seq", "author", "agent_id", "kind", "text", "options", "option_index", "reply_to", "form_spec", "submission_id", "event_type", "client_id", "created_at") SELECT "id", "conversation_id", "seq", "author", "agent_id", "kind", "text", "options", "option_index", "reply_to", "form_spec", "submission_id", "event_type", "client_id", "created_at" FROM "temporary_message"',
    );
    await runner.query('DROP TABLE "temporary_message"');
    await runner.query('CREATE UNIQUE INDEX "message_seq" ON "message" ("conversation_id", "seq") ');
    await runner.query('CREATE UNIQUE INDEX "message_client" ON "message" ("conversation_id", "client_id") ');
    await runner.query('DROP INDEX "conversation_visitor"');
    await runner.query('ALTER TABLE "conversation" RENAME TO "temporary_conversation"');
    await runner.query(
      'CREATE TABLE "conversation" ("id" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "project_id" integer NOT NULL, "visitor_id" integer NOT NULL, "mode" integer NOT NULL, "assignee_id" integer, "started_at" integer NOT NULL, "closed_at" integer, "last_seq" integer NOT NULL DEFAULT (0), "unread" integer NOT NULL DEFAULT (0), "needs_attention" boolean NOT NULL DEFAULT (0), "seen_by_visitor_seq" integer NOT NULL DEFAULT (0), "seen_by_agent_seq" integer NOT NULL DEFAULT (0), "last_message_at" integer NOT NULL)',
    );
    await runner.query(
      'INSERT INTO "conversation"("id", "project_id", "visitor_id", "mode", "assignee_id", "started_at", "closed_at", "last_seq", "unread", "needs_attention", "seen_by_visitor_seq", "seen_by_agent_seq", "last_message_at") SELECT "id", "project_id", "visitor_id", "mode", "assignee_id", "started_at", "closed_at", "last_seq", "unread", "needs_attention", "seen_by_visitor_seq", "seen_by_agent_seq", "last_message_at" FROM "temporary_conversation"',
    );
    await runner.query('DROP TABLE "temporary_conversation"');
    await runner.query('CREATE INDEX "conversation_visitor" ON "conversation" ("visitor_id", "id") ');
    await runner.query('DROP INDEX "visitor_param_match"');
    await runner.query('ALTER TABLE "visitor_param" RENAME TO "temporary_visitor_param"');
    await runner.query(
      'CREATE TABLE "visitor_param" ("visitor_id" integer NOT NULL, "param_key" varchar(64) NOT NULL, "project_id" integer NOT NULL, "value" varchar(1024) NOT NULL, "hash" varchar(32) NOT NULL, "source" integer NOT NULL, PRIMARY KEY ("visitor_id", "param_key"))',
    );
    await runner.query(
      'INSERT INTO "visitor_param"("visitor_id", "param_key", "project_id", "value", "hash", "source") SELECT "visitor_id", "param_key", "project_id", "value", "hash", "source" FROM "temporary_visitor_param"',
    );
    await runner.query('DROP TABLE "temporary_visitor_param"');
    await runner.query(
      'CREATE INDEX "visitor_param_match" ON "visitor_param" ("project_id", "hash", "visitor_id") ',
    );
    await runner.query('DROP INDEX "status_change_visitor"');
    await runner.query('ALTER TABLE "status_change" RENAME TO "temporary_status_change"');
    await runner.query(
      'CREATE TABLE "status_change" ("id" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "visitor_id" integer NOT NULL, "from_status" integer NOT NULL, "to_status" integer NOT NULL, "actor" integer NOT NULL, "agent_id" integer, "at" integer NOT NULL)',
    );
    await runner.query(
      'INSERT INTO "status_change"("id", "visitor_id", "from_status", "to_status", "actor", "agent_id", "at") SELECT "id", "visitor_id", "from_status", "to_status", "actor", "agent_id", "at" FROM "temporary_status_change"',
    );
    await runner.query('DROP TABLE "temporary_status_change"');
    await runner.query('CREATE INDEX "status_change_visitor" ON "status_change" ("visitor_id", "id") ');
    await runner.query('DROP INDEX "page_view_visitor"');
    await runner.query('ALTER TABLE "page_view" RENAME TO "temporary_page_view"');
    await runner.query(
      'CREATE TABLE "page_view" ("id" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "visitor_id" integer NOT NULL, "url" varchar(2048) NOT NULL, "title" varchar(300), "at" integer NOT NULL)',
    );
    await runner.query(
      'INSERT INTO "page_view"("id", "visitor_id", "url", "title", "at") SELECT "id", "visitor_id", "url", "title", "at" FROM "temporary_page_view"',
    );
    await runner.query('DROP TABLE "temporary_page_view"');
    await runner.query('CREATE INDEX "page_view_visitor" ON "page_view" ("visitor_id", "id") ');
    await runner.query('DROP INDEX "visitor_list"');
    await runner.query('DROP INDEX "visitor_tab"');
    await runner.query('DROP INDEX "visitor_engaged"');
    await runner.query('DROP INDEX "visitor_attention"');
    await runner.query('DROP INDEX "visitor_online"');
    await runner.query('DROP INDEX "visitor_number"');
    await runner.query('DROP INDEX "visitor_token"');
    await runner.query('ALTER TABLE "visitor" RENAME TO "temporary_visitor"');
    await runner.query(
      'CREATE TABLE "visitor" ("id" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "project_id" integer NOT NULL, "number" integer, "status" integer NOT NULL, "version" integer NOT NULL DEFAULT (1), "name" varchar(200), "email" varchar(320), "phone" varchar(64), "search" text NOT NULL, "engaged" boolean NOT NULL DEFAULT (0), "first_seen_at" integer NOT NULL, "started_at" integer NOT NULL, "last_seen_at" integer NOT NULL, "online" boolean NOT NULL DEFAULT (0), "needs_attention" boolean NOT NULL DEFAULT (0), "attention_since" integer, "city" varchar(200), "region" varchar(200), "country" varchar(200), "country_code" varchar(2), "time_zone" varchar(64), "ip" varchar(64), "locale" varchar(35), "token_hash" varchar(64) NOT NULL, "conversation_id" integer)',
    );
    await runner.query(
      'INSERT INTO "visitor"("id", "project_id", "number", "status", "version", "name", "email", "phone", "search", "engaged", "first_seen_at", "started_at", "last_seen_at", "online", "needs_attention", "attention_since", "city", "region", "country", "country_code", "time_zone", "ip", "locale", "token_hash", "conversation_id") SELECT "id", "project_id", "number", "status", "version", "name", "email", "phone", "search", "engaged", "first_seen_at", "started_at", "last_seen_at", "online", "needs_attention", "attention_since", "city", "region", "country", "country_code", "time_zone", "ip", "locale", "token_hash", "conversation_id" FROM "temporary_visitor"',
    );
    await runner.query('DROP TABLE "temporary_visitor"');
    await runner.query(
      'CREATE INDEX "visitor_list" ON "visitor" ("project_id", "started_at", "id", "status", "engaged") ',
    );
    await runner.query(
      'CREATE INDEX "visitor_tab" ON "visitor" ("project_id", "status", "started_at", "id", "engaged") ',
    );
    await runner.query(
      'CREATE INDEX "visitor_engaged" ON "visitor" ("project_id", "engaged", "status", "started_at", "id") ',
    );
    await runner.query(
      'CREATE INDEX "visitor_attention" ON "visitor" ("project_id", "needs_attention", "attention_since") ',
    );
    await runner.query('CREATE INDEX "visitor_online" ON "visitor" ("project_id", "online", "started_at") ');
    await runner.query('CREATE UNIQUE INDEX "visitor_number" ON "visitor" ("project_id", "number") ');
    await runner.query('CREATE UNIQUE INDEX "visitor_token" ON "visitor" ("token_hash") ');
    await runner.query('DROP INDEX "api_token_hash"');
    await runner.query('DROP INDEX "api_token_project"');
    await runner.query('ALTER TABLE "api_token" RENAME TO "temporary_api_token"');
    await runner.query(
      'CREATE TABLE "api_token" ("id" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "project_id" integer NOT NULL, "name" varchar(200) NOT NULL, "role" integer NOT NULL, "token_hash" varchar(64) NOT NULL, "created_by" integer, "created_at" integer NOT NULL, "last_used_at" integer, "revoked_at" integer)',
    );
    await runner.query(
      'INSERT INTO "api_token"("id", "project_id", "name", "role", "token_hash", "created_by", "created_at", "last_used_at", "revoked_at") SELECT "id", "project_id", "name", "role", "token_hash", "created_by", "created_at", "last_used_at", "revoked_at" FROM "temporary_api_token"',
    );
    await runner.query('DROP TABLE "temporary_api_token"');
    await runner.query('CREATE UNIQUE INDEX "api_token_hash" ON "api_token" ("token_hash") ');
    await runner.query('CREATE INDEX "api_token_project" ON "api_token" ("project_id") ');
    await runner.query('DROP INDEX "membership_agent"');
    await runner.query('ALTER TABLE "membership" RENAME TO "temporary_membership"');
    await runner.query(
      'CREATE TABLE "membership" ("project_id" integer NOT NULL, "agent_id" integer NOT NULL, "role" integer NOT NULL, "created_at" integer NOT NULL, PRIMARY KEY ("project_id", "agent_id"))',
    );
    await runner.query(
      'INSERT INTO "membership"("project_id", "agent_id", "role", "created_at") SELECT "project_id", "agent_id", "role", "created_at" FROM "temporary_membership"',
    );
    await runner.query('DROP TABLE "temporary_membership"');
    await runner.query('CREATE INDEX "membership_agent" ON "membership" ("agent_id") ');
    await runner.query('DROP INDEX "session_token"');
    await runner.query('DROP INDEX "session_agent"');
    await runner.query('ALTER TABLE "session" RENAME TO "temporary_session"');
    await runner.query(
      'CREATE TABLE "session" ("id" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "token_hash" varchar(64) NOT NULL, "agent_id" integer NOT NULL, "created_at" integer NOT NULL, "last_used_at" integer NOT NULL, "ip" varchar(64) NOT NULL, "user_agent" varchar(512))',
    );
    await runner.query(
      'INSERT INTO "session"("id", "token_hash", "agent_id", "created_at", "last_used_at", "ip", "user_agent") SELECT "id", "token_hash", "agent_id", "created_at", "last_used_at", "ip", "user_agent" FROM "temporary_session"',
    );
    await runner.query('DROP TABLE "temporary_session"');
    await runner.query('CREATE UNIQUE INDEX "session_token" ON "session" ("token_hash") ');
    await runner.query('CREATE INDEX "session_agent" ON "session" ("agent_id") ');
    await runner.query('DROP INDEX "form_submission_visitor"');
    await runner.query('DROP TABLE "form_submission"');
    await runner.query('DROP TABLE "flow_run"');
    await runner.query('DROP INDEX "flow_version_number"');
    await runner.query('DROP TABLE "flow_version"');
    await runner.query('DROP INDEX "flow_project"');
    await runner.query('DROP TABLE "flow"');
    await runner.query('DROP INDEX "device_visitor"');
    await runner.query('DROP TABLE "device"');
    await runner.query('DROP INDEX "message_seq"');
    await runner.query('DROP INDEX "message_client"');
    await runner.query('DROP TABLE "message"');
    await runner.query('DROP INDEX "conversation_visitor"');
    await runner.query('DROP TABLE "conversation"');
    await runner.query('DROP TABLE "visitor_day"');
    await runner.query('DROP TABLE "visitor_hour"');
    await runner.query('DROP INDEX "visitor_param_match"');
    await runner.query('DROP TABLE "visitor_param"');
    await runner.query('DROP INDEX "status_change_visitor"');
    await runner.query('DROP TABLE "status_change"');
    await runner.query('DROP INDEX "page_view_visitor"');
    await runner.query('DROP TABLE "page_view"');
    await runner.query('DROP INDEX "visitor_list"');
    await runner.query('DROP INDEX "visitor_tab"');
    await runner.query('DROP INDEX "visitor_engaged"');
    await runner.query('DROP INDEX "visitor_attention"');
    await runner.query('DROP INDEX "visitor_online"');
    await runner.query('DROP INDEX "visitor_number"');
    await runner.query('DROP INDEX "visitor_token"');
    await runner.query('DROP TABLE "visitor"');
    await runner.query('DROP TABLE "installation"');
    await runner.query('DROP TABLE "project_sequence"');
    await runner.query('DROP INDEX "project_change_visitor"');
    await runner.query('DROP INDEX "project_change_at"');
    await runner.query('DROP TABLE "project_change"');
    await runner.query('DROP INDEX "api_token_hash"');
    await runner.query('DROP INDEX "api_token_project"');
    await runner.query('DROP TABLE "api_token"');
    await runner.query('DROP INDEX "membership_agent"');
    await runner.query('DROP TABLE "membership"');
    await runner.query('DROP INDEX "project_key"');
    await runner.query('DROP TABLE "project"');
    await runner.query('DROP INDEX "session_token"');
    await runner.query('DROP INDEX "session_agent"');
    await runner.query('DROP TABLE "session"');
    await runner.query('DROP INDEX "agent_email"');
    await runner.query('DROP TABLE "agent"');
  }
}
