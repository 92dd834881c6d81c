import type { MigrationInterface, QueryRunner } from "typeorm";

// Columns are added where they stand: a table that is made anew would take what hangs on it along when the old one is dropped.
export class Identity1795649229828 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'CREATE TABLE "identity_secret" ("id" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "project_id" integer NOT NULL, "secret" varchar(100) NOT NULL, "fingerprint" varchar(16) NOT NULL, "created_by" integer, "created_at" integer NOT NULL, "last_used_at" integer, CONSTRAINT "FK_c7f4aa91d16688c224d337ec0b3" FOREIGN KEY ("project_id") REFERENCES "project" ("id") ON DELETE CASCADE ON UPDATE NO ACTION)',
    );
    await runner.query('CREATE INDEX "identity_secret_project" ON "identity_secret" ("project_id") ');
    await runner.query('ALTER TABLE "project" ADD COLUMN "identity_mode" integer NOT NULL DEFAULT (0)');
    await runner.query('ALTER TABLE "visitor" ADD COLUMN "external_id" varchar(200)');
    await runner.query('ALTER TABLE "visitor" ADD COLUMN "verified_name" varchar(200)');
    await runner.query('ALTER TABLE "visitor" ADD COLUMN "verified_email" varchar(320)');
    await runner.query('ALTER TABLE "visitor" ADD COLUMN "verified_at" integer');
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const column of ["verified_at", "verified_email", "verified_name", "external_id"])
      await runner.query(`ALTER TABLE "visitor" DROP COLUMN "${column}"`);
    await runner.query('ALTER TABLE "project" DROP COLUMN "identity_mode"');
    await runner.query('DROP TABLE "identity_secret"');
  }
}
