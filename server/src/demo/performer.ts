// Plays one step of a sample visit on the services: what a widget would ask for, or what an agent would.
import type { Services } from "../services.js";
import { Conversation, Message } from "../conversations/index.js";
import type { Id } from "../database/columns.js";
import { ApiContext, WidgetContext } from "../graphql/context.js";
import { type Visitor, changeVisitor } from "../visitors/index.js";
import { answersTo } from "./people/answers.js";
import type { Act, Visit } from "./plan.js";
import { Random } from "./random.js";
import { type Step, words } from "./scripts/script.js";
import type { ShopAccounts } from "./shop/accounts.js";
import { LABELS } from "./shop/flow.js";
import { pageOf } from "./shop/shop.js";

const NAMES = ["Luis", "Carla"];

type StepOf<By extends Act["by"]> = Extract<Act, { by: By }>;

export class Performer {
  private readonly agents: ApiContext[];
  private readonly here = new Map<Visit, () => void>();
  private readonly random = new Random(1);

  constructor(
    private readonly services: Services,
    private readonly projectId: Id,
    agentIds: readonly Id[],
    private readonly accounts: ShopAccounts,
  ) {
    const connection = { ip: "127.0.0.1", userAgent: null, locale: null, setSession: () => undefined };
    this.agents = agentIds.map(
      (agentId) =>
        new ApiContext("demo", services.container, { kind: "agent", agentId, sessionId: "0" }, connection),
    );
  }

  async perform(visit: Visit, act: Act): Promise<void> {
    if (act.by === "visitor") await this.visitor(visit, act);
    else if (act.by === "agent") await this.agent(visit, act);
    else if (act.do === "sweep") await this.services.presence.sweep();
  }

  private async visitor(visit: Visit, act: StepOf<"visitor">): Promise<void> {
    const { widget } = this.services;
    const { person } = visit;
    const context = this.contextOf(visit);
    const clientId = this.random.uuid();
    switch (act.do) {
      case "open":
        return this.open(visit, context);
      case "return":
        await this.arrive(visit, (await widget.require(context)).id);
        return;
      case "leave":
        return this.leave(visit);
      case "page":
        await widget.visitPage(context, pageOf(act.page, person.product));
        return;
      case "say":
        await widget.send(context, { text: words(act.text, person, this.nameOf(visit)), clientId });
        return;
      case "askForPerson":
        await widget.requestHuman(context);
        return;
      case "choose": {
        const asked = await this.asked(
          context,
          "OPTIONS",
          (message) => message.options?.includes(LABELS[act.label]) ?? false,
        );
        await widget.chooseOption(
          context,
          asked.id,
          asked.options?.indexOf(LABELS[act.label]) ?? -1,
          clientId,
        );
        return;
      }
      case "fill": {
        const asked = await this.asked(context, "FORM", () => true);
        const { fields } = asked.formSpec as { fields: { name: string }[] };
        await widget.submitForm(context, asked.id, answersTo(fields, person, act.reason), clientId);
      }
    }
  }

  private async agent(visit: Visit, act: StepOf<"agent">): Promise<void> {
    const { conversations, flows, visitors } = this.services;
    const context = this.agents[visit.agent] as ApiContext;
    const visitor = await this.find(visit);
    const conversationId = visitor.conversationId as Id;
    switch (act.do) {
      case "reply":
        await conversations.reply(context, conversationId, {
          text: words(act.text, visit.person, this.nameOf(visit)),
          clientId: this.random.uuid(),
        });
        // Who is still on the site reads it at once.
        if (this.here.has(visit))
          await this.services.widget.markSeen(this.contextOf(visit), Number.MAX_SAFE_INTEGER);
        return;
      case "look":
        await conversations.markSeen(context, conversationId, Number.MAX_SAFE_INTEGER);
        return;
      case "status":
        await visitors.setStatus(context, visitor.id, act.status);
        return;
      case "close":
        await conversations.close(context, conversationId);
        return;
      case "handBack":
        await flows.handBack(context, conversationId);
    }
  }

  private async open(visit: Visit, context: WidgetContext): Promise<void> {
    const { person, token } = visit;
    const first = visit.script.steps.find(
      (step): step is Extract<Step, { do: "page" }> => step.do === "page",
    );
    const visitor = await this.services.opening.open(context, {
      token,
      page: pageOf(first ? "home" : "product", person.product, person.urlParams),
      referrer: person.referrer,
      viewport: person.viewport,
      timeZone: person.place.timeZone,
      locale: person.place.locale,
      urlParams: person.urlParams,
      params: person.params,
      identity: await this.accounts.tokenOf(person),
    });
    await this.arrive(visit, visitor.id);
  }

  /** Its widget's socket opens: on the site until `leave`. */
  private async arrive(visit: Visit, visitorId: Id): Promise<void> {
    this.here.set(visit, this.services.presence.attach(this.projectId, visitorId));
    // Queued behind the change that makes the visitor online, so that this one is written at the same moment of the clock.
    await this.services.door.write(this.projectId, (work) =>
      changeVisitor(work, visitorId, async (unit) => {
        // What an address database would tell of a real visitor.
        const { city, region } = visit.person;
        if (unit.visitor.city === city) return;
        Object.assign(unit.visitor, { city, region });
        unit.note({ type: "visitor.located" });
      }),
    );
  }

  private async leave(visit: Visit): Promise<void> {
    this.here.get(visit)?.();
    this.here.delete(visit);
  }

  private async find(visit: Visit): Promise<Visitor> {
    const visitor = await this.services.widget.find(this.contextOf(visit));
    if (!visitor) throw new Error(`the sample visitor of "${visit.script.name}" is not there`);
    return visitor;
  }

  /** The newest question of this kind in the present conversation. */
  private async asked(
    context: WidgetContext,
    kind: "OPTIONS" | "FORM",
    fits: (message: Message) => boolean,
  ): Promise<Message> {
    const { manager } = this.services.database.source;
    const visitor = await this.services.widget.find(context);
    const conversations = await manager.findBy(Conversation, { visitorId: visitor?.id ?? "0" });
    for (const { id } of conversations.reverse()) {
      const asked = (
        await manager.find(Message, { where: { conversationId: id, kind }, order: { seq: "DESC" } })
      ).find(fits);
      if (asked) return asked;
    }
    throw new Error(`the flow did not ask for what a sample visitor answers (${kind})`);
  }

  private contextOf({ token, person }: Visit): WidgetContext {
    return new WidgetContext("demo", this.services.container, this.projectId, token, {
      ip: person.ip,
      userAgent: person.userAgent,
    });
  }

  private readonly nameOf = (visit: Visit) => NAMES[visit.agent] ?? "";
}
