// npm run build: everything, stale or not.
import { build, install } from "./prepare.mjs";

install();
build({ force: true });
