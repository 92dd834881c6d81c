// The audit log: who did what that somebody may have to answer for.
export { AUDIT_ACTIONS, AuditAction, type AuditActionWord, AuditEntry } from "./audit-entry.entity.js";
export { AuditTrail } from "./audit.trail.js";
