// npm run dev: the server compiled and restarted on every change (port 4000), and the console by Vite (port 5173) in front of it.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { ROOT, findNode, prepare, whenParentEnds } from "./prepare.mjs";

prepare();
const env = {
  ...process.env,
  NODE_ENV: "development",
  PUBLIC_URL: process.env.PUBLIC_URL ?? "http://localhost:5173",
};
const module = (path) => join(ROOT, "node_modules", path);
const run = (folder, ...args) => spawn(findNode(), args, { cwd: join(ROOT, folder), stdio: "inherit", env });

const children = [
  run(
    "server",
    module("typescript/bin/tsc"),
    "-p",
    "tsconfig.build.json",
    "--watch",
    "--preserveWatchOutput",
  ),
  run(
    ".",
    "--watch",
    "--disable-warning=ExperimentalWarning",
    "server/dist/main.js",
    ...process.argv.slice(2),
  ),
  run("console", module("vite/bin/vite.js"), "dev", "--strictPort"),
];
const stop = () => children.forEach((child) => child.kill("SIGTERM"));
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, stop);
for (const child of children) child.on("exit", stop);
whenParentEnds(stop);
