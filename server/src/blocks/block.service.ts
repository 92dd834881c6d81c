// Blocking and unblocking, by whoever works in the project: those who are shouted at should not have to look for an admin.
import { type EntityManager, IsNull, LessThanOrEqual, MoreThan, Not } from "typeorm";
import type { AuditTrail } from "../audit/index.js";
import type { Id } from "../database/columns.js";
import { type Database, forUpdate, transaction } from "../database/data-source.js";
import type { WriteDoor } from "../database/write.js";
import {
  HOUSEHOLD,
  MASK,
  isNear,
  maskAddress,
  maskRange,
  plainAddress,
  readRange,
  writeRange,
} from "../guard/address.js";
import type { ApiContext } from "../graphql/context.js";
import { BadUserInput, NotFound } from "../graphql/errors.js";
import { idOrNull } from "../graphql/input.js";
import { pageSize } from "../graphql/page.js";
import { type AccessService, NO_PROJECT, Project, lockMembers } from "../projects/index.js";
import { Visitor, type VisitorService, changeVisitor } from "../visitors/index.js";
import { Block } from "./block.entity.js";
import type { Blocklist } from "./blocklist.js";

const DAY = 24 * 3_600_000;
const LONGEST_DAYS = 366;
const MOST = 500;
/** A wider range holds too many people who did nothing. */
const WIDEST = { ipv4: 16, ipv6: 32 } as const;

type NewBlock = Pick<Block, "projectId" | "visitorId" | "range" | "until">;

export interface BlockParts {
  database: Database;
  door: WriteDoor;
  access: AccessService;
  visitors: VisitorService;
  audit: AuditTrail;
  list: Blocklist;
  clock: () => Date;
}

export class BlockService {
  constructor(private readonly parts: BlockParts) {}

  /** In force, those that end first ahead. */
  async ofProject(context: ApiContext, projectId: Id, first?: number | null): Promise<Block[]> {
    await this.parts.access.require(context, projectId);
    return this.parts.database.source.manager.find(Block, {
      where: { projectId, until: MoreThan(this.parts.clock()) },
      order: { until: "ASC", id: "ASC" },
      take: pageSize(first, "first", 100, MOST),
    });
  }

  async blockVisitor(context: ApiContext, id: Id, until: string, withAddress: boolean): Promise<Visitor> {
    const { projectId, ip, number } = await this.parts.visitors.require(context, id);
    const end = this.checkEnd(until);
    const range = withAddress ? rangeOf(ip) : null;
    const makes: NewBlock[] = [
      { projectId, visitorId: id, range: null, until: end },
      ...(range ? [{ projectId, visitorId: null, range, until: end }] : []),
    ];
    await this.make(context, projectId, makes, String(number));
    return this.tell(projectId, id, "visitor.blocked");
  }

  async blockAddress(context: ApiContext, projectId: Id, address: string, until: string): Promise<Block> {
    await this.parts.access.require(context, projectId);
    const made = { projectId, visitorId: null, range: checkRange(address), until: this.checkEnd(until) };
    const [block] = await this.make(context, projectId, [made], null);
    return block as Block;
  }

  async unblock(context: ApiContext, id: Id): Promise<boolean> {
    const { manager } = this.parts.database.source;
    const block = idOrNull(id)
      ? await manager.findOneBy(Block, { id, projectId: this.parts.access.within(context) })
      : null;
    await this.parts.access.require(context, block?.projectId ?? NO_PROJECT, "MANAGER", "block");
    if (!block) throw new NotFound("block");
    await transaction(this.parts.database, async (inside) => {
      await inside.delete(Block, { id });
      await this.parts.audit.record(context, { action: "UNBLOCKED", projectId: block.projectId }, inside);
    });
    await this.parts.list.changed();
    if (block.visitorId) await this.tell(block.projectId, block.visitorId, "visitor.unblocked");
    return true;
  }

  /** Keeps of the ranges of a project that masks addresses no more than of its visitors' addresses. */
  async mask(projectId: Id): Promise<void> {
    const isChanged = await transaction(this.parts.database, async (manager) => {
      await lockMembers(manager, projectId);
      const blocks = await manager.find(Block, {
        where: { projectId, range: Not(IsNull()) },
        order: { until: "ASC", id: "ASC" },
      });
      if (blocks.every(({ range }) => range === maskRange(range ?? ""))) return false;
      // Each anew, the longest last: of several that have become the same it is the one that stays.
      for (const { id, range, ...block } of blocks) {
        const { affected } = await manager.delete(Block, { id });
        // Somebody has just ended it.
        if (!affected) continue;
        await put(manager, { ...block, range: maskRange(range ?? "") });
      }
      return true;
    });
    if (isChanged) await this.parts.list.changed();
  }

  private async make(
    context: ApiContext,
    projectId: Id,
    makes: readonly NewBlock[],
    subject: string | null,
  ): Promise<Block[]> {
    const { caller } = context;
    const now = this.parts.clock();
    const blocks = await transaction(this.parts.database, async (manager) => {
      // One after another, so that what is one stays one, and a limit one; and of a visitor who is still there.
      await lockMembers(manager, projectId);
      const blocked = makes.flatMap(({ visitorId }) => visitorId ?? []);
      for (const id of blocked)
        if (!(await manager.findOne(Visitor, { where: { id }, ...forUpdate(manager) })))
          throw new NotFound("visitor");
      await manager.delete(Block, { projectId, until: LessThanOrEqual(now) });
      const createdBy = caller.kind === "agent" ? caller.agentId : null;
      const isMasked = await manager.existsBy(Project, { id: projectId, maskAddresses: true });
      const made: Block[] = [];
      for (const { range, ...each } of makes)
        made.push(
          await put(manager, {
            ...each,
            range: range && isMasked ? maskRange(range) : range,
            createdBy,
            createdAt: now,
          }),
        );
      if ((await manager.countBy(Block, { projectId })) > MOST)
        throw new BadUserInput(
          `A project may have ${MOST} blocks at once. End some of them, or block a range of addresses.`,
          { max: MOST },
        );
      await this.parts.audit.record(context, { action: "BLOCKED", projectId, subject }, manager);
      return made;
    });
    await this.parts.list.changed();
    return blocks;
  }

  /** Every open screen shows it: a logged change of the visitor. */
  private tell(projectId: Id, visitorId: Id, type: string): Promise<Visitor> {
    return this.parts.door.write(projectId, (work) =>
      changeVisitor(work, visitorId, async (unit) => {
        unit.note({ type });
        return unit.visitor;
      }),
    );
  }

  private checkEnd(text: string): Date {
    const until = new Date(text);
    const ahead = until.getTime() - this.parts.clock().getTime();
    if (ahead > 0 && ahead <= LONGEST_DAYS * DAY) return until;
    throw new BadUserInput(`A block must end later than now, and within ${LONGEST_DAYS} days.`, {
      field: "until",
    });
  }
}

/** A second block of the same takes the place of the first. */
async function put(manager: EntityManager, made: Omit<Block, "id">): Promise<Block> {
  const { projectId, visitorId, range } = made;
  await manager.delete(Block, visitorId ? { projectId, visitorId } : { projectId, range: range ?? "" });
  const block = manager.create(Block, made);
  const { identifiers } = await manager.insert(Block, block);
  return Object.assign(block, { id: String(identifiers[0]?.id) });
}

/** What stands for whoever is behind a visitor's address: as much of it as is known. */
function rangeOf(ip: string | null): string {
  const plain = plainAddress(ip ?? "");
  const range = readRange(plain);
  if (!range)
    throw new BadUserInput("The address of this visitor is not known. Block the visitor alone.", {
      field: "withAddress",
    });
  const bits = (maskAddress(plain) === plain ? MASK : HOUSEHOLD)[range.family];
  return checkRange(`${plain}/${bits}`);
}

function checkRange(text: string): string {
  const range = readRange(text.slice(0, 64));
  if (!range)
    throw new BadUserInput("The address must look like 203.0.113.7, 203.0.113.0/24 or 2001:db8::/48.", {
      field: "address",
    });
  if (range.bits < WIDEST[range.family])
    throw new BadUserInput(
      `${writeRange(range)} is too wide: at least /${WIDEST[range.family]} must be given, so that few others are hit.`,
      { field: "address" },
    );
  if (isNear(range.address))
    throw new BadUserInput(
      "This address belongs to the server's own network, so everybody may be behind it. Name your proxy in TRUSTED_PROXIES, and visitors get their own addresses.",
      { field: "address" },
    );
  return writeRange(range);
}
