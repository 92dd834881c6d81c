// The database server's (MariaDB, MySQL) migrations, oldest first. Append only.
import { Initial1795404847325 } from "./1795404847325-Initial.js";
import { Processes1795477692471 } from "./1795477692471-Processes.js";
import { ListIndexes1795613429809 } from "./1795613429809-ListIndexes.js";

export const mysqlMigrations = [Initial1795404847325, Processes1795477692471, ListIndexes1795613429809];
