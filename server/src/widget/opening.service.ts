// The first opening of the widget: from here on there is a visitor.
import type { Database } from "../database/data-source.js";
import type { Id } from "../database/columns.js";
import { isDuplicate } from "../database/fault.js";
import type { Needs } from "../database/work.js";
import type { Work, WriteDoor } from "../database/write.js";
import { Thread } from "../conversations/index.js";
import { Device, type Locator } from "../devices/index.js";
import { readUserAgent } from "../http/user-agent.js";
import type { FlowRunner } from "../flows/index.js";
import { maskAddress } from "../guard/address.js";
import type { Limits } from "../guard/limits.js";
import type { WidgetContext } from "../graphql/context.js";
import { BadUserInput, IdentityRequired } from "../graphql/errors.js";
import { optionalText } from "../graphql/input.js";
import { isTimeZone } from "../graphql/scalars.js";
import type { Identity, IdentityReader, SignedOnly } from "../identity/index.js";
import { projectOf } from "../projects/index.js";
import {
  PageView,
  type ParamInput,
  type Presence,
  type Visitor,
  VisitorChange,
  type VisitorService,
  changeVisitor,
  visitorByToken,
} from "../visitors/index.js";
import { identify } from "./identify.js";
import { recordPageIn } from "./page.js";
import { MAX_PARAMS, readParams } from "./params.js";
import type { WidgetAhead, WidgetNeed } from "./widget.ahead.js";
import type { OpenInput } from "./widget.input.js";
import { WidgetService, requireToken, tokenHash } from "./widget.service.js";

interface Opening {
  identity: Identity | null;
  token: string;
  page: { url: string; title?: string | null };
  device: Pick<Device, "type" | "browser" | "os" | "viewport" | "referrer" | "userAgent">;
  place: Pick<Visitor, "city" | "region" | "country" | "countryCode" | "timeZone" | "ip" | "locale">;
  params: ParamInput[];
  /** Throws RATE_LIMITED when too many visitors come into being. A work may run more than once: it counts but once. */
  admit: () => void;
}

export interface OpeningParts {
  database: Database;
  door: WriteDoor;
  visitors: VisitorService;
  runner: FlowRunner;
  presence: Presence;
  locator: Locator;
  ahead: WidgetAhead;
  limits: Pick<Limits, "newcomer">;
  identities: IdentityReader;
  signedOnly: SignedOnly;
}

export class OpeningService {
  constructor(private readonly parts: OpeningParts) {}

  /** Idempotent by token: a second opening with it finds the same visitor. */
  async open(context: WidgetContext, input: OpenInput): Promise<Visitor> {
    const { ahead, identities, presence } = this.parts;
    const opening = {
      ...this.check(context, input),
      // Without one nothing is waited for: what the same page asks at once comes behind its opening.
      identity: input.identity ? await identities.read(context.projectId, input.identity) : null,
    };
    const needs = ahead.of({ tokenHash: tokenHash(context.projectId, opening.token), page: true });
    const visitor = await this.onceMore(
      context,
      async (work) => {
        const known = await this.known(work, opening.token);
        return known ? this.reopen(work, known, opening) : this.begin(work, opening);
      },
      needs,
    );
    presence.sign(visitor.projectId, visitor.id);
    return visitor;
  }

  /** The same browser as a fresh visitor; the old token dies in the same transaction. Nobody is signed in to it. */
  async restart(context: WidgetContext, old: Visitor, newToken: string): Promise<Visitor> {
    requireToken(newToken);
    const { database, door, presence, signedOnly } = this.parts;
    if (signedOnly.has(context.projectId)) {
      await door.write(context.projectId, (work) =>
        changeVisitor(work, old.id, async (unit) => WidgetService.retire(unit)),
      );
      throw new IdentityRequired();
    }
    const { manager } = database.source;
    const device = await manager.findOne(Device, { where: { visitorId: old.id }, order: { id: "DESC" } });
    const page = await manager.findOne(PageView, { where: { visitorId: old.id }, order: { id: "DESC" } });
    const visitor = await this.onceMore(context, async (work) => {
      if (await this.known(work, newToken))
        throw new BadUserInput("This token is in use already: make another.", { field: "newToken" });
      await changeVisitor(work, old.id, async (unit) => WidgetService.retire(unit));
      const {
        type = "unknown",
        browser = null,
        os = null,
        viewport = null,
        referrer = null,
        userAgent = null,
      } = device ?? {};
      const { city, region, country, countryCode, timeZone, ip, locale } = old;
      return this.begin(work, {
        token: newToken,
        page: { url: page?.url ?? "", title: page?.title },
        device: { type, browser, os, viewport, referrer, userAgent },
        place: { city, region, country, countryCode, timeZone, ip, locale },
        params: [],
        identity: null,
        admit: this.admission(context),
      });
    });
    presence.sign(visitor.projectId, visitor.id);
    return visitor;
  }

  /** Another process may insert the same token at the same moment: the one that comes second finds it at its next try. */
  private async onceMore(
    { projectId }: WidgetContext,
    work: (work: Work) => Promise<Visitor>,
    needs?: Needs<WidgetNeed>,
  ): Promise<Visitor> {
    try {
      return await this.parts.door.write(projectId, work, needs);
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      return this.parts.door.write(projectId, work, needs);
    }
  }

  private known(work: Work, token: string): Promise<Id | null> {
    return visitorByToken(work, tokenHash(work.projectId, token));
  }

  private check(context: WidgetContext, input: OpenInput): Omit<Opening, "identity"> {
    const { ip, userAgent } = context.connection;
    const timeZone = input.timeZone && isTimeZone(input.timeZone) ? input.timeZone : null;
    context.requireWelcome(input.token);
    return {
      token: requireToken(input.token),
      page: input.page,
      device: {
        ...readUserAgent(userAgent),
        viewport: /^\d{1,5}x\d{1,5}$/.test(input.viewport ?? "") ? (input.viewport ?? null) : null,
        referrer: optionalText(input.referrer, "The referrer", 2048),
        userAgent: userAgent?.slice(0, 512) ?? null,
      },
      place: {
        ...this.parts.locator.locate(ip, timeZone),
        timeZone,
        ip: ip || null,
        locale: /^[A-Za-z0-9-]{2,35}$/.test(input.locale ?? "") ? (input.locale ?? null) : null,
      },
      params: [...readParams(input.params, "SDK"), ...readParams(input.urlParams, "URL")],
      admit: this.admission(context),
    };
  }

  private admission({ projectId, connection }: WidgetContext): () => void {
    let isCounted = false;
    return () => {
      if (!isCounted) this.parts.limits.newcomer(projectId, connection.ip);
      isCounted = true;
    };
  }

  private async begin(work: Work, opening: Opening): Promise<Visitor> {
    const { rows, now } = work;
    const { signedOnly, visitors, runner } = this.parts;
    const { place, identity } = opening;
    if (!identity?.claims && signedOnly.has(work.projectId))
      throw identity?.expired ?? new IdentityRequired();
    opening.admit();
    const unit = await visitors.insert(work, {
      ...place,
      ip: place.ip && (await projectOf(work)).maskAddresses ? maskAddress(place.ip) : place.ip,
      tokenHash: tokenHash(work.projectId, opening.token),
    });
    identify(unit, identity);
    const visitorId = unit.visitor.id;
    await rows.insert(Device, { ...opening.device, visitorId, createdAt: now });
    if (opening.page.url) await recordPageIn(work, visitorId, opening.page);
    await unit.mergeParams(opening.params, MAX_PARAMS);
    const thread = await Thread.start(unit);
    await runner.start(thread);
    await thread.save();
    await unit.save();
    return unit.visitor;
  }

  private async reopen(work: Work, id: Id, opening: Opening): Promise<Visitor> {
    const [unit] = await VisitorChange.lockAll(work, [id]);
    // Before it was locked it was erased, or a restart took its token out of use.
    if (unit?.visitor.tokenHash !== tokenHash(work.projectId, opening.token))
      return this.begin(work, opening);
    identify(unit, opening.identity);
    this.parts.signedOnly.admit(unit.visitor);
    await recordPageIn(work, id, opening.page);
    await unit.mergeParams(opening.params, MAX_PARAMS);
    await unit.save();
    return unit.visitor;
  }
}
