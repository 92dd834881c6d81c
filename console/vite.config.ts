import adapter from "@sveltejs/adapter-static";
import { sveltekit } from "@sveltejs/kit/vite";
import tailwindcss from "@tailwindcss/vite";
import { defineConfig, type Plugin } from "vite";

const server = "http://127.0.0.1:4000";

/** Kit hides its route announcer with an inline style, which a strict CSP forbids; app.css hides it instead. */
const announcerWithoutInlineStyle: Plugin = {
  name: "announcer-without-inline-style",
  enforce: "pre",
  transform(code, id) {
    if (!id.includes("@sveltejs/kit") || !id.endsWith("/root.svelte")) return null;
    return { code: code.replace(/(id="svelte-announcer"[\s\S]*?)\sstyle="[^"]*"/, "$1"), map: null };
  },
};

// A static single-page app: every address answers with index.html, and the router takes it from there. Files are packed once,
// here; the server sends whichever form the browser takes.
export default defineConfig({
  plugins: [
    announcerWithoutInlineStyle,
    tailwindcss(),
    sveltekit({
      adapter: adapter({ pages: "build", assets: "build", fallback: "index.html", precompress: true }),
    }),
  ],
  // Says which plugin took how long, at every start of whoever has just cloned this.
  build: { rolldownOptions: { checks: { pluginTimings: false } } },
  server: {
    host: "127.0.0.1",
    proxy: {
      "/graphql": { target: server, ws: true },
      "/widget": server,
      "/demo": server,
    },
  },
});
