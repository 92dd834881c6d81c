// GET /projects/:id/visitors/:visitor.json: all that is kept of one visitor, as a download.
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { ApiContext } from "../graphql/context.js";
import type { VisitorFiles } from "./visitor-file.service.js";

export class VisitorFileRoutes {
  constructor(private readonly files: VisitorFiles) {}

  register(app: FastifyInstance, contextOf: (request: FastifyRequest) => Promise<ApiContext>): void {
    app.get<{ Params: { id: string; visitor: string } }>(
      "/projects/:id/visitors/:visitor(^\\d+).json",
      async (request, reply) => {
        const { id, visitor } = request.params;
        const file = await this.files.of(await contextOf(request), id, visitor);
        return reply
          .headers({
            "content-type": "application/json; charset=utf-8",
            "content-disposition": `attachment; filename="visitor-${visitor}.json"`,
            "cross-origin-resource-policy": "same-origin",
            "cache-control": "no-store",
          })
          .send(`${JSON.stringify(file, null, 2)}\n`);
      },
    );
  }
}
