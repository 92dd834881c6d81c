// Reads a project ahead for a group of works: all of them are its own.
import { Shelf } from "../database/rows.js";
import { Table } from "../database/table.js";
import type { Ahead, Work } from "../database/work.js";
import { Project } from "./project.entity.js";

const PROJECTS = new Shelf<Project>("projects");

export async function readProject({ manager, projectId, know }: Ahead): Promise<void> {
  const [found] = await Table.of(manager, Project).select(manager, "WHERE t.id = ?", [projectId]);
  if (found) know(PROJECTS, projectId, found.row);
}

/** The project that the work is of. */
export async function projectOf(work: Work): Promise<Project> {
  const { projectId } = work;
  const known = work.rows.known(PROJECTS, projectId);
  return known ?? work.manager.findOneByOrFail(Project, { id: projectId });
}
