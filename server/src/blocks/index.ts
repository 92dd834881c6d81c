// Blocks: visitors and addresses that a project does not want to hear from for a while.
export { BlockFields, VisitorBlockFields } from "./block.fields.js";
export { Block } from "./block.entity.js";
export { blockLoader } from "./block.loader.js";
export { BlockResolver } from "./block.resolver.js";
export { BlockService } from "./block.service.js";
export { Blocklist } from "./blocklist.js";
