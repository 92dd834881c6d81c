// Which deeds of the audit log belong together, for whoever looks for something in it.
import type { AuditAction, AuditRowFragment } from "../api/generated.ts";
import type { Deed } from "../words/deed.ts";

export const kinds = {
  signIns: ["SIGNED_IN", "SIGN_IN_FAILED", "SIGNED_OUT", "SESSIONS_ENDED", "PASSWORD_CHANGED"],
  members: [
    "MEMBER_INVITED",
    "INVITATION_CANCELLED",
    "INVITATION_DECLINED",
    "MEMBER_JOINED",
    "ROLE_CHANGED",
    "MEMBER_REMOVED",
    "MEMBER_LEFT",
  ],
  settings: ["PROJECT_CREATED", "SETTINGS_CHANGED", "TOKEN_CREATED", "TOKEN_REVOKED"],
  visitors: ["EXPORTED", "VISITOR_ERASED", "STATUSES_CHANGED"],
} as const satisfies Record<string, readonly AuditAction[]>;

export type Kind = keyof typeof kinds;
export const isKind = (text: string): text is Kind => text in kinds;

export function deedOf(
  { subject, role, fields, count }: AuditRowFragment,
  roles: Record<"ADMIN" | "MANAGER", string>,
  settings: Readonly<Record<string, string>>,
): Deed {
  return {
    subject: subject ?? "—",
    role: role ? roles[role] : "",
    fields: fields.map((name) => settings[name] ?? name),
    count: count ?? 0,
  };
}
