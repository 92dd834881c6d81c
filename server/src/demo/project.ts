// The demo project itself: whether there is one, making it, and taking away one that an interrupted start left half made.
import { Agent, type AgentService, makeSecret } from "../agents/index.js";
import type { Id } from "../database/columns.js";
import { type Database, transaction } from "../database/data-source.js";
import { readFact, writeFact } from "../database/installation.entity.js";
import { Flow, publishVersion } from "../flows/index.js";
import { Project, type ProjectService } from "../projects/index.js";
import { shopFlow } from "./shop/flow.js";
import { SHOP } from "./shop/shop.js";

const FACT = "demo_project";
const LOCALE = "es";

/** The shop's people. Nobody can sign in as them: their passwords are random, and thrown away. */
const PEOPLE = [
  { name: "Luis Prieto", email: "luis.prieto@tiendasur.example", timeZone: "Europe/Madrid" },
  { name: "Carla Núñez", email: "carla.nunez@tiendasur.example", timeZone: "America/Bogota" },
];

interface Fact {
  projectId: Id;
  /** False while the samples are still being made. */
  whole: boolean;
}

export interface DemoProject {
  project: Project;
  agentIds: Id[];
}

export class DemoProjects {
  constructor(
    private readonly database: Database,
    private readonly agents: AgentService,
    private readonly projects: ProjectService,
  ) {}

  /** The demo project, if it is there and whole. */
  async find(): Promise<Project | null> {
    const fact = await this.fact();
    return fact?.whole ? this.projects.get(fact.projectId) : null;
  }

  /** Takes away what an interrupted start left, and makes the project anew, still without visitors. */
  async make(): Promise<DemoProject> {
    const left = await this.fact();
    return transaction(this.database, async (manager) => {
      if (left && !left.whole) {
        // What hangs on the project's row goes with it; these stand beside it.
        for (const table of ["project_change", "project_sequence", "visitor_hour", "visitor_day"]) {
          await manager.query(`DELETE FROM ${table} WHERE project_id = ?`, [left.projectId]);
        }
        await manager.delete(Project, { id: left.projectId });
      }
      const others = await manager.find(Agent, { order: { id: "ASC" } });
      const project = await this.projects.found(
        { name: SHOP.name, allowedOrigins: [SHOP.origin], locale: LOCALE },
        manager,
      );
      const agentIds: Id[] = [];
      for (const person of PEOPLE) {
        const known = others.find(({ email }) => email === person.email);
        const agent =
          known ?? (await this.agents.create({ ...person, password: makeSecret(), locale: LOCALE }, manager));
        await this.projects.join(project.id, agent.id, manager, "MANAGER");
        agentIds.push(agent.id);
      }
      for (const { id } of others)
        if (!agentIds.includes(id)) await this.projects.join(project.id, id, manager);
      const flow = await manager.findOneByOrFail(Flow, { projectId: project.id });
      await publishVersion(manager, flow, {
        definition: shopFlow,
        createdBy: null,
        at: project.createdAt,
      });
      await writeFact(manager, FACT, JSON.stringify({ projectId: project.id, whole: false } satisfies Fact));
      return { project, agentIds };
    });
  }

  async markWhole(projectId: Id): Promise<void> {
    await writeFact(
      this.database.source.manager,
      FACT,
      JSON.stringify({ projectId, whole: true } satisfies Fact),
    );
  }

  private async fact(): Promise<Fact | null> {
    const text = await readFact(this.database.source.manager, FACT);
    return text === null ? null : (JSON.parse(text) as Fact);
  }
}
