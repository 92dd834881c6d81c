// Fills the variables of a canned reply. What is not known stays as it is written, for the agent to fill in.
export interface Facts {
  visitor: { name: string | null; email: string | null };
  agent: string;
  project: string;
  params: readonly { key: string; value: string }[];
}

/** As they are offered where a canned reply is written. */
export const variables = [
  "visitor.firstName",
  "visitor.name",
  "visitor.email",
  "agent.name",
  "project.name",
  "param.KEY",
] as const;

export function fill(text: string, facts: Facts): string {
  return text.replaceAll(
    /\{\{\s*([^{}\n]{1,120}?)\s*\}\}/gu,
    (whole, name: string) => valueOf(name, facts) || whole,
  );
}

function valueOf(name: string, { visitor, agent, project, params }: Facts): string | undefined {
  switch (name) {
    case "visitor.name":
      return visitor.name?.trim();
    case "visitor.firstName":
      return visitor.name?.trim().split(/\s+/u)[0];
    case "visitor.email":
      return visitor.email?.trim();
    case "agent.name":
      return agent.trim();
    case "project.name":
      return project.trim();
    default:
      return name.startsWith("param.")
        ? params.find(({ key }) => key === name.slice("param.".length))?.value.trim()
        : undefined;
  }
}
