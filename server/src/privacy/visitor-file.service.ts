// All that is kept of one visitor, for whoever asks what it is: plain data under plain names.
import type { AuditTrail } from "../audit/index.js";
import { Conversation, Message } from "../conversations/index.js";
import type { Id } from "../database/columns.js";
import { type Database, snapshot } from "../database/data-source.js";
import { Device } from "../devices/index.js";
import { FormSubmission } from "../forms/index.js";
import type { ApiContext } from "../graphql/context.js";
import { NotFound } from "../graphql/errors.js";
import { Project } from "../projects/index.js";
import { PageView, StatusChange, VisitorParam, type VisitorService } from "../visitors/index.js";

export class VisitorFiles {
  constructor(
    private readonly database: Database,
    private readonly visitors: VisitorService,
    private readonly audit: AuditTrail,
    private readonly clock: () => Date,
  ) {}

  async of(context: ApiContext, projectId: Id, id: Id): Promise<object> {
    const visitor = await this.visitors.require(context, id);
    if (visitor.projectId !== projectId) throw new NotFound("visitor");
    const {
      tokenHash: _secret,
      search: _derived,
      conversationId: _present,
      version: _ours,
      ...kept
    } = visitor;
    await this.audit.record(context, { action: "EXPORTED", projectId, subject: "JSON", count: 1 });
    return snapshot(this.database, async (manager) => {
      const ofVisitor = { where: { visitorId: id }, order: { id: "ASC" } } as const;
      const { name } = await manager.findOneByOrFail(Project, { id: projectId });
      const conversations = await manager.find(Conversation, ofVisitor);
      return {
        exportedAt: this.clock(),
        project: { id: projectId, name },
        visitor: kept,
        parameters: (
          await manager.find(VisitorParam, { where: { visitorId: id }, order: { key: "ASC" } })
        ).map(({ key, value, source }) => ({ key, value, source })),
        devices: without(await manager.find(Device, ofVisitor)),
        pages: without(await manager.find(PageView, ofVisitor)),
        statusChanges: without(await manager.find(StatusChange, ofVisitor)),
        submissions: without(await manager.find(FormSubmission, ofVisitor)),
        conversations: await Promise.all(
          conversations.map(async ({ visitorId: _of, projectId: _in, ...conversation }) => ({
            ...conversation,
            messages: (
              await manager.find(Message, {
                where: { conversationId: conversation.id },
                order: { seq: "ASC" },
              })
            ).map(({ conversationId: _its, ...message }) => message),
          })),
        ),
      };
    });
  }
}

/** It stands in the visitor's own file. */
const without = (rows: readonly { visitorId: Id }[]) => rows.map(({ visitorId: _of, ...row }) => row);
