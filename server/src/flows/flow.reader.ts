// Reads what a flow needs to go on: where a conversation stands, which version it keeps to, what was asked. For one work, or
// ahead for a group of them.
import type { Id } from "../database/columns.js";
import { Shelf } from "../database/rows.js";
import { list } from "../database/shapes.js";
import { Table } from "../database/table.js";
import type { Ahead, Work } from "../database/work.js";
import { Conversation, Message } from "../conversations/index.js";
import { idOrNull } from "../graphql/input.js";
import type { FlowDefinition } from "./flow.definition.js";
import { Flow, FlowRun, FlowVersion } from "./flow.entity.js";

/** A message, and whose conversation it stands in. */
interface Asked {
  message: Message;
  visitorId: Id;
}

/** Where a conversation stands in its flow; null: its flow has not begun. */
const RUNS = new Shelf<FlowRun | null>("flow runs");
/** Messages that are said to have asked, by id; null: there is none. */
const ASKED = new Shelf<Asked | null>("questions");
/** A project's published version; null: it has none. */
const PUBLISHED = new Shelf<Id | null>("published flows");

const KEPT = 200;

export class FlowReader {
  /** A version never changes, so what was read once is good for ever. The latest read stands last. */
  private readonly definitions = new Map<Id, FlowDefinition>();

  async read(ahead: Ahead, conversationIds: Iterable<Id>, messageIds: Iterable<Id>): Promise<void> {
    await Promise.all([
      this.readRuns(ahead, [...new Set(conversationIds)]),
      this.readAsked(ahead, [...new Set(messageIds)].filter(idOrNull)),
      this.readPublished(ahead),
    ]);
  }

  private async readPublished(ahead: Ahead): Promise<void> {
    const { manager, projectId } = ahead;
    const [flow] = await Table.of(manager, Flow).select(manager, "WHERE t.project_id = ?", [projectId]);
    const version = flow?.row.publishedVersionId ?? null;
    if (version) await this.readVersions(manager, [version]);
    ahead.know(PUBLISHED, projectId, version);
  }

  async runOf(work: Work, conversationId: Id): Promise<FlowRun | null> {
    const known = work.rows.known(RUNS, conversationId);
    if (known !== undefined) return known;
    if (work.rows.isUnwritten(conversationId)) return null;
    return work.manager.findOneBy(FlowRun, { conversationId });
  }

  async keepRun({ rows }: Work, run: FlowRun): Promise<void> {
    rows.know(RUNS, run.conversationId, run);
    await rows.put(FlowRun, run);
  }

  async definition(work: Work, versionId: Id): Promise<FlowDefinition | null> {
    if (!this.definitions.has(versionId)) await this.readVersions(work.manager, [versionId]);
    return this.definitions.get(versionId) ?? null;
  }

  async published(work: Work): Promise<Id | null> {
    const { projectId } = work;
    const known = work.rows.known(PUBLISHED, projectId);
    if (known !== undefined) return known;
    return (await work.manager.findOneBy(Flow, { projectId }))?.publishedVersionId ?? null;
  }

  /** Null for a message that is not there, and for one of another visitor. */
  async asked(work: Work, messageId: Id, visitorId: Id): Promise<Message | null> {
    if (!idOrNull(messageId)) return null;
    const known = work.rows.known(ASKED, messageId);
    if (known !== undefined) return known?.visitorId === visitorId ? known.message : null;
    const { manager } = work;
    const message = await manager.findOneBy(Message, { id: messageId });
    if (!message) return null;
    const isMine = await manager.existsBy(Conversation, { id: message.conversationId, visitorId });
    return isMine ? message : null;
  }

  private async readRuns(ahead: Ahead, conversationIds: readonly Id[]): Promise<void> {
    if (conversationIds.length === 0) return;
    const { manager } = ahead;
    const where = `WHERE t.conversation_id IN (${list(conversationIds.length)})`;
    const runs = await Table.of(manager, FlowRun).select(manager, where, conversationIds);
    for (const id of conversationIds) ahead.know(RUNS, id, null);
    for (const { row } of runs) ahead.know(RUNS, row.conversationId, row);
    await this.readVersions(manager, [...new Set(runs.map(({ row }) => row.versionId))]);
  }

  private async readAsked(ahead: Ahead, messageIds: readonly Id[]): Promise<void> {
    if (messageIds.length === 0) return;
    const found = await Table.of(ahead.manager, Message).select(
      ahead.manager,
      `JOIN conversation c ON c.id = t.conversation_id WHERE t.id IN (${list(messageIds.length)})`,
      messageIds,
      ", c.visitor_id AS asked",
    );
    for (const id of messageIds) ahead.know(ASKED, id, null);
    for (const { row, raw } of found)
      ahead.know(ASKED, row.id, { message: row, visitorId: String(raw.asked) });
  }

  private async readVersions(manager: Ahead["manager"], ids: readonly Id[]): Promise<void> {
    const missing = ids.filter((id) => !this.definitions.has(id));
    if (missing.length === 0) return;
    const where = `WHERE t.id IN (${list(missing.length)})`;
    for (const { row } of await Table.of(manager, FlowVersion).select(manager, where, missing))
      this.definitions.set(row.id, row.definition);
    for (const [oldest] of this.definitions)
      if (this.definitions.size > KEPT) this.definitions.delete(oldest);
  }
}
