// What a visitor can do: open, write, choose, fill in, move about the site. Only ever in its own conversation.
import type { Id } from "../database/columns.js";
import type { Database } from "../database/data-source.js";
import type { Work, WriteDoor } from "../database/write.js";
import { hashSecret, makeSecret } from "../agents/index.js";
import { type Gestures, MESSAGE_LENGTH, type Message, Thread, sentBefore } from "../conversations/index.js";
import { Conversation } from "../conversations/index.js";
import type { FlowRunner, PresentThread } from "../flows/index.js";
import type { WidgetContext } from "../graphql/context.js";
import { BadUserInput, Unauthenticated } from "../graphql/errors.js";
import { isVisitorToken, requireClientId, requireText } from "../graphql/input.js";
import type { IdentityReader, SignedOnly } from "../identity/index.js";
import { projectOf } from "../projects/index.js";
import { type Presence, Visitor, VisitorChange, visitorByToken } from "../visitors/index.js";
import { identify } from "./identify.js";
import { MAX_PARAMS, readParams } from "./params.js";
import { recordPage } from "./page.js";
import type { WidgetAhead, WidgetNeed } from "./widget.ahead.js";
import type { FieldInput, PageInput } from "./widget.input.js";

const HOUR = 3_600_000;

/** A browser may carry one token to two projects: it is another visitor in each. */
export const tokenHash = (projectId: Id, token: string) => hashSecret(`visitor:${projectId}:${token}`);

const unknownChat = () => new Unauthenticated("This chat is not known here any more: open it again.");

export function requireToken(token: string): string {
  if (!isVisitorToken(token))
    throw new BadUserInput("The token must be 256 random bits as base64url or hex.", { field: "token" });
  return token;
}

export interface WidgetParts {
  database: Database;
  door: WriteDoor;
  runner: FlowRunner;
  presence: Presence;
  gestures: Gestures;
  clock: () => Date;
  ahead: WidgetAhead;
  identities: IdentityReader;
  signedOnly: SignedOnly;
}

export class WidgetService {
  constructor(private readonly parts: WidgetParts) {}

  /** The visitor whose token the call carries; null for none or a stale one. Throws IDENTITY_REQUIRED. */
  async find(context: WidgetContext): Promise<Visitor | null> {
    if (!context.token) return null;
    const { database, signedOnly } = this.parts;
    const visitor = await database.source.manager.findOneBy(Visitor, {
      tokenHash: tokenHash(context.projectId, context.token),
      projectId: context.projectId,
    });
    if (visitor) signedOnly.admit(visitor);
    return visitor;
  }

  async require(context: WidgetContext): Promise<Visitor> {
    const visitor = await this.find(context);
    if (!visitor) throw unknownChat();
    this.parts.presence.sign(visitor.projectId, visitor.id);
    return visitor;
  }

  async send(context: WidgetContext, input: { text: string; clientId: string }): Promise<Message> {
    const text = requireText(input.text, "The message", MESSAGE_LENGTH);
    const clientId = requireClientId(input.clientId);
    const message = await this.change(context, { clientId }, async (unit, present) => {
      const known = await sentBefore(unit, clientId, { author: "VISITOR", kind: "TEXT", text });
      if (known) return known;
      const thread = await present();
      const message = await thread.append({ author: "VISITOR", kind: "TEXT", text, clientId });
      await this.parts.runner.hear(thread, text);
      return message;
    });
    this.parts.gestures.spoke(message.conversationId, "VISITOR", null);
    return message;
  }

  chooseOption(context: WidgetContext, messageId: Id, index: number, clientId: string): Promise<Message> {
    const choice = { messageId, index, clientId: requireClientId(clientId) };
    return this.change(context, choice, (unit, present) => this.parts.runner.choose(unit, present, choice));
  }

  submitForm(
    context: WidgetContext,
    messageId: Id,
    fields: readonly FieldInput[],
    clientId: string,
  ): Promise<Message> {
    const answer = { messageId, fields, clientId: requireClientId(clientId) };
    return this.change(context, answer, (unit, present) => this.parts.runner.submit(unit, present, answer));
  }

  /** The person at the page has signed in. */
  async identify(context: WidgetContext, token: string): Promise<Visitor> {
    const identity = await this.parts.identities.read(context.projectId, token);
    return this.change(
      context,
      {},
      async ({ visitor }) => visitor,
      (unit) => identify(unit, identity),
    );
  }

  async setParams(context: WidgetContext, values: Record<string, unknown>): Promise<boolean> {
    const params = readParams(values, "SDK");
    await this.change(context, {}, (unit) => unit.mergeParams(params, MAX_PARAMS));
    return true;
  }

  async visitPage(context: WidgetContext, page: PageInput): Promise<boolean> {
    const visitor = await this.require(context);
    const { database, clock } = this.parts;
    try {
      await recordPage(database.source.manager, visitor.id, page, clock());
    } catch (error) {
      // Erased meanwhile: told as it would have been a moment later.
      await this.require(context);
      throw error;
    }
    // Not a logged change: whoever has the conversation open is told, nobody else is waiting for it.
    if (visitor.conversationId)
      this.parts.gestures.show(visitor.conversationId, {
        kind: "PAGE",
        by: "VISITOR",
        agentId: null,
        on: true,
      });
    return true;
  }

  async requestHuman(context: WidgetContext): Promise<Visitor> {
    return this.change(context, {}, async (unit, present) => {
      const thread = await present();
      await this.parts.runner.requestHuman(thread);
      return unit.visitor;
    });
  }

  async setTyping(context: WidgetContext, typing: boolean): Promise<boolean> {
    const { conversationId } = await this.require(context);
    if (conversationId)
      this.parts.gestures.show(conversationId, { kind: "TYPING", by: "VISITOR", agentId: null, on: typing });
    return true;
  }

  markSeen(context: WidgetContext, seq: number): Promise<boolean> {
    return this.mark(context, (conversation) => {
      const seen = Math.min(seq, conversation.lastSeq);
      if (seen <= conversation.seenByVisitorSeq) return null;
      conversation.seenByVisitorSeq = seen;
      conversation.deliveredToVisitorSeq = Math.max(seen, conversation.deliveredToVisitorSeq);
      return "conversation.seen";
    });
  }

  markDelivered(context: WidgetContext, seq: number): Promise<boolean> {
    return this.mark(context, (conversation) => {
      const delivered = Math.min(seq, conversation.lastSeq);
      if (delivered <= conversation.deliveredToVisitorSeq) return null;
      conversation.deliveredToVisitorSeq = delivered;
      return "conversation.delivered";
    });
  }

  /** `set` says what has changed of the visitor's conversation; null: nothing. */
  private async mark(
    context: WidgetContext,
    set: (conversation: Conversation) => string | null,
  ): Promise<boolean> {
    await this.change(context, {}, async (unit) => {
      const { conversationId } = unit.visitor;
      if (!conversationId) return;
      const thread = await Thread.lock(unit, conversationId);
      const type = set(thread.conversation);
      if (!type) return;
      thread.touched(type);
      await thread.save();
    });
    return true;
  }

  /** Runs `change` with the visitor locked, when it has arrived and may be here; `present` gives its conversation, a new one when the last is over. */
  private async change<T>(
    { projectId, token }: WidgetContext,
    need: Omit<WidgetNeed, "tokenHash">,
    change: (unit: VisitorChange, present: PresentThread) => Promise<T>,
    arrive: (unit: VisitorChange) => void = () => undefined,
  ): Promise<T> {
    if (!token) throw unknownChat();
    const hash = tokenHash(projectId, token);
    let visitorId: Id | null = null;
    const body = async (work: Work) => {
      visitorId = await visitorByToken(work, hash);
      if (!visitorId) throw unknownChat();
      const [unit] = await VisitorChange.lockAll(work, [visitorId]);
      // Before the visitor was locked, it may have been erased, or a restart may have taken its token out of use.
      if (unit?.visitor.tokenHash !== hash) throw unknownChat();
      arrive(unit);
      this.parts.signedOnly.admit(unit.visitor);
      let thread: Thread | null = null;
      const answer = await change(
        unit,
        async (carry = false) => (thread ??= await this.present(work, unit, carry)),
      );
      await (thread as Thread | null)?.save();
      await unit.save();
      return answer;
    };
    const { clientId, messageId } = need;
    try {
      return await this.parts.door.write(
        projectId,
        body,
        this.parts.ahead.of({ tokenHash: hash, clientId, messageId }),
      );
    } finally {
      // Who was refused is here too.
      if (visitorId) this.parts.presence.sign(projectId, visitorId);
    }
  }

  private async present(work: Work, unit: VisitorChange, carry: boolean): Promise<Thread> {
    const { conversationId } = unit.visitor;
    if (!conversationId) return Thread.start(unit);
    const thread = await Thread.lock(unit, conversationId);
    const silence = (await projectOf(work)).silenceHours * HOUR;
    const silent = unit.now.getTime() - thread.conversation.lastMessageAt.getTime() > silence;
    if (thread.conversation.mode !== "CLOSED" && !silent) return thread;
    const fresh = await thread.succeed();
    if (carry) await this.parts.runner.carryOver(fresh, thread.conversation.id);
    return fresh;
  }

  async conversationOf(visitor: Visitor): Promise<Conversation> {
    return this.parts.database.source.manager.findOneByOrFail(Conversation, {
      id: visitor.conversationId ?? "0",
    });
  }

  /** Takes the token out of use: whoever holds it is a stranger from now on. */
  static retire(unit: VisitorChange): void {
    unit.visitor.tokenHash = tokenHash(unit.projectId, makeSecret());
    unit.visitor.online = false;
    unit.note({ type: "visitor.restarted" });
  }
}
