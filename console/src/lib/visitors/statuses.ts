import type { VisitorStatus } from "../api/generated.ts";

export const statuses: readonly VisitorStatus[] = ["NEW", "PROSPECT", "CUSTOMER", "CLOSED", "ARCHIVED"];
export type Tab = "ALL" | VisitorStatus;
export const tabs: readonly Tab[] = ["ALL", ...statuses];
