import type { MigrationInterface, QueryRunner } from "typeorm";

export class LiveChat1795636159059 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'CREATE TABLE "reply_draft" ("agent_id" integer NOT NULL, "visitor_id" integer NOT NULL, "text" text NOT NULL, "version" varchar(16) NOT NULL, "typed_at" integer NOT NULL, CONSTRAINT "FK_df36c23b227bf02f03fb4bb8a3a" FOREIGN KEY ("agent_id") REFERENCES "agent" ("id") ON DELETE CASCADE ON UPDATE NO ACTION, CONSTRAINT "FK_9708dc109e631268391a3af5649" FOREIGN KEY ("visitor_id") REFERENCES "visitor" ("id") ON DELETE CASCADE ON UPDATE NO ACTION, PRIMARY KEY ("agent_id", "visitor_id"))',
    );
    await runner.query('CREATE INDEX "reply_draft_visitor" ON "reply_draft" ("visitor_id") ');
    await runner.query(
      'CREATE TABLE "canned_reply" ("id" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "project_id" integer NOT NULL, "shortcut" varchar(32) NOT NULL, "folded" varchar(64) NOT NULL, "text" text NOT NULL, "updated_at" integer NOT NULL, CONSTRAINT "FK_a0c6017029917c87bcc2de2d631" FOREIGN KEY ("project_id") REFERENCES "project" ("id") ON DELETE CASCADE ON UPDATE NO ACTION)',
    );
    await runner.query(
      'CREATE UNIQUE INDEX "canned_reply_shortcut" ON "canned_reply" ("project_id", "folded") ',
    );
    // Added in place: to build the table anew takes long where there are many, and everything hangs on it.
    await runner.query(
      'ALTER TABLE "conversation" ADD COLUMN "delivered_to_visitor_seq" integer NOT NULL DEFAULT 0',
    );
    // Whoever has seen a message has got it.
    await runner.query('UPDATE "conversation" SET "delivered_to_visitor_seq" = "seen_by_visitor_seq"');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE "conversation" DROP COLUMN "delivered_to_visitor_seq"');
    await runner.query('DROP INDEX "canned_reply_shortcut"');
    await runner.query('DROP TABLE "canned_reply"');
    await runner.query('DROP INDEX "reply_draft_visitor"');
    await runner.query('DROP TABLE "reply_draft"');
  }
}
