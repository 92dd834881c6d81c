// GET /projects/:id/audit.csv: the audit log as a download, for a project's admins.
import { Readable } from "node:stream";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { type Agent, type AgentService, knownLocale } from "../agents/index.js";
import { AUDIT_ACTIONS, type AuditActionWord, type AuditEntry, type AuditTrail } from "../audit/index.js";
import type { ApiContext } from "../graphql/context.js";
import { BadUserInput } from "../graphql/errors.js";
import type { LoaderFactory } from "../graphql/loader.js";
import type { AccessService, ApiToken, AuditFilter, AuditLog, Grants } from "../projects/index.js";
import { AUDIT_WORDS, type AuditWords } from "./audit.words.js";
import { csvCell } from "./csv.js";
import { readLanguage, readTimeZone } from "./export.request.js";
import { contentDisposition } from "./file-name.js";
import { ZoneClock } from "./zone-clock.js";

export interface AuditRouteParts {
  access: AccessService;
  grants: Grants;
  agents: AgentService;
  audit: AuditTrail;
  auditLog: AuditLog;
  people: LoaderFactory<string, Agent | null>;
  tokens: LoaderFactory<string, ApiToken | null>;
  clock: () => Date;
}

const BOM = "\uFEFF";
const KNOWN = ["actions", "agentId", "language", "timeZone"];

export class AuditRoutes {
  constructor(private readonly parts: AuditRouteParts) {}

  register(app: FastifyInstance, contextOf: (request: FastifyRequest) => Promise<ApiContext>): void {
    app.get<{ Params: { id: string } }>("/projects/:id/audit.csv", async (request, reply) =>
      this.answer(
        request.params.id,
        request.query as Record<string, unknown>,
        reply,
        await contextOf(request),
      ),
    );
  }

  private async answer(
    projectId: string,
    query: Record<string, unknown>,
    reply: FastifyReply,
    context: ApiContext,
  ) {
    const { access, agents, audit, clock, grants } = this.parts;
    await access.require(context, projectId, "ADMIN");
    const { filter, language, timeZone } = readQuery(query);
    const me = await agents.me(context);
    const words = AUDIT_WORDS[language ?? knownLocale(me?.locale) ?? "en"];
    const zone = new ZoneClock(timeZone ?? me?.timeZone ?? "UTC");
    await audit.record(context, { action: "EXPORTED", projectId, subject: "AUDIT" });
    // Who loses the role while it is read gets no further.
    const grant = await grants.open(context, projectId);
    const lines = this.lines(context, projectId, filter, words, zone);
    const stream = Readable.from(lines, { objectMode: false });
    const cut = () => stream.destroy(grant.lost ?? undefined);
    const deaf = grant.whenLost(cut);
    stream.once("close", () => (deaf(), grant.release()));
    // As with visitors: a closed connection might pass for the end of the file.
    stream.once("error", () => reply.raw.socket?.resetAndDestroy());
    if (grant.lost || grant.rights.role !== "ADMIN") cut();
    const day = zone.text(clock().getTime()).slice(0, 10);
    reply.headers({
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": contentDisposition(`${words.file} - ${day}.csv`),
      "x-content-type-options": "nosniff",
      "cross-origin-resource-policy": "same-origin",
      "cache-control": "no-store",
    });
    return reply.send(stream);
  }

  private async *lines(
    context: ApiContext,
    projectId: string,
    filter: AuditFilter,
    words: AuditWords,
    zone: ZoneClock,
  ): AsyncGenerator<string> {
    yield `${BOM}${words.columns.map((each) => csvCell(each)).join(",")}\r\n`;
    for await (const entries of this.parts.auditLog.batches(projectId, filter)) {
      const rows = await Promise.all(entries.map((entry) => this.row(context, entry, words, zone)));
      yield rows.map((cells) => `${cells.map((cell) => csvCell(cell)).join(",")}\r\n`).join("");
    }
  }

  private async row(context: ApiContext, entry: AuditEntry, words: AuditWords, zone: ZoneClock) {
    const [agent, token] = await Promise.all([
      entry.agentId === null ? null : context.loader(this.parts.people).load(entry.agentId),
      entry.tokenId === null ? null : context.loader(this.parts.tokens).load(entry.tokenId),
    ]);
    const { role } = entry.details;
    return [
      zone.text(entry.at.getTime()),
      words.actions[entry.action],
      agent?.name ?? "",
      agent?.email ?? "",
      token?.name ?? "",
      entry.ip,
      entry.subject ?? "",
      role ? words.roles[role] : entry.fields.join(" "),
      entry.count === null ? "" : String(entry.count),
    ];
  }
}

function readQuery(query: Readonly<Record<string, unknown>>) {
  for (const [name, value] of Object.entries(query)) {
    // What is not known is refused: a filter that was passed over would hand out everything.
    if (!KNOWN.includes(name) || typeof value !== "string")
      throw new BadUserInput(`The audit log takes ${KNOWN.join(", ")}, each once.`, {
        field: name.slice(0, 40),
      });
  }
  const { actions, agentId, language, timeZone } = query as Readonly<Record<string, string | undefined>>;
  return {
    filter: { actions: actions?.split(",").map(readAction) ?? null, agentId: agentId ?? null },
    language: language === undefined ? null : readLanguage(language),
    timeZone: timeZone === undefined ? null : readTimeZone(timeZone),
  };
}

function readAction(word: string): AuditActionWord {
  const action = AUDIT_ACTIONS.find((each) => each === word);
  if (!action)
    throw new BadUserInput(`actions must be of ${AUDIT_ACTIONS.join(", ")}.`, { field: "actions" });
  return action;
}
