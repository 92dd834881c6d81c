import { In } from "typeorm";
import type { Database } from "../database/data-source.js";
import { Table } from "../database/table.js";
import { byKey, listsByKey } from "../graphql/loader.js";
import { PageView } from "./page-view.entity.js";
import { StatusChange } from "./status-change.entity.js";
import { VisitorParam } from "./visitor-param.entity.js";
import { Visitor } from "./visitor.entity.js";

/** Pages kept for a visitor's Info. */
export const PAGES = 50;

export function visitorLoaders(database: Database) {
  const { manager } = database.source;
  return {
    visitors: byKey(
      (ids) => Table.of(manager, Visitor).among(manager, "id", ids),
      (visitor) => visitor.id,
    ),
    params: listsByKey(
      (ids) => manager.find(VisitorParam, { where: { visitorId: In([...ids]) }, order: { key: "ASC" } }),
      (param) => param.visitorId,
    ),
    /** Newest last, the latest 50 of each visitor. */
    pages: listsByKey(
      async (ids) => {
        const rows: { id: string }[] = await manager.query(
          `SELECT id FROM (SELECT id, ROW_NUMBER() OVER (PARTITION BY visitor_id ORDER BY id DESC) AS place FROM page_view WHERE visitor_id IN (${ids.map(() => "?").join(", ")})) latest WHERE place <= ${PAGES}`,
          [...ids],
        );
        return rows.length === 0
          ? []
          : manager.find(PageView, { where: { id: In(rows.map((row) => row.id)) }, order: { id: "ASC" } });
      },
      (page) => page.visitorId,
    ),
    statusHistory: listsByKey(
      (ids) => manager.find(StatusChange, { where: { visitorId: In([...ids]) }, order: { id: "ASC" } }),
      (change) => change.visitorId,
    ),
  };
}
export type VisitorLoaders = ReturnType<typeof visitorLoaders>;
