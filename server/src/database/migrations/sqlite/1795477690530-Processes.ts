import type { MigrationInterface, QueryRunner } from "typeorm";

export class Processes1795477690530 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'CREATE TABLE "server_process" ("id" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "beat" integer NOT NULL DEFAULT (0), "ended" boolean NOT NULL DEFAULT (0))',
    );
    await runner.query(
      'CREATE TABLE "visitor_presence" ("visitor_id" integer NOT NULL, "process_id" integer NOT NULL, "since" integer NOT NULL, CONSTRAINT "FK_bb748874cada7f415725f60907f" FOREIGN KEY ("visitor_id") REFERENCES "visitor" ("id") ON DELETE CASCADE ON UPDATE NO ACTION, CONSTRAINT "FK_151a77b5570ab1e32b3366526c5" FOREIGN KEY ("process_id") REFERENCES "server_process" ("id") ON DELETE RESTRICT ON UPDATE NO ACTION, PRIMARY KEY ("visitor_id", "process_id"))',
    );
    await runner.query('CREATE INDEX "visitor_presence_process" ON "visitor_presence" ("process_id") ');
    // Whom the version before left online is said to be here by a process that is dead, and is soon seen to be.
    await runner.query('INSERT INTO "server_process" ("id") VALUES (1)');
    await runner.query(
      'INSERT INTO "visitor_presence" ("visitor_id", "process_id", "since") SELECT "id", 1, 0 FROM "visitor" WHERE "online" = 1',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE "visitor_presence"');
    await runner.query('DROP TABLE "server_process"');
  }
}
