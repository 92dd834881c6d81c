// What the server has of a flow.
import type { FlowDefinition } from "./definition.ts";
import type { FlowStateFragment } from "./generated.ts";

/** What belongs on the canvas: the draft, else what is published. */
export const flowOf = ({ draft, published }: FlowStateFragment): FlowDefinition =>
  ((draft ?? published)?.definition as FlowDefinition | undefined) ?? { start: "", nodes: {} };

/** 0: there is no draft. */
export const revisionOf = ({ draft }: FlowStateFragment): number => draft?.revision ?? 0;
