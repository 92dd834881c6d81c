// For tests of the search: visitors written through the product's own door, and what the index finds held against SQL.
import { randomBytes } from "node:crypto";
import { In } from "typeorm";
import { expect } from "vitest";
import { STATUSES } from "../src/visitors/visitor.status.js";
import { type CompiledFilter, compileFilter } from "../src/visitors/visitor.filter.js";
import { FilterCondition, type VisitorFilter } from "../src/visitors/visitor.input.js";
import { Visitor, VisitorChange, type VisitorSearch, changeVisitor } from "../src/visitors/index.js";
import type { TestServer } from "./server.js";

export type Filled = Partial<Pick<Visitor, "name" | "email" | "phone">>;

export class Crowd {
  readonly ids: string[] = [];
  now = new Date("2026-03-07T20:00:00.000Z");

  constructor(
    private readonly server: TestServer,
    readonly projectId: string,
  ) {}

  /** Several visitors in one transaction; each starts when it says. */
  async open(people: readonly (Filled & { startedAt?: Date })[]): Promise<string[]> {
    const { door, visitors } = this.server.services;
    const ids = await door.write(this.projectId, async (work) => {
      const opened: string[] = [];
      for (const { startedAt, ...filled } of people) {
        const unit = await visitors.insert(work, {
          tokenHash: randomBytes(32).toString("hex"),
          city: null,
          region: null,
          country: null,
          countryCode: null,
          timeZone: null,
          ip: null,
          locale: null,
        });
        unit.visitor.startedAt = startedAt ?? this.now;
        unit.fill(filled);
        await unit.save();
        opened.push(unit.visitor.id);
      }
      return opened;
    });
    this.ids.push(...ids);
    return ids;
  }

  /** Changes one visitor; one that is gone meanwhile is no matter. */
  async change(id: string, change: (unit: VisitorChange) => Promise<unknown> | unknown): Promise<void> {
    await this.server.services.door
      .write(this.projectId, (work) =>
        changeVisitor(work, id, async (unit) => {
          await change(unit);
          unit.note({ type: "visitor.changed" });
        }),
      )
      .catch((error: unknown) => expect(error).toMatchObject({ extensions: { code: "NOT_FOUND" } }));
  }

  async setOnline(ids: readonly string[], online: boolean): Promise<void> {
    await this.server.services.door.write(this.projectId, async (work) => {
      const units = await VisitorChange.lockAll(work, ids);
      for (const unit of units) unit.note({ type: "visitor.presence" });
      await VisitorChange.saveAll(work, units, { online });
    });
  }

  filter(input: VisitorFilter): CompiledFilter {
    return compileFilter(this.projectId, input, this.now);
  }

  /** Whether the index answered; what it says is what SQL says in the same snapshot, or the test fails. */
  async compare(search: VisitorSearch, ...inputs: VisitorFilter[]): Promise<boolean[]> {
    const filters = inputs.map((input) => this.filter(input));
    return search.snapshot(this.projectId, filters, async (manager, head, founds) => {
      const [row]: { seq: number | string }[] = await manager.query(
        "SELECT seq FROM project_sequence WHERE project_id = ?",
        [this.projectId],
      );
      expect(head.seq).toBe(Number(row?.seq));
      for (const [index, filter] of filters.entries()) {
        const found = founds[index];
        if (!found) continue;
        const { sql, values } = filter.where();
        const rows: { id: number | string; started_at: number | string }[] = await manager.query(
          `SELECT v.id, v.started_at FROM visitor v WHERE ${sql} ORDER BY v.started_at DESC, v.id DESC`,
          values,
        );
        const ids = rows.map(({ id }) => String(id));
        const seen = { filter: inputs[index], ids: [...found.ids()], total: found.total };
        expect(seen).toEqual({ filter: inputs[index], ids, total: ids.length });
        const less = filter.less(FilterCondition.STATUS).where();
        const counts: { status: number; n: number | string }[] = await manager.query(
          `SELECT v.status AS status, COUNT(*) AS n FROM visitor v WHERE ${less.sql} GROUP BY v.status`,
          less.values,
        );
        const known = new Map(counts.map(({ status, n }) => [Number(status), Number(n)]));
        expect(found.counts).toEqual(STATUSES.map((_, status) => known.get(status) ?? 0));
        const size = 1 + (ids.length % 3);
        for (let first = 0; first <= ids.length; first += size)
          expect(found.page(first, size)).toEqual(ids.slice(first, first + size));
        for (const [offset, { id, started_at }] of rows.entries()) {
          const place = { startedAt: Number(started_at), id: Number(id) };
          expect([found.before(place), found.behind(place)]).toEqual([offset, offset + 1]);
          // A place where nobody stands, between this one and the next newer one.
          const newer = { ...place, id: place.id + 0.5 };
          expect([found.before(newer), found.behind(newer)]).toEqual([offset, offset]);
        }
      }
      return founds.map(Boolean);
    });
  }

  /** As they stand now, the oldest first. */
  async rows(): Promise<Visitor[]> {
    const { manager } = this.server.services.database.source;
    return manager.find(Visitor, { where: { id: In(this.ids) }, order: { id: "ASC" } });
  }
}
