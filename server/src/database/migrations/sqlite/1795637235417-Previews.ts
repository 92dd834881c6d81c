import type { MigrationInterface, QueryRunner } from "typeorm";

export class Previews1795637235417 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'CREATE TABLE "project_preview" ("project_id" integer PRIMARY KEY NOT NULL, "preview_of" integer NOT NULL, "agent_id" integer NOT NULL, CONSTRAINT "FK_89324f7f1e39aa89b50cdf9ed80" FOREIGN KEY ("project_id") REFERENCES "project" ("id") ON DELETE CASCADE ON UPDATE NO ACTION, CONSTRAINT "FK_85640becae9ab507f0a88afc784" FOREIGN KEY ("preview_of") REFERENCES "project" ("id") ON DELETE CASCADE ON UPDATE NO ACTION, CONSTRAINT "FK_9d846cbd6e2dc7cbc32fcf56ddc" FOREIGN KEY ("agent_id") REFERENCES "agent" ("id") ON DELETE CASCADE ON UPDATE NO ACTION)',
    );
    await runner.query(
      'CREATE UNIQUE INDEX "project_preview_whose" ON "project_preview" ("preview_of", "agent_id") ',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX "project_preview_whose"');
    await runner.query('DROP TABLE "project_preview"');
  }
}
