// The pages of the site that a visitor looks at.
import type { EntityManager } from "typeorm";
import type { Id } from "../database/columns.js";
import { checkText } from "../graphql/input.js";
import { PageView } from "../visitors/index.js";
import type { PageInput } from "./widget.input.js";

const ADDRESS = 2048;
const TITLE = 300;

/** Notes that the visitor came to a page; staying on it (a reload, the widget opened again) is not a new visit. */
export async function recordPage(
  manager: EntityManager,
  visitorId: Id,
  page: PageInput,
  at: Date,
): Promise<void> {
  const url = checkText(page.url, "The page's address", ADDRESS);
  const title = page.title ? checkText(page.title, "The page's title", TITLE) : null;
  const last = await manager.findOne(PageView, { where: { visitorId }, order: { id: "DESC" } });
  if (last?.url !== url) await manager.insert(PageView, { visitorId, url, title, at });
}
