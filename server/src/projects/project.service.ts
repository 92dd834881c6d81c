// Projects: making them, changing their settings, listing the caller's.
import { randomBytes } from "node:crypto";
import DataLoader from "dataloader";
import { type EntityManager, In } from "typeorm";
import { Agent } from "../agents/index.js";
import type { AuditTrail } from "../audit/index.js";
import type { Id } from "../database/columns.js";
import { type Database, forUpdate, transaction } from "../database/data-source.js";
import type { ApiContext, Role } from "../graphql/context.js";
import { BadUserInput } from "../graphql/errors.js";
import { idOrNull, optionalText, requireOrigin, requireText } from "../graphql/input.js";
import { ProjectSequence } from "../live/change.entity.js";
import type { AccessService } from "./access.service.js";
import { Membership } from "./membership.entity.js";
import { type OfficeHours, checkOfficeHours } from "./office-hours.js";
import { Project } from "./project.entity.js";
import { ProjectPreview } from "./project-preview.entity.js";

/** What is absent stays; null takes what may be missing away. */
export interface ProjectPatch {
  name?: string | null;
  allowedOrigins?: string[] | null;
  greeting?: string | null;
  color?: string | null;
  officeHours?: OfficeHours | null;
  awayMessage?: string | null;
}

export interface NewProject {
  name: string;
  allowedOrigins?: readonly string[] | null;
  locale: string;
}

/** What other rooms add to a new project, in the transaction that makes it. */
export type ProjectFounder = (project: Project, manager: EntityManager) => Promise<void>;

const MAX_ORIGINS = 50;
const MAX_PROJECTS = 100;
const MAX_MEMBERS = 500;
const GREETING = 500;
const AWAY = 1000;
const COLOR = /^#[0-9a-f]{6}$/;
const KEY = /^[\w-]{1,64}$/;

export class ProjectService {
  private readonly keys: DataLoader<string, Project | null>;

  constructor(
    private readonly database: Database,
    private readonly access: AccessService,
    private readonly audit: AuditTrail,
    private readonly clock: () => Date,
    private readonly publicUrl: () => string,
    private readonly founders: readonly ProjectFounder[],
  ) {
    this.keys = new DataLoader(
      async (keys) => {
        const projects = await this.database.source.manager.findBy(Project, { key: In([...new Set(keys)]) });
        const found = new Map(projects.map((project) => [project.key, project]));
        return keys.map((key) => found.get(key) ?? null);
      },
      { cache: false, batchScheduleFn: (read) => void setImmediate(read) },
    );
  }

  async mine(context: ApiContext): Promise<Project[]> {
    const { caller } = context;
    const { manager } = this.database.source;
    if (caller.kind === "nobody") return [];
    if (caller.kind === "token") return manager.findBy(Project, { id: caller.projectId });
    const memberships = await manager.findBy(Membership, { agentId: caller.agentId });
    return manager.find(Project, {
      where: { id: In(memberships.map((each) => each.projectId)) },
      order: { id: "ASC" },
    });
  }

  async one(context: ApiContext, id: Id): Promise<Project | null> {
    if (!(await this.access.role(context, id))) return null;
    return this.database.source.manager.findOneBy(Project, { id });
  }

  async create(context: ApiContext, input: Omit<NewProject, "locale">): Promise<Project> {
    const agentId = context.requireAgent();
    return transaction(this.database, async (manager) => {
      const project = await this.found({ ...input, locale: context.connection.locale ?? "en" }, manager);
      await this.join(project.id, agentId, manager);
      const deed = { action: "PROJECT_CREATED", projectId: project.id, subject: project.name } as const;
      await this.audit.record(context, deed, manager);
      return project;
    });
  }

  /** Makes the project with all that belongs to it, but for its members. */
  async found(input: NewProject, manager: EntityManager): Promise<Project> {
    const name = requireText(input.name, "The project's name", 200);
    const project = manager.create(Project, {
      name,
      key: `pk_${randomBytes(12).toString("hex")}`,
      allowedOrigins: this.checkOrigins([this.ownOrigin, ...(input.allowedOrigins ?? [])]),
      widgetTitle: name,
      widgetGreeting: null,
      widgetColor: null,
      locale: input.locale,
      silenceHours: 24,
      maskAddresses: false,
      retention: null,
      identityMode: "OFF",
      officeHours: null,
      awayMessage: null,
      createdAt: this.clock(),
    });
    const { identifiers } = await manager.insert(Project, project);
    project.id = String(identifiers[0]?.id);
    await manager.insert(ProjectSequence, { projectId: project.id });
    for (const founder of this.founders) await founder(project, manager);
    return project;
  }

  /** Throws BAD_USER_INPUT when the agent is in as many projects, or the project has as many members, as there may be. */
  async join(projectId: Id, agentId: Id, manager: EntityManager, role: Role = "ADMIN"): Promise<void> {
    // Locked: of several that are made at once none goes beyond the limit.
    await manager.findOneOrFail(Agent, { where: { id: agentId }, ...forUpdate(manager) });
    if ((await manager.countBy(Membership, { agentId })) >= MAX_PROJECTS)
      throw new BadUserInput(`Nobody is in more than ${MAX_PROJECTS} projects. Leave one first.`, {
        max: MAX_PROJECTS,
      });
    if ((await manager.countBy(Membership, { projectId })) >= MAX_MEMBERS)
      throw new BadUserInput(`A project has ${MAX_MEMBERS} members at most. An admin can remove one first.`, {
        max: MAX_MEMBERS,
      });
    await manager.insert(Membership, { projectId, agentId, role, createdAt: this.clock() });
  }

  async update(context: ApiContext, id: Id, patch: ProjectPatch): Promise<Project> {
    await this.access.require(context, id, "ADMIN");
    const { manager } = this.database.source;
    const project = await manager.findOneByOrFail(Project, { id });
    const change: Partial<Project> = {};
    if (patch.name != null) {
      change.name = requireText(patch.name, "The project's name", 200);
      // Visitors read the name too, as long as nobody has given the chat a title of its own.
      if (project.widgetTitle === project.name) change.widgetTitle = change.name;
    }
    if (patch.allowedOrigins) change.allowedOrigins = this.checkOrigins(patch.allowedOrigins);
    if (patch.greeting !== undefined)
      change.widgetGreeting = optionalText(patch.greeting, "The greeting", GREETING);
    if (patch.color !== undefined) change.widgetColor = checkColor(patch.color);
    if (patch.officeHours !== undefined)
      change.officeHours = patch.officeHours && checkOfficeHours(patch.officeHours);
    if (patch.awayMessage !== undefined)
      change.awayMessage = optionalText(patch.awayMessage, "The away message", AWAY);
    // Only what was asked for: of two who change different settings at once, neither undoes the other.
    const fields = changed(project, change);
    if (fields.length > 0)
      await transaction(this.database, async (inside) => {
        await inside.update(Project, { id }, change);
        await this.audit.record(context, { action: "SETTINGS_CHANGED", projectId: id, fields }, inside);
      });
    return Object.assign(project, change);
  }

  async members(projectId: Id): Promise<Membership[]> {
    return this.database.source.manager.find(Membership, {
      where: { projectId },
      order: { createdAt: "ASC", agentId: "ASC" },
    });
  }

  /** Every call of every widget asks this: those of one turn share a statement, and none gets an answer from before it asked. */
  async byKey(key: string): Promise<Project | null> {
    return KEY.test(key) ? this.keys.load(key) : null;
  }

  async get(id: Id): Promise<Project | null> {
    return idOrNull(id) ? this.database.source.manager.findOneBy(Project, { id }) : null;
  }

  /** The oldest, but for those that stand in for others in a preview. */
  all(limit: number, manager: EntityManager = this.database.source.manager): Promise<Project[]> {
    return manager
      .createQueryBuilder(Project, "project")
      .where((query) => {
        const previews = query.subQuery().select("1").from(ProjectPreview, "preview");
        return `NOT EXISTS ${previews.where("preview.project_id = project.id").getQuery()}`;
      })
      .orderBy("project.id", "ASC")
      .take(limit)
      .getMany();
  }

  snippet(project: Project): string {
    return [
      "<script>",
      `  window.atalaya = window.atalaya || { cmd: [], settings: { projectId: "${project.key}" } };`,
      "</script>",
      `<script src="${this.publicUrl()}/widget.js" async></script>`,
    ].join("\n");
  }

  private get ownOrigin(): string {
    return new URL(this.publicUrl()).origin;
  }

  /** The installation's own stands there for whoever reads the list, and counts for nothing: it may carry the widget anyway. */
  private checkOrigins(origins: readonly string[]): string[] {
    if (origins.filter((origin) => origin !== this.ownOrigin).length > MAX_ORIGINS)
      throw new BadUserInput(`A project may have ${MAX_ORIGINS} allowed origins at most.`, {
        field: "allowedOrigins",
      });
    return [...new Set(origins.map(requireOrigin))];
  }
}

/** The names by which clients know the settings that are about to get another value. */
function changed(project: Project, change: Partial<Project>): string[] {
  const outside: Partial<Record<keyof Project, string>> = {
    widgetGreeting: "greeting",
    widgetColor: "color",
  };
  return (Object.keys(change) as (keyof Project)[])
    .filter(
      (name) => name !== "widgetTitle" && JSON.stringify(change[name]) !== JSON.stringify(project[name]),
    )
    .map((name) => outside[name] ?? name);
}

function checkColor(color: string | null): string | null {
  const code = color?.trim().toLowerCase() || null;
  if (code !== null && !COLOR.test(code)) {
    throw new BadUserInput("The colour must be written as # and six digits from 0 to f, such as #0f766e.", {
      field: "color",
    });
  }
  return code;
}
