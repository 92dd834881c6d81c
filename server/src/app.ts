// The composition root: opens the database, has the services built, puts HTTP in front of them; starts and stops in order.
import { assertInputType } from "graphql";
import { knownLocale } from "./agents/index.js";
import { openDatabase } from "./database/data-source.js";
import { ExportRoutes } from "./exports/index.js";
import type { Caller } from "./graphql/context.js";
import { HttpServer } from "./http/server.js";
import { VisitorFileRoutes } from "./privacy/index.js";
import { ENTITIES } from "./rooms.js";
import { buildApiSchema, buildWidgetSchema } from "./schema.js";
import { type AppOptions, type Services, buildServices } from "./services.js";
import { tokenHash } from "./widget/index.js";

export interface App {
  readonly services: Services;
  /** The address people use. */
  readonly url: string;
  /** Where it listens: what a program on the same machine calls. */
  readonly address: string;
  stop(): Promise<void>;
}

/** Opens the database, builds the house, listens. Throws ConfigError with one clear line for what a person can mend. */
export async function startApp(options: AppOptions): Promise<App> {
  const { config, log } = options;
  let listening = `http://${config.host}:${config.port}`;
  const publicUrl = () => config.publicUrl ?? listening;
  const database = await openDatabase(config.database, ENTITIES);
  const ends: (() => void | Promise<void>)[] = [() => database.close()];
  const stop = async () => {
    for (const end of ends.splice(0).reverse()) await end();
  };
  try {
    const services = await buildServices(options, database, publicUrl);
    const {
      processes,
      bus,
      gestures,
      sessions,
      tokens,
      projects,
      presence,
      grants,
      limits,
      blocklist,
      signedOnly,
      masking,
      retention,
      night,
      alarm,
      audit,
      housekeeping,
      search,
      container,
    } = services;
    const api = buildApiSchema(container);
    const filterType = assertInputType(api.getType("VisitorFilter"));
    const http = new HttpServer({
      schemas: { api, widget: buildWidgetSchema(container) },
      container,
      fanOut: services.fanOut,
      ping: options.ping,
      arrival: options.arrival,
      authenticator: {
        async caller({ cookie, bearer }): Promise<Caller> {
          if (bearer) {
            const token = await tokens.find(bearer);
            return token
              ? { kind: "token", tokenId: token.id, projectId: token.projectId, role: token.role }
              : { kind: "nobody" };
          }
          const session = cookie ? await sessions.find(cookie) : null;
          return session
            ? { kind: "agent", agentId: session.agentId, sessionId: session.id }
            : { kind: "nobody" };
        },
      },
      limits,
      widgets: {
        project: (key) => projects.byKey(key),
        isBlocked: (projectId, token, address) =>
          blocklist.has(projectId, token === null ? null : () => tokenHash(projectId, token), address),
      },
      routes: [
        new ExportRoutes(services.exports, filterType),
        services.auditRoutes,
        new VisitorFileRoutes(services.visitorFiles),
      ],
      paths: options.paths,
      isPreview: (key) => services.previews.has(key),
      demoKey: async (wanted) =>
        (wanted ? await projects.byKey(wanted) : (await projects.all(1))[0])?.key ?? null,
      publicUrl,
      ready: () =>
        database.source.query("SELECT 1").then(
          () => true,
          () => false,
        ),
      settingsUrl: (projectId) => `${publicUrl()}/${projectId}/settings`,
      trustedProxies: config.trustedProxies,
      development: !config.production,
      knownLocale,
      log,
    });
    ends.push(
      () => search.stop(),
      () => processes.stop(),
    );
    await processes.start();
    ends.push(() => bus.stop());
    bus.start();
    ends.push(
      () => gestures.stop(),
      () => presence.stop(),
      () => grants.stop(),
      () => limits.stop(),
      () => blocklist.stop(),
      () => signedOnly.stop(),
      () => night.stop(),
      () => retention.stop(),
      () => masking.stop(),
      () => alarm.stop(),
      () => housekeeping.stop(),
      () => audit.flush(),
    );
    presence.start();
    grants.start();
    alarm.start();
    limits.start();
    night.start();
    masking.resume();
    blocklist.whenChanged(() => http.review());
    await blocklist.start();
    await signedOnly.start();
    housekeeping.start();
    const address = await http.start(config.host, config.port);
    ends.push(async () => {
      await Promise.all([http.stop(), services.exports.stop()]);
    });
    const host = address.family === "IPv6" ? `[${address.address}]` : address.address;
    listening = `http://${config.host === "0.0.0.0" || config.host === "::" ? "localhost" : host}:${address.port}`;
    return {
      services,
      get url() {
        return publicUrl();
      },
      address: listening,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
