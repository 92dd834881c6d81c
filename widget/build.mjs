// Builds the chat first, because the loader has the chat's hashed file name inlined.
// dist/widget.js              the loader, a classic script with a name that never changes
// dist/widget/chat-[hash].js  the chat, an ES module that may be cached for ever
// dist/index.js               the same module under a plain name, for bundlers
// The first two also packed (.br, .gz): the server sends whichever form the browser takes.
import { copyFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { build } from "vite";

const root = dirname(fileURLToPath(import.meta.url));
rmSync(join(root, "dist"), { recursive: true, force: true });

const shared = { configFile: false, root, logLevel: "warn", publicDir: false };
const target = ["chrome109", "firefox115", "safari16.4"];

// Not Vite's `lib` option for the chat: for ES modules it keeps white space, which visitors would pay for.
const [chat] = [
  await build({
    ...shared,
    build: {
      target,
      minify: true,
      emptyOutDir: false,
      modulePreload: false,
      rolldownOptions: {
        input: "src/index.ts",
        preserveEntrySignatures: "strict",
        output: { format: "es", entryFileNames: "widget/chat-[hash:6].js" },
      },
    },
  }),
].flat();
const chatFile = chat.output.find((part) => part.type === "chunk" && part.isEntry).fileName;

await build({
  ...shared,
  define: { __CHAT_FILE__: JSON.stringify(chatFile) },
  build: {
    target,
    minify: true,
    emptyOutDir: false,
    rolldownOptions: { optimization: { inlineConst: { mode: "all", pass: 3 } } },
    lib: { entry: "src/loader.ts", formats: ["iife"], name: "atalayaLoader", fileName: () => "widget.js" },
  },
});

copyFileSync(join(root, "dist", chatFile), join(root, "dist/index.js"));

for (const file of ["widget.js", chatFile]) {
  const whole = readFileSync(join(root, "dist", file));
  writeFileSync(join(root, "dist", `${file}.br`), brotliCompressSync(whole));
  writeFileSync(join(root, "dist", `${file}.gz`), gzipSync(whole, { level: 9 }));
}
