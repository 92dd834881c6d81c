// Which server processes say that a visitor is on the site. A visitor is online while at least one does.
import { Entity, ForeignKey, Index } from "typeorm";
import { BelongsTo, type Id, Instant, Ref } from "../database/columns.js";
import { ServerProcess } from "../live/process.entity.js";
import { Visitor } from "./visitor.entity.js";

@Entity("visitor_presence")
@Index("visitor_presence_process", ["processId"])
export class VisitorPresence {
  @BelongsTo(() => Visitor, { primary: true })
  visitorId: Id;

  /** A process is struck off the list only when it says nothing of anybody any more. */
  @Ref({ primary: true })
  @ForeignKey(() => ServerProcess, { onDelete: "RESTRICT" })
  processId: Id;

  @Instant()
  since: Date;
}
