// The words of graphql-transport-ws, as a client may say them: nothing else is understood.
import type { RawData } from "ws";

export const PROTOCOL = "graphql-transport-ws";

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const isId = (value: unknown): value is string => typeof value === "string" && value !== "";

export const isOperation = (value: unknown): value is Record<string, unknown> =>
  isObject(value) &&
  typeof value.query === "string" &&
  (value.variables == null || isObject(value.variables)) &&
  (value.operationName == null || typeof value.operationName === "string");

export function messageOf(data: RawData): { type: unknown; id?: unknown; payload?: unknown } | null {
  try {
    // One Buffer: sockets here are opened with the default binaryType.
    const message: unknown = JSON.parse((data as Buffer).toString("utf8"));
    return isObject(message) && "type" in message ? (message as { type: unknown }) : null;
  } catch {
    return null;
  }
}
