// Visitors: who they are, how far they have come, the list of them and its live changes.
export { PageView } from "./page-view.entity.js";
export { Presence } from "./presence.js";
export { StatusChange } from "./status-change.entity.js";
export { VisitorDay, VisitorHour } from "./visitor-count.entity.js";
export { VisitorParam } from "./visitor-param.entity.js";
export { type ParamInput, VisitorChange, changeVisitor } from "./visitor.change.js";
export { keepCounters } from "./visitor.counters.js";
export { readTokens, readVisitors, visitorByToken } from "./visitor.ahead.js";
export { Visitor } from "./visitor.entity.js";
export type { VisitorFacts } from "./visitor.facts.js";
export { StatusChangeFields, VisitorFields } from "./visitor.fields.js";
export { VisitorList } from "./visitor.list.js";
export { VisitorLive } from "./visitor.live.js";
export { visitorLoaders } from "./visitor.loader.js";
export { VisitorPresence } from "./visitor-presence.entity.js";
export { VisitorResolver } from "./visitor.resolver.js";
export { VisitorService } from "./visitor.service.js";
export type { StatusWord } from "./visitor.status.js";
