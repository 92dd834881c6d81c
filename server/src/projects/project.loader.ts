import { In } from "typeorm";
import type { Database } from "../database/data-source.js";
import { byKey } from "../graphql/loader.js";
import { ApiToken } from "./api-token.entity.js";
import { Project } from "./project.entity.js";

export const projectLoader = (database: Database) =>
  byKey(
    (ids) => database.source.manager.findBy(Project, { id: In([...ids]) }),
    (project) => project.id,
  );

export const tokenLoader = (database: Database) =>
  byKey(
    (ids) => database.source.manager.findBy(ApiToken, { id: In([...ids]) }),
    (token) => token.id,
  );
