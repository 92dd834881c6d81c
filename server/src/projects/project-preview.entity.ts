// A project that stands in for another while one of its admins tries a flow out: the real widget talks to it, and nothing of it
// shows anywhere. It goes with the project it stands in for, and with the admin.
import { Entity, Index } from "typeorm";
import { Agent } from "../agents/index.js";
import { BelongsTo, type Id } from "../database/columns.js";
import { Project } from "./project.entity.js";

@Entity("project_preview")
@Index("project_preview_whose", ["previewOf", "agentId"], { unique: true })
export class ProjectPreview {
  /** The one that stands in. */
  @BelongsTo(() => Project, { primary: true })
  projectId: Id;

  /** The one it stands in for. */
  @BelongsTo(() => Project)
  previewOf: Id;

  @BelongsTo(() => Agent)
  agentId: Id;
}
