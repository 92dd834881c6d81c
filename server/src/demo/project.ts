// The demo project itself: whether there is one, making it, and taking away one that an interrupted start left half made.
import { Agent, type AgentService, makeSecret } from "../agents/index.js";
import type { Id } from "../database/columns.js";
import { type Database, transaction } from "../database/data-source.js";
import { readFact, writeFact } from "../database/installation.entity.js";
import { Flow, publishVersion } from "../flows/index.js";
import { IdentitySecret, newSecret } from "../identity/index.js";
import { Project, type ProjectService } from "../projects/index.js";
import { CannedReply } from "../replies/index.js";
import { shopFlow } from "./shop/flow.js";
import { SHOP } from "./shop/shop.js";

const FACT = "demo_project";
const LOCALE = "es";

/** The shop's people. Nobody can sign in as them: their passwords are random, and thrown away. */
const PEOPLE = [
  { name: "Luis Prieto", email: "luis.prieto@tiendasur.example", timeZone: "Europe/Madrid" },
  { name: "Carla Núñez", email: "carla.nunez@tiendasur.example", timeZone: "America/Bogota" },
];

/** What the shop's people say every day. */
const REPLIES = [
  ["saludo", "Hola, {{visitor.firstName}}. Soy {{agent.name}}, de {{project.name}}. ¿En qué te ayudo?"],
  ["envio", "El envío cuesta $ 12.000 y es gratis desde $ 150.000. Llega en dos a cuatro días hábiles."],
  [
    "devolucion",
    "Tienes 30 días para devolverlo, {{visitor.firstName}}. Te mando la guía a {{visitor.email}}.",
  ],
  ["pedido", "Gracias, {{visitor.firstName}}. Reviso tu pedido {{param.order}} y te cuento enseguida."],
  [
    "riego",
    "Riégala cuando los dos primeros centímetros de tierra estén secos: más o menos una vez por semana.",
  ],
  ["gracias", "Gracias por escribirnos. Que tengas un buen día."],
] as const;

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
      await manager.insert(
        CannedReply,
        REPLIES.map(([shortcut, text]) => ({
          projectId: project.id,
          shortcut,
          folded: shortcut,
          text,
          updatedAt: project.createdAt,
        })),
      );
      // The shop vouches for its customers. Nobody needs to read the secret: the demo's own visitors are signed with it.
      await manager.insert(IdentitySecret, {
        ...newSecret(),
        projectId: project.id,
        createdBy: null,
        createdAt: project.createdAt,
      });
      await manager.update(Project, { id: project.id }, { identityMode: "OPTIONAL" });
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
