import type { MigrationInterface, QueryRunner } from "typeorm";

export class ParamLists1795618454326 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX "visitor_param_match"');
    await runner.query(
      'CREATE TABLE "temporary_visitor_param" ("visitor_id" integer NOT NULL, "param_key" varchar(64) NOT NULL, "project_id" integer NOT NULL, "value" varchar(1024) NOT NULL, "hash" varchar(32) NOT NULL, "source" integer NOT NULL, "started_at" integer NOT NULL, "status" integer NOT NULL, "engaged" boolean NOT NULL, CONSTRAINT "FK_87d07af1d6157136bebf9b6ece0" FOREIGN KEY ("visitor_id") REFERENCES "visitor" ("id") ON DELETE CASCADE ON UPDATE NO ACTION, PRIMARY KEY ("visitor_id", "param_key"))',
    );
    await runner.query(
      `INSERT INTO "temporary_visitor_param" ("visitor_id", "param_key", "project_id", "value", "hash", "source", "started_at", "status", "engaged")
       SELECT p."visitor_id", p."param_key", p."project_id", p."value", p."hash", p."source", v."started_at", v."status", v."engaged"
       FROM "visitor_param" p JOIN "visitor" v ON v."id" = p."visitor_id"`,
    );
    await runner.query('DROP TABLE "visitor_param"');
    await runner.query('ALTER TABLE "temporary_visitor_param" RENAME TO "visitor_param"');
    await runner.query(
      'CREATE INDEX "visitor_param_match" ON "visitor_param" ("project_id", "hash", "started_at", "visitor_id", "status", "engaged") ',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX "visitor_param_match"');
    await runner.query('ALTER TABLE "visitor_param" RENAME TO "temporary_visitor_param"');
    await runner.query(
      'CREATE TABLE "visitor_param" ("visitor_id" integer NOT NULL, "param_key" varchar(64) NOT NULL, "project_id" integer NOT NULL, "value" varchar(1024) NOT NULL, "hash" varchar(32) NOT NULL, "source" integer NOT NULL, CONSTRAINT "FK_87d07af1d6157136bebf9b6ece0" FOREIGN KEY ("visitor_id") REFERENCES "visitor" ("id") ON DELETE CASCADE ON UPDATE NO ACTION, PRIMARY KEY ("visitor_id", "param_key"))',
    );
    await runner.query(
      'INSERT INTO "visitor_param"("visitor_id", "param_key", "project_id", "value", "hash", "source") SELECT "visitor_id", "param_key", "project_id", "value", "hash", "source" FROM "temporary_visitor_param"',
    );
    await runner.query('DROP TABLE "temporary_visitor_param"');
    await runner.query(
      'CREATE INDEX "visitor_param_match" ON "visitor_param" ("project_id", "hash", "visitor_id") ',
    );
  }
}
