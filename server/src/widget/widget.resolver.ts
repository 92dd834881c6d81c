import { Arg, Ctx, ID, Int, Mutation, Query, Resolver, Root, Subscription } from "type-graphql";
import type { WidgetContext } from "../graphql/context.js";
import { JSONObject } from "../graphql/scalars.js";
import type { Message } from "../conversations/index.js";
import type { Visitor } from "../visitors/index.js";
import type { OpeningService } from "./opening.service.js";
import { FieldInput, OpenInput } from "./widget.input.js";
import type { EventsArgs, WidgetLive } from "./widget.live.js";
import type { WidgetService } from "./widget.service.js";
import type { WidgetSessions } from "./widget.session.js";
import { OpenedWidget, WidgetEvent, WidgetMessage, WidgetSession } from "./widget.type.js";

@Resolver(() => WidgetSession)
export class WidgetResolver {
  constructor(
    private readonly service: WidgetService,
    private readonly opening: OpeningService,
    private readonly sessions: WidgetSessions,
    readonly live: WidgetLive,
  ) {}

  @Query(() => WidgetSession, {
    nullable: true,
    description: "The visitor's session; null for no or a stale token.",
  })
  async session(@Ctx() context: WidgetContext): Promise<WidgetSession | null> {
    const visitor = await this.service.find(context);
    return visitor && this.sessions.of(visitor);
  }

  @Mutation(() => OpenedWidget, {
    description:
      "First opening of the widget: makes the visitor, its device and its conversation. Idempotent by token.",
  })
  async open(
    @Ctx() context: WidgetContext,
    @Arg("input", () => OpenInput, { description: "What the widget knows." }) input: OpenInput,
  ): Promise<OpenedWidget> {
    return this.opened(await this.opening.open(context, input));
  }

  @Mutation(() => OpenedWidget, {
    description:
      "The person at the page has signed in: the visitor goes on as that person. Refused like OpenInput.identity.",
  })
  async identify(
    @Ctx() context: WidgetContext,
    @Arg("token", () => String, { description: "The identity token; see OpenInput.identity." }) token: string,
  ): Promise<OpenedWidget> {
    return this.opened(await this.service.identify(context, token));
  }

  @Mutation(() => WidgetMessage, { description: "Writes. A known clientId answers with the original." })
  async send(
    @Ctx() context: WidgetContext,
    @Arg("text", () => String, { description: "At most 4,000 characters." }) text: string,
    @Arg("clientId", () => ID, { description: "A UUID of the widget's." }) clientId: string,
  ): Promise<WidgetMessage> {
    return this.message(await this.service.send(context, { text, clientId }));
  }

  @Mutation(() => WidgetMessage, { description: "Chooses an option of a message." })
  async chooseOption(
    @Ctx() context: WidgetContext,
    @Arg("messageId", () => ID, { description: "The message that offers it." }) messageId: string,
    @Arg("index", () => Int, { description: "Which one, from 0." }) index: number,
    @Arg("clientId", () => ID, { description: "A UUID of the widget's." }) clientId: string,
  ): Promise<WidgetMessage> {
    return this.message(await this.service.chooseOption(context, messageId, index, clientId));
  }

  @Mutation(() => WidgetMessage, {
    description:
      "Fills in a form. Refused with BAD_USER_INPUT and extensions.fields [{ name, reason }] when an answer does not fit.",
  })
  async submitForm(
    @Ctx() context: WidgetContext,
    @Arg("messageId", () => ID, { description: "The message that asks." }) messageId: string,
    @Arg("fields", () => [FieldInput], { description: "The answers." }) fields: FieldInput[],
    @Arg("clientId", () => ID, { description: "A UUID of the widget's." }) clientId: string,
  ): Promise<WidgetMessage> {
    return this.message(await this.service.submitForm(context, messageId, fields, clientId));
  }

  @Mutation(() => Boolean, {
    description: "Merges custom parameters: strings, numbers, booleans; 50 keys, 1,024 characters a value.",
  })
  setParams(
    @Ctx() context: WidgetContext,
    @Arg("params", () => JSONObject, { description: "By name." }) params: Record<string, unknown>,
  ): Promise<boolean> {
    return this.service.setParams(context, params);
  }

  @Mutation(() => Boolean, { description: "The visitor went to another page of the site." })
  visitPage(
    @Ctx() context: WidgetContext,
    @Arg("url", () => String, { description: "At most 2,048 characters." }) url: string,
    @Arg("title", () => String, { nullable: true, description: "The page's title, at most 300 characters." })
    title?: string,
  ): Promise<boolean> {
    return this.service.visitPage(context, { url, title });
  }

  @Mutation(() => WidgetSession, { description: "Asks for a person." })
  async requestHuman(@Ctx() context: WidgetContext): Promise<WidgetSession> {
    return this.sessions.of(await this.service.requestHuman(context));
  }

  @Mutation(() => Boolean, {
    description: "Shows the agents that the visitor types. Repeat every few seconds while it lasts.",
  })
  setTyping(
    @Ctx() context: WidgetContext,
    @Arg("typing", () => Boolean, { description: "false: stopped." }) typing: boolean,
  ): Promise<boolean> {
    return this.service.setTyping(context, typing);
  }

  @Mutation(() => Boolean, { description: "Says that the visitor has seen the messages up to seq." })
  markSeen(
    @Ctx() context: WidgetContext,
    @Arg("seq", () => Int, { description: "The newest seq on the screen." }) seq: number,
  ): Promise<boolean> {
    return this.service.markSeen(context, seq);
  }

  @Mutation(() => Boolean, {
    description: "Says that the messages up to seq have arrived, on the screen or not.",
  })
  markDelivered(
    @Ctx() context: WidgetContext,
    @Arg("seq", () => Int, { description: "The newest seq that is here." }) seq: number,
  ): Promise<boolean> {
    return this.service.markDelivered(context, seq);
  }

  @Mutation(() => OpenedWidget, { description: "A fresh visitor; the old token dies." })
  async restart(
    @Ctx() context: WidgetContext,
    @Arg("newToken", () => String, { description: "256 random bits that the widget made." }) newToken: string,
  ): Promise<OpenedWidget> {
    const old = await this.service.require(context);
    return this.opened(await this.opening.restart(context, old, newToken));
  }

  @Subscription(() => WidgetEvent, {
    description: "Messages after a seq, one STATE, then live.",
    subscribe: ({ context, args }: { context: WidgetContext; args: EventsArgs }) =>
      context.resolver(WidgetResolver).live.events(context, args),
  })
  events(
    @Root() event: WidgetEvent,
    @Arg("after", () => Int, {
      nullable: true,
      description: "The newest seq already known; absent: no replay.",
    })
    _after?: number,
    @Arg("conversationId", () => ID, {
      nullable: true,
      description:
        "The conversation that `after` is of: when another has begun since, in another tab, a RESYNC says so.",
    })
    _conversationId?: string,
  ): WidgetEvent {
    return event;
  }

  private async opened(visitor: Visitor): Promise<OpenedWidget> {
    return { session: await this.sessions.of(visitor) };
  }

  private async message(message: Message): Promise<WidgetMessage> {
    const [shaped] = await this.sessions.messages([message]);
    return shaped as WidgetMessage;
  }
}
