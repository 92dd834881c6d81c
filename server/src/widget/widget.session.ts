// Shapes a conversation the way the widget sees it.
import { In } from "typeorm";
import type { Agent } from "../agents/index.js";
import { Agent as AgentEntity } from "../agents/index.js";
import type { Id } from "../database/columns.js";
import type { Database } from "../database/data-source.js";
import { Conversation, Message } from "../conversations/index.js";
import { type Form, FormSubmission } from "../forms/index.js";
import { type OfficeHours, Project, changesIn, isOpen } from "../projects/index.js";
import type { Visitor } from "../visitors/index.js";
import type { WidgetMessage, WidgetSession } from "./widget.type.js";

const SHOWN = 200;

type Hours = Pick<WidgetSession, "isOpen" | "openChangesIn">;

export class WidgetSessions {
  constructor(
    private readonly database: Database,
    private readonly clock: () => Date,
  ) {}

  /** Whether people are there, and for how long that is so. */
  async hours(projectId: Id): Promise<Hours> {
    const project = await this.database.source.manager.findOneBy(Project, { id: projectId });
    return this.hoursNow(project?.officeHours ?? null);
  }

  async of(visitor: Visitor): Promise<WidgetSession> {
    const { manager } = this.database.source;
    const conversation = await manager.findOneByOrFail(Conversation, { id: visitor.conversationId ?? "0" });
    const project = await manager.findOneByOrFail(Project, { id: visitor.projectId });
    const latest = await manager.find(Message, {
      where: { conversationId: conversation.id },
      order: { seq: "DESC" },
      take: SHOWN,
    });
    return {
      conversationId: conversation.id,
      mode: conversation.mode,
      lastSeq: conversation.lastSeq,
      messages: await this.messages(latest.reverse()),
      config: {
        title: project.widgetTitle,
        greeting: project.widgetGreeting,
        color: project.widgetColor,
        locale: project.locale,
      },
      agentName: await this.agentName(conversation),
      ...this.hoursNow(project.officeHours),
      verified:
        visitor.externalId === null ? null : { name: visitor.verifiedName, email: visitor.verifiedEmail },
    };
  }

  private hoursNow(hours: OfficeHours | null): Hours {
    const now = this.clock();
    return { isOpen: isOpen(hours, now), openChangesIn: changesIn(hours, now) };
  }

  async messages(messages: readonly Message[]): Promise<WidgetMessage[]> {
    const { manager } = this.database.source;
    const agentIds = [...new Set(messages.flatMap((message) => message.agentId ?? []))];
    const submissionIds = messages.flatMap((message) => message.submissionId ?? []);
    const agents: Agent[] =
      agentIds.length > 0 ? await manager.findBy(AgentEntity, { id: In(agentIds) }) : [];
    const submissions =
      submissionIds.length > 0 ? await manager.findBy(FormSubmission, { id: In(submissionIds) }) : [];
    return messages.map((message) => ({
      id: message.id,
      seq: message.seq,
      author: message.author,
      agentName: agents.find((agent) => agent.id === message.agentId)?.name ?? null,
      kind: message.kind,
      text: message.text,
      options: message.options,
      optionIndex: message.optionIndex,
      replyTo: message.replyTo,
      form: message.formSpec as Form | null,
      fields: submissions.find((submission) => submission.id === message.submissionId)?.fields ?? null,
      event: message.eventType,
      clientId: message.clientId,
      createdAt: message.createdAt,
    }));
  }

  async agentName({ assigneeId }: Conversation): Promise<string | null> {
    if (!assigneeId) return null;
    return (await this.database.source.manager.findOneBy(AgentEntity, { id: assigneeId }))?.name ?? null;
  }
}
