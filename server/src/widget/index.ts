// The widget: the public door that visitors come in by.
export { OpeningService } from "./opening.service.js";
export { WidgetAhead } from "./widget.ahead.js";
export { WidgetLive } from "./widget.live.js";
export { WidgetResolver } from "./widget.resolver.js";
export { WidgetService, tokenHash } from "./widget.service.js";
export { WidgetSessions } from "./widget.session.js";
