// Agents: who works at the console, and how they sign in.
export { AccountService } from "./account.service.js";
export { Agent, LOCALES, type Locale } from "./agent.entity.js";
export { agentLoader } from "./agent.loader.js";
export { AgentResolver } from "./agent.resolver.js";
export { AgentService, knownLocale } from "./agent.service.js";
export { hashSecret, makeSecret } from "./secret.js";
export { Session } from "./session.entity.js";
export { SessionResolver } from "./session.resolver.js";
export { SessionService } from "./session.service.js";
export { SignInThrottle } from "./sign-in.throttle.js";
