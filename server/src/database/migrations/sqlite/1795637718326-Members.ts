import type { MigrationInterface, QueryRunner } from "typeorm";

export class Members1795637718326 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'CREATE TABLE "audit_entry" ("id" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "at" integer NOT NULL, "project_id" integer, "agent_id" integer, "token_id" integer, "action" integer NOT NULL, "ip" varchar(64) NOT NULL, "subject" varchar(320), "details" text NOT NULL)',
    );
    await runner.query('CREATE INDEX "audit_at" ON "audit_entry" ("at") ');
    await runner.query('CREATE INDEX "audit_agent" ON "audit_entry" ("agent_id", "id") ');
    await runner.query('CREATE INDEX "audit_project" ON "audit_entry" ("project_id", "id") ');
    await runner.query(
      'CREATE TABLE "invitation" ("id" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "project_id" integer NOT NULL, "email" varchar(320) NOT NULL, "role" integer NOT NULL, "token_hash" varchar(64) NOT NULL, "invited_by" integer NOT NULL, "created_at" integer NOT NULL, "expires_at" integer NOT NULL, CONSTRAINT "FK_1aafdec6a4fdc59160583e38c83" FOREIGN KEY ("project_id") REFERENCES "project" ("id") ON DELETE CASCADE ON UPDATE NO ACTION)',
    );
    await runner.query('CREATE UNIQUE INDEX "invitation_address" ON "invitation" ("project_id", "email") ');
    await runner.query('CREATE UNIQUE INDEX "invitation_token" ON "invitation" ("token_hash") ');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE "invitation"');
    await runner.query('DROP TABLE "audit_entry"');
  }
}
