import type { MigrationInterface, QueryRunner } from "typeorm";

// Columns are added where they stand: a table that is made anew would take what hangs on it along when the old one is dropped.
export class BlocksAndPrivacy1795637690676 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'CREATE TABLE "visitor_block" ("id" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "project_id" integer NOT NULL, "visitor_id" integer, "address_range" varchar(64), "ends_at" integer NOT NULL, "created_by" integer, "created_at" integer NOT NULL, CONSTRAINT "FK_761a0d4db80ef3b37bd7d7d4840" FOREIGN KEY ("project_id") REFERENCES "project" ("id") ON DELETE CASCADE ON UPDATE NO ACTION, CONSTRAINT "FK_02f300974ef2915547a4031d3fb" FOREIGN KEY ("visitor_id") REFERENCES "visitor" ("id") ON DELETE CASCADE ON UPDATE NO ACTION)',
    );
    await runner.query('CREATE INDEX "visitor_block_visitor" ON "visitor_block" ("visitor_id") ');
    await runner.query('CREATE INDEX "visitor_block_project" ON "visitor_block" ("project_id", "ends_at") ');
    await runner.query('ALTER TABLE "project" ADD COLUMN "mask_addresses" boolean NOT NULL DEFAULT (0)');
    await runner.query('ALTER TABLE "project" ADD COLUMN "retention" text');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE "project" DROP COLUMN "retention"');
    await runner.query('ALTER TABLE "project" DROP COLUMN "mask_addresses"');
    await runner.query('DROP TABLE "visitor_block"');
  }
}
