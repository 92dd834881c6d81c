import { Arg, Ctx, ID, Mutation, Resolver } from "type-graphql";
import type { ApiContext } from "../graphql/context.js";
import { JSONObject } from "../graphql/scalars.js";
import type { PreviewService } from "./preview.service.js";
import { FlowPreview } from "./preview.type.js";

@Resolver(() => FlowPreview)
export class PreviewResolver {
  constructor(private readonly previews: PreviewService) {}

  @Mutation(() => FlowPreview, {
    description:
      "ADMIN, and a signed-in person. Begins to try a flow out, with the real widget, where nothing of it reaches the project; what was said in the caller's preview before is erased. BAD_USER_INPUT with extensions.problems (as FlowProblem) when the flow does not make sense; nodes that no way leads to are let pass.",
  })
  previewFlow(
    @Ctx() context: ApiContext,
    @Arg("projectId", () => ID, { description: "The project whose look and hours it has." })
    projectId: string,
    @Arg("definition", () => JSONObject, { description: "{ start, nodes }." })
    definition: Record<string, unknown>,
  ): Promise<FlowPreview> {
    return this.previews.begin(context, projectId, definition);
  }
}
