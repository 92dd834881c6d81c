// GET /projects/:id/visitors.csv and .xlsx: an export as a download. HEAD tells the number of rows and the file's name.
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { GraphQLInputType } from "graphql";
import type { ApiContext } from "../graphql/context.js";
import type { ExportFormat, ExportHead, ExportService } from "./export.service.js";
import { readRequest } from "./export.request.js";
import { contentDisposition } from "./file-name.js";

type Asked = FastifyRequest<{ Params: { id: string }; Querystring: Record<string, unknown> }>;

const TYPES: Record<ExportFormat, string> = {
  csv: "text/csv; charset=utf-8",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
};
/** A reader who takes nothing for so long, in ms, is cut: it holds a turn that others wait for. */
const STALLED = 60_000;

export class ExportRoutes {
  constructor(
    private readonly service: ExportService,
    private readonly filterType: GraphQLInputType,
  ) {}

  register(app: FastifyInstance, contextOf: (request: FastifyRequest) => Promise<ApiContext>): void {
    for (const format of ["csv", "xlsx"] as const) {
      app.route({
        method: ["GET", "HEAD"],
        url: `/projects/:id/visitors.${format}`,
        // A sheet is compressed already, and a download must not cost the core that the others are served by.
        compress: false,
        handler: async (request, reply) =>
          this.answer(request as Asked, reply, format, await contextOf(request)),
      });
    }
  }

  private async answer(request: Asked, reply: FastifyReply, format: ExportFormat, context: ApiContext) {
    const { id } = request.params;
    const asked = readRequest(request.query, this.filterType);
    if (request.method === "HEAD") {
      describe(reply, format, await this.service.head(context, id, format, asked));
      return reply.send();
    }
    const { raw } = reply;
    const leaving = new AbortController();
    raw.once("close", () => leaving.abort(new Error("the reader has left")));
    const { stream, ...head } = await this.service.open(context, id, format, asked, leaving.signal);
    raw.setTimeout(STALLED, () => leaving.abort(new Error("the reader takes nothing")));
    // A proxy that speaks HTTP/1.0 to us takes a closed connection for the end of the file. A reset one is no end.
    stream.once("error", () => raw.socket?.resetAndDestroy());
    describe(reply, format, head);
    return reply.send(stream);
  }
}

function describe(reply: FastifyReply, format: ExportFormat, { total, fileName }: ExportHead): void {
  reply.headers({
    "content-type": TYPES[format],
    "content-disposition": contentDisposition(fileName),
    "x-total-count": String(total),
    "x-content-type-options": "nosniff",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
  });
}
