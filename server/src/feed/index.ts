// Feed: the durable change log, for programs.
export { FeedResolver } from "./feed.resolver.js";
export { FeedService } from "./feed.service.js";
