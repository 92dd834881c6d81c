import type { MigrationInterface, QueryRunner } from "typeorm";

// Columns are added where they stand: a table that is made anew would take what hangs on it along when the old one is dropped.
export class Flows1795636327158 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'CREATE TABLE "flow_draft" ("flow_id" integer PRIMARY KEY NOT NULL, "revision" integer NOT NULL, "definition" text NOT NULL, "saved_by" integer, "saved_at" integer NOT NULL, CONSTRAINT "FK_b11216c30acb9d5411045557c9f" FOREIGN KEY ("flow_id") REFERENCES "flow" ("id") ON DELETE CASCADE ON UPDATE NO ACTION)',
    );
    await runner.query('ALTER TABLE "project" ADD COLUMN "office_hours" text');
    await runner.query('ALTER TABLE "project" ADD COLUMN "away_message" varchar(1000)');
    await runner.query('ALTER TABLE "flow" ADD COLUMN "draft_revision" integer NOT NULL DEFAULT (0)');
    await runner.query('ALTER TABLE "flow_run" ADD COLUMN "due_at" integer');
    await runner.query('ALTER TABLE "flow_run" ADD COLUMN "memory" text');
    await runner.query('CREATE INDEX "flow_run_due" ON "flow_run" ("due_at") ');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX "flow_run_due"');
    await runner.query('ALTER TABLE "flow_run" DROP COLUMN "memory"');
    await runner.query('ALTER TABLE "flow_run" DROP COLUMN "due_at"');
    await runner.query('ALTER TABLE "flow" DROP COLUMN "draft_revision"');
    await runner.query('ALTER TABLE "project" DROP COLUMN "away_message"');
    await runner.query('ALTER TABLE "project" DROP COLUMN "office_hours"');
    await runner.query('DROP TABLE "flow_draft"');
  }
}
