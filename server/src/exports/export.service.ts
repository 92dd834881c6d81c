// Exports: who may have which visitors as a file, how many there are, and the stream of them until somebody ends it.
import { Readable } from "node:stream";
import { setTimeout } from "node:timers/promises";
import { type AgentService, knownLocale } from "../agents/index.js";
import type { AuditTrail } from "../audit/index.js";
import type { Id } from "../database/columns.js";
import type { Database } from "../database/data-source.js";
import type { ApiContext } from "../graphql/context.js";
import { BadUserInput, Unavailable } from "../graphql/errors.js";
import { idOrNull } from "../graphql/input.js";
import type { ChangeLog } from "../live/change-log.js";
import { type AccessService, type Grants, Project } from "../projects/index.js";
import {
  type CompiledFilter,
  type VisitorFilter,
  type VisitorList,
  compileFilter,
} from "../visitors/index.js";
import { csv } from "./csv.js";
import type { ExportRequest } from "./export.request.js";
import { ExportTurns } from "./export.turns.js";
import { fileName } from "./file-name.js";
import { VisitorCells, type VisitorRow } from "./visitor.cells.js";
import { type BatchSizes, VisitorRows, readThese } from "./visitor.rows.js";
import { xlsx } from "./xlsx.js";

export type ExportFormat = "csv" | "xlsx";

export interface ExportParts {
  database: Database;
  log: ChangeLog;
  access: AccessService;
  grants: Grants;
  agents: AgentService;
  list: Pick<VisitorList, "counted" | "page">;
  audit: AuditTrail;
  clock: () => Date;
}

export interface ExportOptions {
  /** Rows that a sheet holds below its headers. */
  sheetRows?: number;
  sizes?: BatchSizes;
}

/** What is known of a file before its first row is read. */
export interface ExportHead {
  total: number;
  fileName: string;
}

interface Plan extends ExportHead {
  cells: VisitorCells;
  rows(signal: AbortSignal): AsyncGenerator<VisitorRow[]>;
}

const BYTES = { objectMode: false, highWaterMark: 64 * 1024 };
const SHEET_ROWS = 1_048_575;
/** How long a stop waits for exports that are under way, in ms. */
const PATIENCE = 4_000;

export class ExportService {
  private readonly turns = new ExportTurns();
  private readonly running = new Map<AbortController, Promise<void>>();
  private isStopping = false;
  private readonly sheetRows: number;

  constructor(
    private readonly parts: ExportParts,
    private readonly options: ExportOptions = {},
  ) {
    this.sheetRows = options.sheetRows ?? SHEET_ROWS;
  }

  async head(
    context: ApiContext,
    projectId: Id,
    format: ExportFormat,
    request: ExportRequest,
  ): Promise<ExportHead> {
    await this.parts.access.require(context, projectId);
    return this.plan(context, projectId, format, request);
  }

  /** `leaving` is aborted when whoever asked has gone; the stream is destroyed with an error when it cannot be whole. */
  async open(
    context: ApiContext,
    projectId: Id,
    format: ExportFormat,
    request: ExportRequest,
    leaving: AbortSignal,
  ): Promise<ExportHead & { stream: Readable }> {
    const { access, grants } = this.parts;
    await access.require(context, projectId);
    if (this.isStopping) throw new Unavailable("The server is about to stop. Try again in a moment.");
    const ends: (() => void)[] = [this.turns.take(callerOf(context))];
    const end = () => ends.splice(0).forEach((each) => each());
    try {
      const grant = await grants.open(context, projectId);
      ends.push(() => grant.release());
      const control = new AbortController();
      const leave = () => control.abort(leaving.reason);
      ends.push(grant.whenLost(() => control.abort(grant.lost)));
      leaving.addEventListener("abort", leave);
      ends.push(() => leaving.removeEventListener("abort", leave));
      if (leaving.aborted) leave();
      const plan = await this.plan(context, projectId, format, request);
      // Before the first row leaves; what was searched for stays out of it.
      await this.parts.audit.record(context, {
        action: "EXPORTED",
        projectId,
        subject: format.toUpperCase(),
        count: plan.total,
      });
      const stream = await this.start(plan, format, control);
      stream.once("close", end);
      return { total: plan.total, fileName: plan.fileName, stream };
    } catch (error) {
      end();
      throw error;
    }
  }

  /** Lets what is under way finish until it is enough, then cuts it, and waits until nothing reads the database any more. */
  async stop(enough: Promise<unknown> = setTimeout(PATIENCE, null, { ref: false })): Promise<void> {
    this.isStopping = true;
    const cut = () => {
      for (const control of this.running.keys()) control.abort(new Unavailable("The server stops."));
    };
    enough.then(cut, cut);
    await Promise.all(this.running.values());
  }

  private async start(plan: Plan, format: ExportFormat, control: AbortController): Promise<Readable> {
    const rows = plan.rows(control.signal);
    // Read before anything is answered: what fails at once is an error like any other, and no broken file.
    const first = await rows.next();
    const batches = atMost(
      format === "xlsx" ? this.sheetRows : Infinity,
      first.done ? [] : first.value,
      rows,
    );
    const stream =
      format === "csv" ? Readable.from(csv(plan.cells, batches), BYTES) : xlsx(plan.cells, batches);
    const abort = () => stream.destroy(control.signal.reason as Error);
    control.signal.addEventListener("abort", abort);
    if (control.signal.aborted) abort();
    const closed = new Promise<void>((resolve) => stream.once("close", resolve));
    this.running.set(
      control,
      closed.then(() => void this.running.delete(control)),
    );
    return stream;
  }

  private async plan(
    context: ApiContext,
    projectId: Id,
    format: ExportFormat,
    request: ExportRequest,
  ): Promise<Plan> {
    const { agents, clock, database } = this.parts;
    const now = clock();
    const agent = await agents.me(context);
    const language = request.language ?? knownLocale(agent?.locale) ?? "en";
    const { identityMode } = await database.source.manager.findOneByOrFail(Project, { id: projectId });
    const timeZone = request.timeZone ?? agent?.timeZone ?? "UTC";
    const cells = new VisitorCells(language, timeZone, identityMode !== "OFF");
    const filter = compileFilter(projectId, request.filter, now);
    const { total, rows } =
      request.selection.kind === "all"
        ? await this.everybody(filter, request.filter)
        : await this.some(context, projectId, request);
    if (format === "xlsx" && total > this.sheetRows) {
      throw new BadUserInput(
        `A sheet holds ${this.sheetRows} rows, and ${total} match. Export them as CSV, or narrow the filter.`,
        { field: "filter", max: this.sheetRows, total },
      );
    }
    const name = fileName(cells.words, request, cells.clock.local(now.getTime()), format);
    return { total, fileName: name, cells, rows };
  }

  private async everybody(
    filter: CompiledFilter,
    asked: VisitorFilter | null,
  ): Promise<Pick<Plan, "total" | "rows">> {
    const { database, log, list } = this.parts;
    const { seq, counts } = await list.counted(filter);
    const shown = counts.filter(({ status }) => !asked?.status || status === asked.status);
    const total = shown.reduce((sum, { count }) => sum + count, 0);
    const rows = new VisitorRows(database, log, filter, this.options.sizes);
    return { total, rows: (signal) => rows.batches(seq, signal) };
  }

  private async some(
    context: ApiContext,
    projectId: Id,
    { selection, filter }: ExportRequest,
  ): Promise<Pick<Plan, "total" | "rows">> {
    const { database, list } = this.parts;
    const ids =
      selection.kind === "ids"
        ? selection.ids.filter(idOrNull)
        : selection.kind === "page"
          ? (await list.page(context, projectId, filter, selection.paging)).nodes.map(({ id }) => id)
          : [];
    const found = await readThese(database, projectId, ids);
    return {
      total: found.length,
      rows: async function* () {
        yield found;
      },
    };
  }
}

/** Per person or program, however many sessions it has open. */
function callerOf({ caller }: ApiContext): string {
  if (caller.kind === "agent") return `agent ${caller.agentId}`;
  return caller.kind === "token" ? `token ${caller.tokenId}` : "nobody";
}

/** More may match by the time they are read than were counted before. */
async function* atMost(
  most: number,
  first: VisitorRow[],
  others: AsyncIterable<VisitorRow[]>,
): AsyncGenerator<VisitorRow[]> {
  let left = most - first.length;
  yield first;
  for await (const rows of others) {
    left -= rows.length;
    if (left < 0) throw new BadUserInput(`More than the ${most} rows that a sheet holds match by now.`);
    yield rows;
  }
}
