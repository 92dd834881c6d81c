// Which deeds of the audit log belong together, for whoever looks for something in it.
import type { AuditAction, AuditRowFragment } from "../api/generated.ts";
import type { Deed } from "../words/deed.ts";

export const kinds = {
  signIns: [
    "SIGNED_IN",
    "SIGN_IN_FAILED",
    "SIGNED_OUT",
    "SESSIONS_ENDED",
    "PASSWORD_CHANGED",
    "PASSWORD_CHANGE_FAILED",
  ],
  members: [
    "MEMBER_INVITED",
    "INVITATION_CANCELLED",
    "INVITATION_DECLINED",
    "MEMBER_JOINED",
    "ROLE_CHANGED",
    "MEMBER_REMOVED",
    "MEMBER_LEFT",
  ],
  settings: [
    "PROJECT_CREATED",
    "SETTINGS_CHANGED",
    "FLOW_PUBLISHED",
    "TOKEN_CREATED",
    "TOKEN_REVOKED",
    "IDENTITY_SECRET_CREATED",
    "IDENTITY_SECRET_ENDED",
  ],
  visitors: ["EXPORTED", "VISITOR_ERASED", "STATUSES_CHANGED", "BLOCKED", "UNBLOCKED"],
} as const satisfies Record<string, readonly AuditAction[]>;

/** Who was kept out: shown in the colour of what wants a look. */
export const isRefusal = (action: AuditAction): boolean =>
  action === "SIGN_IN_FAILED" || action === "PASSWORD_CHANGE_FAILED";

export type Kind = keyof typeof kinds;
/** A deed that belongs nowhere would be found under "everything" alone: it does not compile. */
type Homeless = Exclude<AuditAction, (typeof kinds)[Kind][number]>;
const _everyDeedHasAHome: [Homeless] extends [never] ? true : Homeless = true;
void _everyDeedHasAHome;

export const isKind = (text: string): text is Kind => text in kinds;

export function deedOf(
  { subject, role, fields, count }: AuditRowFragment,
  roles: Record<"ADMIN" | "MANAGER", string>,
  settings: Readonly<Record<string, string>>,
): Deed {
  return {
    subject: subject ?? "",
    role: role ? roles[role] : "",
    fields: fields.map((name) => settings[name] ?? name),
    count: count ?? 0,
  };
}
