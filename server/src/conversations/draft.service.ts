// Keeps drafts, one for each agent and visitor. Where two devices of one agent wrote without knowing of one another, what was
// typed last stays, and the caller gets the other back: nothing typed is lost.
import { randomBytes } from "node:crypto";
import type { EntityManager } from "typeorm";
import type { Id } from "../database/columns.js";
import { type Database, forUpdate, transaction } from "../database/data-source.js";
import type { ApiContext } from "../graphql/context.js";
import { BadUserInput, Conflict, NotFound } from "../graphql/errors.js";
import { checkText, idOrNull } from "../graphql/input.js";
import { type AccessService, NO_PROJECT } from "../projects/index.js";
import { Visitor } from "../visitors/index.js";
import { Draft, type SavedDraft } from "./draft.entity.js";

/** Longer than a message: who pastes too much must not lose it. */
const DRAFT_LENGTH = 16_000;

export interface DraftInput {
  text: string;
  /** The version that the device has built upon; null: it knows of none. */
  base?: string | null;
  /** How long ago it was typed, in ms: the clocks of two devices need not agree. */
  typedAgo: number;
  /** Who wrote it, if the device says. */
  agentId?: Id | null;
}

export class DraftService {
  constructor(
    private readonly database: Database,
    private readonly access: AccessService,
    private readonly clock: () => Date,
  ) {}

  async mine(context: ApiContext, visitorId: Id): Promise<Draft | null> {
    const agentId = context.requireAgent();
    const { manager } = this.database.source;
    await this.requireVisitor(context, manager, visitorId);
    return manager.findOneBy(Draft, { agentId, visitorId });
  }

  async save(context: ApiContext, visitorId: Id, input: DraftInput): Promise<SavedDraft> {
    const agentId = context.requireAgent();
    if (input.agentId != null && input.agentId !== agentId)
      throw new Conflict("Somebody else is signed in by now.", { agentId });
    const text = checkText(input.text, "The draft", DRAFT_LENGTH);
    if (input.typedAgo < 0) throw new BadUserInput("typedAgo counts from 0.", { field: "typedAgo" });
    await this.requireVisitor(context, this.database.source.manager, visitorId);
    return transaction(this.database, async (manager) => {
      // The visitor's lock keeps two devices, a reply and an erasure apart.
      const visitor = await manager.findOne(Visitor, { where: { id: visitorId }, ...forUpdate(manager) });
      if (!visitor) throw new NotFound("visitor");
      const typedAt = new Date(this.clock().getTime() - input.typedAgo);
      const kept = await manager.findOneBy(Draft, { agentId, visitorId });
      if (kept && kept.version !== input.base) {
        if (kept.text === text || text.trim() === "" || kept.typedAt > typedAt)
          return { draft: kept, replaced: null };
      }
      const isUnseen = kept !== null && kept.version !== input.base;
      const draft = await put(manager, { agentId, visitorId, text, typedAt });
      return { draft, replaced: isUnseen ? kept.text : null };
    });
  }

  /** A foreign visitor answers like a missing one. */
  private async requireVisitor(context: ApiContext, manager: EntityManager, id: Id): Promise<void> {
    const visitor = idOrNull(id)
      ? await manager.findOneBy(Visitor, { id, projectId: this.access.within(context) })
      : null;
    await this.access.require(context, visitor?.projectId ?? NO_PROJECT, "MANAGER", "visitor");
  }
}

async function put(manager: EntityManager, values: Omit<Draft, "version">): Promise<Draft | null> {
  const { agentId, visitorId } = values;
  await manager.delete(Draft, { agentId, visitorId });
  if (values.text.trim() === "") return null;
  const draft = manager.create(Draft, { ...values, version: randomBytes(12).toString("base64url") });
  await manager.insert(Draft, draft);
  return draft;
}
