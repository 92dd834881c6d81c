// The server processes on this database, by their signs of life.
import { Entity } from "typeorm";
import { Flag, type Id, Key, Whole } from "../database/columns.js";

@Entity("server_process")
export class ServerProcess {
  @Key()
  id: Id;

  /** Grows while the process lives. */
  @Whole({ default: 0 })
  beat: number;

  /** Another process has taken over what it left; its number is never alive again. */
  @Flag({ default: false })
  ended: boolean;
}
