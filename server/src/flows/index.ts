// Flows: the chatbot of a project, and where each conversation stands in it.
export { FlowAlarm } from "./flow.alarm.js";
export { FlowEditing, publishVersion } from "./flow.editing.js";
export { FlowDraftFields, FlowEditingResolver, FlowVersionFields } from "./flow-editing.resolver.js";
export { Flow, FlowDraft, FlowRun, FlowVersion } from "./flow.entity.js";
export { PreviewResolver } from "./preview.resolver.js";
export { PreviewService } from "./preview.service.js";
export { FlowReader } from "./flow.reader.js";
export { FlowResolver } from "./flow.resolver.js";
export { FlowRunner, type PresentThread } from "./flow.runner.js";
export { FlowService, foundFlow } from "./flow.service.js";
