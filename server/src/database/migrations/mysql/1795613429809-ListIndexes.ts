import type { MigrationInterface, QueryRunner } from "typeorm";

export class ListIndexes1795613429809 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query("DROP INDEX `visitor_online` ON `visitor`");
    await runner.query("DROP INDEX `visitor_attention` ON `visitor`");
    await runner.query(
      "CREATE INDEX `visitor_online` ON `visitor` (`project_id`, `online`, `started_at`, `id`, `status`, `engaged`)",
    );
    await runner.query(
      "CREATE INDEX `visitor_attention` ON `visitor` (`project_id`, `needs_attention`, `started_at`, `id`, `status`, `engaged`)",
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("DROP INDEX `visitor_attention` ON `visitor`");
    await runner.query("DROP INDEX `visitor_online` ON `visitor`");
    await runner.query(
      "CREATE INDEX `visitor_attention` ON `visitor` (`project_id`, `needs_attention`, `attention_since`)",
    );
    await runner.query("CREATE INDEX `visitor_online` ON `visitor` (`project_id`, `online`, `started_at`)");
  }
}
