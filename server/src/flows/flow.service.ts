// Flows: the first one of a project, and giving a conversation back to it.
import type { EntityManager } from "typeorm";
import type { ApiContext } from "../graphql/context.js";
import type { Conversation, ConversationService } from "../conversations/index.js";
import type { Project } from "../projects/index.js";
import { defaultFlow } from "./templates/default.js";
import { publishVersion } from "./flow.editing.js";
import { Flow } from "./flow.entity.js";
import type { FlowRunner } from "./flow.runner.js";

export class FlowService {
  constructor(
    private readonly runner: FlowRunner,
    private readonly conversations: ConversationService,
  ) {}

  /** The agent leaves and the flow speaks again, where it was left. */
  handBack(context: ApiContext, conversationId: string): Promise<Conversation> {
    return this.conversations.change(context, conversationId, async (thread, agentId) => {
      const { conversation } = thread;
      thread.requirePresent();
      if (conversation.mode === "BOT") return conversation;
      conversation.mode = "BOT";
      conversation.closedAt = null;
      conversation.assigneeId = null;
      await thread.event("HANDED_BACK", agentId);
      await this.runner.handBack(thread);
      return conversation;
    });
  }
}

/** Gives a new project its default flow, in its language. */
export async function foundFlow(project: Project, manager: EntityManager): Promise<void> {
  const { identifiers } = await manager.insert(Flow, { projectId: project.id, publishedVersionId: null });
  await publishVersion(
    manager,
    { id: String(identifiers[0]?.id) },
    { definition: defaultFlow(project.locale), createdBy: null, at: project.createdAt },
  );
}
