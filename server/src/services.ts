// Builds every service and hands each what it needs: the one place where the house is wired.
import type { Logger } from "pino";
import { AccountService, AgentService, SessionService, SignInThrottle, agentLoader } from "./agents/index.js";
import { AuditTrail } from "./audit/index.js";
import { BlockService, Blocklist, blockLoader } from "./blocks/index.js";
import type { Config } from "./config.js";
import {
  ConversationLive,
  ConversationService,
  DraftService,
  Gestures,
  conversationLoaders,
} from "./conversations/index.js";
import type { Database } from "./database/data-source.js";
import { type DoorOptions, WriteDoor } from "./database/write.js";
import { Locator, deviceLoader } from "./devices/index.js";
import { AuditRoutes, type ExportOptions, ExportService } from "./exports/index.js";
import { FeedService } from "./feed/index.js";
import {
  FlowAlarm,
  FlowEditing,
  FlowReader,
  FlowRunner,
  FlowService,
  PreviewService,
  foundFlow,
} from "./flows/index.js";
import { formLoaders } from "./forms/index.js";
import { Limits } from "./guard/limits.js";
import type { StaticPaths } from "./http/console.js";
import { IdentityReader, IdentityService, SignedOnly } from "./identity/index.js";
import { MemoryBus, projectTopic } from "./live/bus.js";
import { ChangeLog } from "./live/change-log.js";
import { FanOut } from "./live/fan-out.js";
import { Housekeeping } from "./live/housekeeping.js";
import { Processes } from "./live/processes.js";
import { RedisBus } from "./live/redis-bus.js";
import { ChangeRetention } from "./live/retention.js";
import { Tails } from "./live/tails.js";
import { EraseService, Masking, Night, PrivacyService, Retention, VisitorFiles } from "./privacy/index.js";
import {
  AccessService,
  AuditLog,
  Grants,
  InvitationService,
  MembershipService,
  PreviewProjects,
  ProjectService,
  SetupService,
  TokenService,
  projectLoader,
  tokenLoader,
} from "./projects/index.js";
import { CannedReplyService } from "./replies/index.js";
import { resolverTable } from "./resolvers.js";
import {
  Presence,
  VisitorList,
  VisitorLive,
  VisitorSearch,
  VisitorService,
  keepCounters,
  visitorLoaders,
} from "./visitors/index.js";
import { OpeningService, WidgetAhead, WidgetLive, WidgetService, WidgetSessions } from "./widget/index.js";

export interface AppOptions {
  config: Config;
  version: string;
  paths: StaticPaths;
  log: Logger;
  clock?: () => Date;
  /** Longest silence of a stream, in ms. */
  heartbeat?: number;
  /** How often sockets are pinged, in ms. */
  ping?: number;
  /** How long a request may take to arrive, in ms. */
  arrival?: number;
  exports?: ExportOptions;
  /** How writes are grouped: for tests and benchmarks. */
  writes?: DoorOptions;
}

export type Wired = Awaited<ReturnType<typeof wire>>;
/** Everything behind the HTTP server. The demo and the tests use it too. */
export type Services = Wired & { container: Map<unknown, unknown> };

export async function buildServices(...of: Parameters<typeof wire>): Promise<Services> {
  const wired = await wire(...of);
  return { ...wired, container: resolverTable(wired) };
}

async function wire(
  options: AppOptions,
  database: Database,
  publicUrl: () => string,
  listed: Processes | null = null,
) {
  const { config, version, log, clock = () => new Date() } = options;
  const onFault = (what: string) => (error: unknown) => log.warn({ err: error }, what);
  const processes = listed ?? new Processes(database, clock, onFault("no sign of life was written"));
  const changeLog = await ChangeLog.open(database);
  const bus = config.redisUrl
    ? new RedisBus(config.redisUrl, `atalaya:${changeLog.epoch}`, log)
    : new MemoryBus();
  const limits = new Limits(config.limits, clock, config.redisUrl ? bus : null);
  const changeRetention = new ChangeRetention(database, clock, config.changeLogDays);
  const tails = new Tails(changeLog, bus, onFault("the change log was not read"), options.heartbeat);
  const fanOut = new FanOut(options.heartbeat);
  const door = new WriteDoor(
    database,
    clock,
    [keepCounters],
    (projectId, seq) => bus.publish(projectTopic(projectId), seq),
    options.writes,
  );

  const loaders = {
    agents: agentLoader(database),
    projects: projectLoader(database),
    tokens: tokenLoader(database),
    visitors: visitorLoaders(database),
    devices: deviceLoader(database),
    conversations: conversationLoaders(database),
    forms: formLoaders(database),
    blocks: blockLoader(database, clock),
  };

  const sessions = new SessionService(database, clock, bus);
  const audit = new AuditTrail(
    database,
    clock,
    config.auditLogDays,
    onFault("the audit log was not written"),
  );
  const throttle = new SignInThrottle(clock, bus);
  const agents = new AgentService(database, sessions, throttle, audit, clock);
  const account = new AccountService(database, sessions, throttle, audit);
  const access = new AccessService(database);
  const tokens = new TokenService(database, access, audit, clock, bus);
  const projects = new ProjectService(database, access, audit, clock, publicUrl, [foundFlow]);
  const signedOnly = new SignedOnly(
    database,
    bus,
    onFault("it was not read where visitors must be verified"),
  );
  const identity = new IdentityService(database, access, audit, signedOnly, clock);
  const identities = new IdentityReader(database, clock);
  const memberships = new MembershipService(database, access, audit, bus);
  const invitations = new InvitationService({
    database,
    access,
    agents,
    projects,
    audit,
    bus,
    clock,
    publicUrl,
  });
  const auditLog = new AuditLog(audit, access, projects);
  const housekeeping = new Housekeeping(
    [
      (signal) => changeRetention.prune(signal),
      (signal) => audit.prune(signal),
      () => sessions.prune(),
      () => invitations.prune(),
    ],
    onFault("what is over was not let go"),
  );
  const previews = new PreviewProjects(database, clock, publicUrl);
  const setup = new SetupService(database, agents, projects);
  const visitors = new VisitorService(database, door, access, audit);
  const search = new VisitorSearch(database, changeLog, onFault("the search index was not loaded"), {
    memory: config.searchMemoryMb * 2 ** 20,
  });
  const list = new VisitorList(search, changeLog, access, clock);
  const grants = new Grants(database, sessions, tokens, bus, onFault("streams were not authorised anew"));
  const visitorLive = new VisitorLive(list, grants, {
    log: changeLog,
    tails,
    visitors: loaders.visitors.visitors,
    clock,
  });
  const presence = new Presence(database, door, processes, clock, onFault("presence was not written"));
  const blocklist = new Blocklist(database, bus, clock, onFault("it was not read who is blocked"));
  const blocks = new BlockService({ database, door, access, visitors, audit, list: blocklist, clock });
  const locator = await Locator.open(config.geoipDatabase);
  const gestures = new Gestures(bus, clock);
  const conversations = new ConversationService(database, door, access, gestures);
  const cannedReplies = new CannedReplyService(database, access, clock);
  const feedParts = { database, log: changeLog, tails, gestures };
  const flowReader = new FlowReader();
  const runner = new FlowRunner(flowReader, (pause) => alarm.expect(pause));
  const alarm = new FlowAlarm({
    database,
    door,
    reader: flowReader,
    runner,
    gestures,
    clock,
    onFault: onFault("flows were not woken"),
  });
  const flows = new FlowService(runner, conversations);
  const ahead = new WidgetAhead(flowReader);
  const entrance = { database, door, runner, presence, ahead, identities, signedOnly };
  const widget = new WidgetService({ ...entrance, gestures, clock });
  const widgetSessions = new WidgetSessions(database, clock);
  const opening = new OpeningService({ ...entrance, visitors, locator, limits });

  const exports = new ExportService(
    { database, log: changeLog, access, grants, agents, list, audit, clock },
    options.exports,
  );

  const masking = new Masking(database, door, blocks, onFault("addresses were not masked"));
  const retention = new Retention(database, door, clock);
  const privacy = new PrivacyService(database, access, audit, masking, retention);
  const erasing = new EraseService(database, door, access, audit, clock);
  const visitorFiles = new VisitorFiles(database, visitors, audit, clock);
  const nightWork = async () => (await retention.run()) && masking.again();
  const night = new Night(database, clock, nightWork, onFault("the night's work was not done"));
  const auditRoutes = new AuditRoutes({
    access,
    grants,
    agents,
    audit,
    auditLog,
    people: loaders.agents,
    tokens: loaders.tokens,
    clock,
  });

  const conversationLive = new ConversationLive(conversations, grants, feedParts, loaders.agents);
  const drafts = new DraftService(database, access, clock);
  const flowEditing = new FlowEditing(database, access, agents, audit, clock);
  const previewing = new PreviewService(database, access, previews, clock, publicUrl);
  const feed = new FeedService(database, changeLog, access);
  const widgetLive = new WidgetLive({
    ...feedParts,
    service: widget,
    sessions: widgetSessions,
    presence,
    signedOnly,
    agents: loaders.agents,
    projects: loaders.projects,
  });

  return {
    database,
    processes,
    bus,
    gestures,
    door,
    fanOut,
    grants,
    presence,
    changeRetention,
    limits,
    blocklist,
    signedOnly,
    masking,
    retention,
    night,
    alarm,
    audit,
    housekeeping,
    agents,
    sessions,
    tokens,
    projects,
    previews,
    setup,
    visitors,
    search,
    conversations,
    flows,
    widget,
    opening,
    exports,
    visitorFiles,
    auditRoutes,
    loaders,
    account,
    access,
    memberships,
    invitations,
    auditLog,
    list,
    visitorLive,
    blocks,
    identity,
    cannedReplies,
    widgetSessions,
    privacy,
    erasing,
    conversationLive,
    drafts,
    flowEditing,
    previewing,
    feed,
    widgetLive,
    publicUrl,
    version,
  };
}
