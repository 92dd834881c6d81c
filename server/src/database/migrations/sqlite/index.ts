// The embedded database's migrations, oldest first. Append only.
import { Initial1795404810730 } from "./1795404810730-Initial.js";
import { Processes1795477690530 } from "./1795477690530-Processes.js";
import { ListIndexes1795613418958 } from "./1795613418958-ListIndexes.js";
import { ParamLists1795618454326 } from "./1795618454326-ParamLists.js";
import { LiveChat1795636159059 } from "./1795636159059-LiveChat.js";
import { Flows1795636327158 } from "./1795636327158-Flows.js";
import { Previews1795637235417 } from "./1795637235417-Previews.js";
import { BlocksAndPrivacy1795637690676 } from "./1795637690676-BlocksAndPrivacy.js";
import { Members1795637718326 } from "./1795637718326-Members.js";
import { Identity1795649229828 } from "./1795649229828-Identity.js";

export const sqliteMigrations = [
  Initial1795404810730,
  Processes1795477690530,
  ListIndexes1795613418958,
  ParamLists1795618454326,
  LiveChat1795636159059,
  Flows1795636327158,
  Previews1795637235417,
  BlocksAndPrivacy1795637690676,
  Members1795637718326,
  Identity1795649229828,
];
