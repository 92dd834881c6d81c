// The embedded database's migrations, oldest first. Append only.
import { Initial1795404810730 } from "./1795404810730-Initial.js";

export const sqliteMigrations = [Initial1795404810730];
