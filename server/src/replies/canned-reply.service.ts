// A project's canned replies. Everybody who works there reads and writes them: who answers knows best what is asked.
import type { EntityManager } from "typeorm";
import type { Id } from "../database/columns.js";
import { type Database, forUpdate, transaction } from "../database/data-source.js";
import type { ApiContext } from "../graphql/context.js";
import { BadUserInput, Conflict, NotFound } from "../graphql/errors.js";
import { idOrNull, requireText } from "../graphql/input.js";
import { MESSAGE_LENGTH } from "../conversations/index.js";
import { type AccessService, NO_PROJECT, Project } from "../projects/index.js";
import { CannedReply } from "./canned-reply.entity.js";

const MOST_REPLIES = 500;
const SHORTCUT = /^[\p{L}\p{M}\p{N}_-]{1,32}$/u;

export interface ReplyInput {
  shortcut: string;
  text: string;
}

export class CannedReplyService {
  constructor(
    private readonly database: Database,
    private readonly access: AccessService,
    private readonly clock: () => Date,
  ) {}

  async all(context: ApiContext, projectId: Id): Promise<CannedReply[]> {
    await this.access.require(context, projectId);
    return this.database.source.manager.find(CannedReply, {
      where: { projectId },
      order: { folded: "ASC" },
      take: MOST_REPLIES,
    });
  }

  async create(context: ApiContext, projectId: Id, input: ReplyInput): Promise<CannedReply> {
    await this.access.require(context, projectId);
    const values = check(input);
    return this.write(projectId, async (manager) => {
      if ((await manager.countBy(CannedReply, { projectId })) >= MOST_REPLIES) {
        throw new BadUserInput(
          `A project may have ${MOST_REPLIES} canned replies. Delete one that nobody uses first.`,
          { field: "projectId", max: MOST_REPLIES },
        );
      }
      await requireFree(manager, projectId, values.folded);
      const reply = manager.create(CannedReply, { projectId, ...values, updatedAt: this.clock() });
      const { identifiers } = await manager.insert(CannedReply, reply);
      return Object.assign(reply, { id: String(identifiers[0]?.id) });
    });
  }

  async update(context: ApiContext, id: Id, input: ReplyInput): Promise<CannedReply> {
    const { projectId } = await this.require(context, id);
    const values = check(input);
    return this.write(projectId, async (manager) => {
      const reply = await manager.findOneBy(CannedReply, { id });
      if (!reply) throw new NotFound("canned reply");
      await requireFree(manager, projectId, values.folded, id);
      const change = { ...values, updatedAt: this.clock() };
      await manager.update(CannedReply, { id }, change);
      return Object.assign(reply, change);
    });
  }

  /** True also for who comes second: it is gone. */
  async remove(context: ApiContext, id: Id): Promise<boolean> {
    await this.require(context, id);
    await this.database.source.manager.delete(CannedReply, { id });
    return true;
  }

  private async require(context: ApiContext, id: Id): Promise<CannedReply> {
    const { manager } = this.database.source;
    const reply = idOrNull(id)
      ? await manager.findOneBy(CannedReply, { id, projectId: this.access.within(context) })
      : null;
    await this.access.require(context, reply?.projectId ?? NO_PROJECT, "MANAGER", "canned reply");
    if (!reply) throw new NotFound("canned reply");
    return reply;
  }

  /** One at a time in a project, so that limit and names hold whoever writes beside. */
  private write<T>(projectId: Id, work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return transaction(this.database, async (manager) => {
      await manager.findOneOrFail(Project, { where: { id: projectId }, ...forUpdate(manager) });
      return work(manager);
    });
  }
}

function check(input: ReplyInput) {
  const shortcut = input.shortcut.normalize("NFC").trim().replace(/^\//u, "");
  if (!SHORTCUT.test(shortcut)) {
    throw new BadUserInput("A shortcut has 1 to 32 letters, digits, - or _, and no spaces.", {
      field: "shortcut",
      max: 32,
    });
  }
  const folded = shortcut.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  return { shortcut, folded, text: requireText(input.text, "The text", MESSAGE_LENGTH) };
}

async function requireFree(manager: EntityManager, projectId: Id, folded: string, own?: Id): Promise<void> {
  const taken = await manager.findOneBy(CannedReply, { projectId, folded });
  if (!taken || taken.id === own) return;
  const { id, shortcut, text } = taken;
  throw new Conflict(`The shortcut ${shortcut} is in use already.`, { id, shortcut, text });
}
