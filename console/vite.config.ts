import adapter from "@sveltejs/adapter-static";
import { sveltekit } from "@sveltejs/kit/vite";
import tailwindcss from "@tailwindcss/vite";
import { defineConfig } from "vite";

const server = "http://127.0.0.1:4000";

// A static single-page app: every address answers with index.html, and the router takes it from there.
export default defineConfig({
  plugins: [
    tailwindcss(),
    sveltekit({ adapter: adapter({ pages: "build", assets: "build", fallback: "index.html" }) }),
  ],
  server: {
    host: "127.0.0.1",
    proxy: {
      "/graphql": { target: server, ws: true },
      "/widget": server,
      "/demo": server,
    },
  },
});
