// The environment, read once into a frozen, typed Config. A setting that makes no sense stops the start with one line.
import { resolve } from "node:path";
import { type LimitSettings, readLimits } from "./guard/settings.js";

export type DatabaseUrl = { kind: "sqlite"; path: string } | { kind: "server"; url: string };

export interface Config {
  readonly host: string;
  readonly port: number;
  readonly database: DatabaseUrl;
  /** Joins several processes on the database; null: this is the only one. */
  readonly redisUrl: string | null;
  /** The address people use, without a slash at the end; null: the one the server listens on. */
  readonly publicUrl: string | null;
  readonly trustedProxies: readonly string[];
  /** How much one caller may ask for. */
  readonly limits: LimitSettings;
  readonly geoipDatabase: string | null;
  readonly owner: { readonly email: string; readonly password: string } | null;
  /** The machine's language, for what the environment's owner is given: en-US, es_CO.UTF-8. */
  readonly locale: string | null;
  readonly logLevel: string;
  /** How long changes are kept for those who come back; older ones query afresh. */
  readonly changeLogDays: number;
  /** How long the audit log is kept. */
  readonly auditLogDays: number;
  /** What the search index may hold of this process's memory, in MB; 0: the database searches. */
  readonly searchMemoryMb: number;
  readonly production: boolean;
  readonly demo: boolean;
}

export class ConfigError extends Error {}

export function readConfig(env: NodeJS.ProcessEnv, args: readonly string[] = []): Config {
  const database = databaseUrl(env.DATABASE_URL || "sqlite:data/atalaya.db");
  return Object.freeze({
    host: env.HOST || "127.0.0.1",
    port: port(env.PORT || "4000"),
    database,
    redisUrl: redisUrl(env.REDIS_URL, database),
    publicUrl: publicUrl(env.PUBLIC_URL),
    trustedProxies: list(env.TRUSTED_PROXIES),
    limits: limits(env.RATE_LIMITS),
    geoipDatabase: env.GEOIP_DB || null,
    owner: owner(env.ATALAYA_OWNER_EMAIL, env.ATALAYA_OWNER_PASSWORD),
    locale: env.LC_ALL || env.LANG || null,
    logLevel: logLevel(env.LOG_LEVEL || "info"),
    changeLogDays: days("CHANGE_LOG_DAYS", env.CHANGE_LOG_DAYS || "7", 365),
    auditLogDays: days("AUDIT_LOG_DAYS", env.AUDIT_LOG_DAYS || "365", 3650),
    searchMemoryMb: megabytes(env.SEARCH_MEMORY_MB || "512"),
    production: env.NODE_ENV !== "development",
    demo: args.includes("--demo"),
  });
}

function databaseUrl(text: string): DatabaseUrl {
  if (text.startsWith("sqlite:")) {
    const path = text.slice("sqlite:".length);
    if (path) return { kind: "sqlite", path: path === ":memory:" ? path : resolve(path) };
  }
  if (/^(mysql|mariadb):\/\//.test(text) && URL.canParse(text)) return { kind: "server", url: text };
  throw new ConfigError(
    `DATABASE_URL must be sqlite:PATH, mysql://USER:PASSWORD@HOST/NAME or mariadb://…, not "${hidePassword(text)}".`,
  );
}

function redisUrl(text: string | undefined, database: DatabaseUrl): string | null {
  if (!text) return null;
  if (database.kind === "sqlite") {
    throw new ConfigError(
      "REDIS_URL joins several processes on one database, but the embedded database serves one process. Set DATABASE_URL to a MariaDB or MySQL server, or unset REDIS_URL.",
    );
  }
  if (/^rediss?:\/\//.test(text) && URL.canParse(text) && new URL(text).hostname) return text;
  throw new ConfigError(
    `REDIS_URL must be redis://HOST or, for an encrypted connection, rediss://HOST, with :PASSWORD@ before the host if there is one, not "${hidePassword(text)}".`,
  );
}

function port(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0 && value <= 65535) return value;
  throw new ConfigError(`PORT must be a number from 0 to 65535, not "${text}".`);
}

function days(name: string, text: string, most: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= most) return value;
  throw new ConfigError(`${name} must be a number from 1 to ${most}, not "${text}".`);
}

function megabytes(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0 && value <= 1_048_576) return value;
  throw new ConfigError(`SEARCH_MEMORY_MB must be a number from 0 to 1048576, not "${text}".`);
}

function publicUrl(text: string | undefined): string | null {
  if (!text) return null;
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^https?:$/.test(url.protocol) || url.pathname !== "/") {
    throw new ConfigError(`PUBLIC_URL must be an address like https://chat.example.com, not "${text}".`);
  }
  return url.origin;
}

function limits(text: string | undefined): LimitSettings {
  try {
    return readLimits(text ?? "");
  } catch (error) {
    throw new ConfigError((error as Error).message, { cause: error });
  }
}

function owner(email: string | undefined, password: string | undefined) {
  if (!email && !password) return null;
  if (email && password) return { email, password };
  throw new ConfigError("Set both ATALAYA_OWNER_EMAIL and ATALAYA_OWNER_PASSWORD, or neither.");
}

function logLevel(text: string): string {
  if (["trace", "debug", "info", "warn", "error", "fatal", "silent"].includes(text)) return text;
  throw new ConfigError(`LOG_LEVEL must be trace, debug, info, warn, error, fatal or silent, not "${text}".`);
}

const list = (text: string | undefined) =>
  text
    ? text
        .split(",")
        .map((part) => part.trim())
        .filter(Boolean)
    : [];

/** A password may hold an @ itself, so it ends at the last one. */
export const hidePassword = (url: string) => url.replace(/^(\w+:\/*[^:@]*):.*@/s, "$1:…@");
