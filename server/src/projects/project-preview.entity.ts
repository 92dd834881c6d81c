// A project that stands in for another while one of its admins tries a flow out: the real widget talks to it, and nothing of it
// shows anywhere. It goes with the project it stands in for, and with the admin.
import { Entity, Index, JoinColumn, ManyToOne, type Relation } from "typeorm";
import { Agent } from "../agents/index.js";
import { type Id, Ref } from "../database/columns.js";
import { Project } from "./project.entity.js";

@Entity("project_preview")
@Index("project_preview_whose", ["previewOf", "agentId"], { unique: true })
export class ProjectPreview {
  /** The one that stands in. */
  @Ref({ primary: true })
  projectId: Id;

  @ManyToOne(() => Project, { onDelete: "CASCADE" })
  @JoinColumn({ name: "project_id" })
  project?: Relation<Project>;

  /** The one it stands in for. */
  @Ref()
  previewOf: Id;

  @ManyToOne(() => Project, { onDelete: "CASCADE" })
  @JoinColumn({ name: "preview_of" })
  original?: Relation<Project>;

  @Ref()
  agentId: Id;

  @ManyToOne(() => Agent, { onDelete: "CASCADE" })
  @JoinColumn({ name: "agent_id" })
  agent?: Relation<Agent>;
}
