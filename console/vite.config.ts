import adapter from "@sveltejs/adapter-static";
import { sveltekit } from "@sveltejs/kit/vite";
import tailwindcss from "@tailwindcss/vite";
import { defineConfig, type Plugin } from "vite";

const server = "http://127.0.0.1:4000";

/**
 * A strict CSP forbids inline styles. Kit hides its route announcer with one (app.css hides it instead), and the flow's map wraps
 * itself in another, for a colour that flows/canvas.css sets.
 */
const withoutInlineStyles: Plugin = {
  name: "without-inline-styles",
  enforce: "pre",
  transform(code, id) {
    if (id.includes("@sveltejs/kit") && id.endsWith("/root.svelte"))
      return { code: code.replace(/(id="svelte-announcer"[\s\S]*?)\sstyle="[^"]*"/, "$1"), map: null };
    if (id.includes("@xyflow/svelte") && id.endsWith("/Minimap.svelte"))
      return { code: code.replace(/\s--xy-minimap-background-color-props=\{bgColor\}/, ""), map: null };
    return null;
  },
};

// A static single-page app: every address answers with index.html, and the router takes it from there. Files are packed once,
// here; the server sends whichever form the browser takes.
export default defineConfig({
  plugins: [
    withoutInlineStyles,
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
