// Projects: the sites, who works in them, and which programs may act for them.
export { AccessService } from "./access.service.js";
export { AgentFields } from "./agent.fields.js";
export { ApiToken } from "./api-token.entity.js";
export { Grants } from "./grants.js";
export { Membership } from "./membership.entity.js";
export { MembershipFields } from "./membership.fields.js";
export { MembershipResolver } from "./membership.resolver.js";
export { MembershipService } from "./membership.service.js";
export { type OfficeHours, isOpen } from "./office-hours.js";
export { projectOf, readProject } from "./project.ahead.js";
export { Project } from "./project.entity.js";
export { projectLoader } from "./project.loader.js";
export { ProjectResolver } from "./project.resolver.js";
export { ProjectService } from "./project.service.js";
export { SetupService } from "./setup.service.js";
export { TokenService } from "./token.service.js";
