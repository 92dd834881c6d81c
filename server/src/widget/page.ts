// The pages of the site that a visitor looks at.
import type { EntityManager } from "typeorm";
import type { Id } from "../database/columns.js";
import type { Work } from "../database/work.js";
import { checkText } from "../graphql/input.js";
import { PageView } from "../visitors/index.js";
import { LAST_PAGE } from "./widget.ahead.js";
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
  const view = checkPage(page);
  if ((await lastPage(manager, visitorId)) !== view.url)
    await manager.insert(PageView, { ...view, visitorId, at });
}

/** The same inside a work. */
export async function recordPageIn(work: Work, visitorId: Id, page: PageInput): Promise<void> {
  const view = checkPage(page);
  const { rows, now } = work;
  const isNew = rows.isUnwritten(visitorId);
  const last = rows.known(LAST_PAGE, visitorId);
  if ((last === undefined && !isNew ? await lastPage(work.manager, visitorId) : last) === view.url) return;
  await rows.insert(PageView, { ...view, visitorId, at: now });
  rows.know(LAST_PAGE, visitorId, view.url);
}

const checkPage = ({ url, title }: PageInput) => ({
  url: checkText(url, "The page's address", ADDRESS),
  title: title ? checkText(title, "The page's title", TITLE) : null,
});

async function lastPage(manager: EntityManager, visitorId: Id): Promise<string | null> {
  const last = await manager.findOne(PageView, { where: { visitorId }, order: { id: "DESC" } });
  return last?.url ?? null;
}
