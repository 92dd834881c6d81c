import type { MigrationInterface, QueryRunner } from "typeorm";

export class ListIndexes1795613418958 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX "visitor_attention"');
    await runner.query('DROP INDEX "visitor_online"');
    await runner.query(
      'CREATE INDEX "visitor_online" ON "visitor" ("project_id", "online", "started_at", "id", "status", "engaged") ',
    );
    await runner.query(
      'CREATE INDEX "visitor_attention" ON "visitor" ("project_id", "needs_attention", "started_at", "id", "status", "engaged") ',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX "visitor_attention"');
    await runner.query('DROP INDEX "visitor_online"');
    await runner.query('CREATE INDEX "visitor_online" ON "visitor" ("project_id", "online", "started_at") ');
    await runner.query(
      'CREATE INDEX "visitor_attention" ON "visitor" ("project_id", "needs_attention", "attention_since") ',
    );
  }
}
