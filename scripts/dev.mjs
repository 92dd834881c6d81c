// npm run dev: the server compiled and restarted on every change (port 4000), and the console by Vite (port 5173) in front of it.
import { spawn } from "node:child_process";
import { ROOT, findNode, prepare } from "./prepare.mjs";

prepare();
const env = {
  ...process.env,
  NODE_ENV: "development",
  PUBLIC_URL: process.env.PUBLIC_URL ?? "http://localhost:5173",
};
const children = [
  spawn("npm", ["run", "-s", "build", "-w", "server", "--", "--watch", "--preserveWatchOutput"], {
    cwd: ROOT,
    stdio: "inherit",
    env,
  }),
  spawn(
    findNode(),
    ["--watch", "--disable-warning=ExperimentalWarning", "server/dist/main.js", ...process.argv.slice(2)],
    { cwd: ROOT, stdio: "inherit", env },
  ),
  spawn("npm", ["run", "-s", "dev", "-w", "console"], { cwd: ROOT, stdio: "inherit", env }),
];
const stop = () => children.forEach((child) => child.kill("SIGTERM"));
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, stop);
for (const child of children) child.on("exit", stop);
