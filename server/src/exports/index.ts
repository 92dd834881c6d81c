// Exports: the visitors of a list as a file, CSV or Excel.
export { AuditRoutes } from "./audit.routes.js";
export { ExportRoutes } from "./export.routes.js";
export { type ExportOptions, ExportService } from "./export.service.js";
