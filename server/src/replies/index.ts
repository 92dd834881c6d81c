// Canned replies: what a project's people say often.
export { CannedReply } from "./canned-reply.entity.js";
export { CannedReplyResolver } from "./canned-reply.resolver.js";
export { CannedReplyService } from "./canned-reply.service.js";
