import { In } from "typeorm";
import type { Database } from "../database/data-source.js";
import { byKey } from "../graphql/loader.js";
import { Agent } from "./agent.entity.js";

export const agentLoader = (database: Database) =>
  byKey(
    (ids) => database.source.manager.findBy(Agent, { id: In([...ids]) }),
    (agent) => agent.id,
  );
