// The database server's (MariaDB, MySQL) migrations, oldest first. Append only.
import { Initial1795404847325 } from "./1795404847325-Initial.js";
import { Processes1795477692471 } from "./1795477692471-Processes.js";

export const mysqlMigrations = [Initial1795404847325, Processes1795477692471];
