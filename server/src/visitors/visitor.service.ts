// Visitors: reading one, changing statuses, erasing.
import { In } from "typeorm";
import type { AuditTrail } from "../audit/index.js";
import type { Id } from "../database/columns.js";
import { type Database, forgetDeleted } from "../database/data-source.js";
import type { Work, WriteDoor } from "../database/write.js";
import type { ApiContext } from "../graphql/context.js";
import { BadUserInput, Conflict, NotFound } from "../graphql/errors.js";
import { idOrNull } from "../graphql/input.js";
import { type AccessService, NO_PROJECT } from "../projects/index.js";
import { TOKENS } from "./visitor.ahead.js";
import { VisitorChange, changeVisitor } from "./visitor.change.js";
import { searchText } from "./visitor.facts.js";
import { Visitor } from "./visitor.entity.js";
import { eraseVisitors } from "./visitor.erasure.js";
import type { ActorWord, StatusWord } from "./visitor.status.js";

export type NewVisitor = Pick<
  Visitor,
  "tokenHash" | "city" | "region" | "country" | "countryCode" | "timeZone" | "ip" | "locale"
>;

const MAX_BULK = 100;

export class VisitorService {
  constructor(
    private readonly database: Database,
    private readonly door: WriteDoor,
    private readonly access: AccessService,
    private readonly audit: AuditTrail,
  ) {}

  /** Null for a foreign visitor exactly as for a missing one. */
  async one(context: ApiContext, id: Id): Promise<Visitor | null> {
    const visitor = idOrNull(id)
      ? await this.database.source.manager.findOneBy(Visitor, { id, projectId: this.access.within(context) })
      : null;
    const role = await this.access.role(context, visitor?.projectId ?? NO_PROJECT);
    return visitor && role ? visitor : null;
  }

  /** The same for a change: NOT_FOUND, or UNAUTHENTICATED when nobody is signed in. */
  async require(context: ApiContext, id: Id, least?: "ADMIN"): Promise<Visitor> {
    const visitor = idOrNull(id)
      ? await this.database.source.manager.findOneBy(Visitor, { id, projectId: this.access.within(context) })
      : null;
    await this.access.require(context, visitor?.projectId ?? NO_PROJECT, least, "visitor");
    if (!visitor) throw new NotFound("visitor");
    return visitor;
  }

  /** Inserts a visitor; the caller adds what belongs to it and saves the change. */
  async insert(work: Work, input: NewVisitor): Promise<VisitorChange> {
    const { now, projectId } = work;
    const visitor = await work.rows.insert(Visitor, {
      ...input,
      projectId,
      number: null as unknown as number,
      status: "NEW",
      version: 0,
      name: null,
      email: null,
      phone: null,
      externalId: null,
      verifiedName: null,
      verifiedEmail: null,
      verifiedAt: null,
      search: searchText({ name: null, email: null, phone: null }),
      engaged: false,
      firstSeenAt: now,
      startedAt: now,
      lastSeenAt: now,
      online: false,
      needsAttention: false,
      attentionSince: null,
      conversationId: null,
    });
    work.numberNext(Visitor, visitor);
    work.rows.know(TOKENS, visitor.tokenHash, visitor.id);
    const unit = VisitorChange.fresh(work, visitor);
    unit.note({ type: "visitor.opened" });
    return unit;
  }

  async setStatus(
    context: ApiContext,
    id: Id,
    status: StatusWord,
    expected?: StatusWord | null,
  ): Promise<Visitor> {
    const { projectId } = await this.require(context, id);
    const { actor, agentId } = actorOf(context);
    return this.door.write(projectId, (work) =>
      changeVisitor(work, id, async (unit) => {
        const { status: present } = unit.visitor;
        if (expected && present !== expected) {
          throw new Conflict(`The visitor's status is ${present}, not ${expected}.`, {
            status: present,
            version: unit.visitor.version,
          });
        }
        await unit.setStatus(status, actor, agentId);
        return unit.visitor;
      }),
    );
  }

  /** All or none. Ids that are not the caller's to see are answered like missing ones. */
  async setStatuses(context: ApiContext, ids: readonly Id[], status: StatusWord): Promise<Visitor[]> {
    const wanted = [...new Set(ids)];
    if (wanted.length > MAX_BULK)
      throw new BadUserInput(`${MAX_BULK} visitors can change at once; these are ${wanted.length}.`, {
        field: "visitorIds",
      });
    const known = wanted.every(idOrNull)
      ? await this.database.source.manager.findBy(Visitor, {
          id: In(wanted),
          projectId: this.access.within(context),
        })
      : [];
    const projects = new Set(known.map((visitor) => visitor.projectId));
    if (known.length < wanted.length || context.caller.kind === "nobody") projects.add(NO_PROJECT);
    await Promise.all([...projects].map((id) => this.access.require(context, id, "MANAGER", "visitor")));
    if (projects.size > 1)
      throw new BadUserInput("The visitors must be of one project.", { field: "visitorIds" });
    const [projectId = NO_PROJECT] = projects;
    const { actor, agentId } = actorOf(context);
    // Ascending ids: two of these at once lock in one order.
    const ordered = [...wanted].sort((a, b) => Number(a) - Number(b));
    if (ordered.length === 0) return [];
    return this.door.write(projectId, async (work) => {
      const changed: Visitor[] = [];
      for (const id of ordered) {
        changed.push(
          await changeVisitor(work, id, async (unit) => {
            await unit.setStatus(status, actor, agentId);
            return unit.visitor;
          }),
        );
      }
      if (changed.length > 1)
        await this.audit.record(
          context,
          { action: "STATUSES_CHANGED", projectId, subject: status, count: changed.length },
          work.manager,
        );
      return changed;
    });
  }

  /** Removes the visitor with all that belongs to it, and what the change log knew of it but for its places. */
  async erase(context: ApiContext, id: Id): Promise<boolean> {
    const { projectId } = await this.require(context, id, "ADMIN");
    await this.door.write(projectId, async (work) => {
      const [erased] = await eraseVisitors(work, [id]);
      if (!erased) throw new NotFound("visitor");
      const deed = { action: "VISITOR_ERASED", projectId, subject: String(erased.number), count: 1 } as const;
      await this.audit.record(context, deed, work.manager);
    });
    await forgetDeleted(this.database);
    return true;
  }
}

function actorOf(context: ApiContext): { actor: ActorWord; agentId: Id | null } {
  return context.caller.kind === "agent"
    ? { actor: "AGENT", agentId: context.caller.agentId }
    : { actor: "API", agentId: null };
}
