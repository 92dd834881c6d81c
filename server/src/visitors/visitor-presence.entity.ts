// Which server processes say that a visitor is on the site. A visitor is online while at least one does.
import { Entity, Index, JoinColumn, ManyToOne, type Relation } from "typeorm";
import { type Id, Instant, Ref } from "../database/columns.js";
import { ServerProcess } from "../live/process.entity.js";
import { Visitor } from "./visitor.entity.js";

@Entity("visitor_presence")
@Index("visitor_presence_process", ["processId"])
export class VisitorPresence {
  @Ref({ primary: true })
  visitorId: Id;

  @ManyToOne(() => Visitor, { onDelete: "CASCADE" })
  @JoinColumn({ name: "visitor_id" })
  visitor?: Relation<Visitor>;

  @Ref({ primary: true })
  processId: Id;

  /** A process is struck off the list only when it says nothing of anybody any more. */
  @ManyToOne(() => ServerProcess, { onDelete: "RESTRICT" })
  @JoinColumn({ name: "process_id" })
  process?: Relation<ServerProcess>;

  @Instant()
  since: Date;
}
