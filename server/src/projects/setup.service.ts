// The first start: a one-time token, printed as a link, makes the first admin and the first project.
import type { EntityManager } from "typeorm";
import { type Database, exclusively, transaction } from "../database/data-source.js";
import { takeFact, writeFact } from "../database/installation.entity.js";
import type { ApiContext } from "../graphql/context.js";
import { Forbidden } from "../graphql/errors.js";
import { type Agent, type AgentService, hashSecret, knownLocale, makeSecret } from "../agents/index.js";
import { Membership } from "./membership.entity.js";
import type { SetUpInput } from "./project.input.js";
import type { Project } from "./project.entity.js";
import type { ProjectService } from "./project.service.js";

const FACT = "setup_token";

export class SetupService {
  constructor(
    private readonly database: Database,
    private readonly agents: AgentService,
    private readonly projects: ProjectService,
  ) {}

  async isNeeded(): Promise<boolean> {
    return !(await this.anyAdmin(this.database.source.manager));
  }

  /** A fresh token for the link; the one before it is no longer good. */
  async issueToken(): Promise<string> {
    const token = makeSecret();
    await writeFact(this.database.source.manager, FACT, hashSecret(token));
    return token;
  }

  async setUp(context: ApiContext, input: SetUpInput): Promise<Agent> {
    const agent = await transaction(this.database, async (manager) => {
      // Taken before anything else: of several who come with the one link at once, one gets it. A failure gives it back.
      if (!(await takeFact(manager, FACT, hashSecret(input.token))) || (await this.anyAdmin(manager))) {
        throw new Forbidden(
          "This set-up link was used already or is not the newest. Start the server again for a fresh one.",
        );
      }
      const locale = knownLocale(input.locale) ?? context.connection.locale ?? "en";
      return this.begin(
        { ...input, locale },
        [input.siteUrl].filter((site): site is string => Boolean(site)),
        manager,
      );
    });
    await this.agents.startSession(context, agent.id);
    return agent;
  }

  /** The same from the environment, without a browser. Of several processes that start at once, one does it. */
  async setUpOwner(email: string, password: string, language: string | null): Promise<void> {
    const locale = knownLocale(language) ?? "en";
    await exclusively(this.database, async () => {
      if (!(await this.isNeeded())) return;
      await transaction(this.database, (manager) =>
        this.begin(
          {
            name: email.split("@")[0] ?? email,
            email,
            password,
            projectName: locale === "es" ? "Mi sitio" : "My site",
            locale,
            // Nobody has said where the owner is; most often it is where the machine is.
            timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
          },
          [],
          manager,
        ),
      );
    });
  }

  /** Not any agent: the people of the demo project cannot sign in, so they are nobody's admins. */
  private anyAdmin(manager: EntityManager): Promise<boolean> {
    return manager.existsBy(Membership, { role: "ADMIN" });
  }

  private async begin(
    input: {
      name: string;
      email: string;
      password: string;
      projectName: string;
      locale: string;
      timeZone?: string;
    },
    sites: readonly string[],
    manager: Parameters<ProjectService["found"]>[1],
  ): Promise<Agent> {
    const agent = await this.agents.create(input, manager);
    const earlier: Project[] = await this.projects.all(1000, manager);
    const first = await this.projects.found(
      { name: input.projectName, allowedOrigins: sites, locale: input.locale },
      manager,
    );
    for (const project of [first, ...earlier]) await this.projects.join(project.id, agent.id, manager);
    return agent;
  }
}
