import { In } from "typeorm";
import type { Database } from "../database/data-source.js";
import { LISTED, latest } from "../database/latest.js";
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
      (ids) => latest(manager, PageView, "visitor_id", ids, PAGES),
      (page) => page.visitorId,
    ),
    statusHistory: listsByKey(
      (ids) => latest(manager, StatusChange, "visitor_id", ids, LISTED),
      (change) => change.visitorId,
    ),
  };
}
export type VisitorLoaders = ReturnType<typeof visitorLoaders>;
