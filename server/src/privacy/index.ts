// Privacy: what is kept of visitors, for how long, and how it is handed out or erased.
export { EraseService } from "./erase.service.js";
export { Masking } from "./masking.js";
export { Night } from "./night.js";
export { PrivacyResolver } from "./privacy.resolver.js";
export { PrivacyService } from "./privacy.service.js";
export { Retention } from "./retention.js";
export { VisitorFileRoutes } from "./visitor-file.routes.js";
export { VisitorFiles } from "./visitor-file.service.js";
