// The database server's (MariaDB, MySQL) migrations, oldest first. Append only.
import { Initial1795404847325 } from "./1795404847325-Initial.js";
import { Processes1795477692471 } from "./1795477692471-Processes.js";
import { ListIndexes1795613429809 } from "./1795613429809-ListIndexes.js";
import { ParamLists1795618465865 } from "./1795618465865-ParamLists.js";
import { LiveChat1795636205277 } from "./1795636205277-LiveChat.js";
import { Flows1795636337762 } from "./1795636337762-Flows.js";
import { Previews1795637251279 } from "./1795637251279-Previews.js";
import { BlocksAndPrivacy1795637706340 } from "./1795637706340-BlocksAndPrivacy.js";
import { Members1795637804884 } from "./1795637804884-Members.js";
import { Identity1795649237332 } from "./1795649237332-Identity.js";

export const mysqlMigrations = [
  Initial1795404847325,
  Processes1795477692471,
  ListIndexes1795613429809,
  ParamLists1795618465865,
  LiveChat1795636205277,
  Flows1795636337762,
  Previews1795637251279,
  BlocksAndPrivacy1795637706340,
  Members1795637804884,
  Identity1795649237332,
];
