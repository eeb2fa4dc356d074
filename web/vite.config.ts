// How the pages are built: one entry for staff, one for customers, into `dist`, from where
// the server takes them into its binary.

import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig, type Plugin } from "vite";

/** A server to speak with while pages are being made: `npm run dev`. */
const SERVER = process.env["RAJUT_URL"] ?? "http://127.0.0.1:8000";

/** Below this a packed twin saves nothing worth another file. */
const PACKED_FROM = 1024;

const entries = ["admin.html", "src/customer/main.ts"].filter((entry) => existsSync(entry));

/** Writes a packed twin beside what packs well. */
function packed(): Plugin {
  return {
    name: "packed",
    apply: "build",
    writeBundle(options) {
      const folder = options.dir ?? "dist";
      for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
        if (!/\.(html|js|css|svg)$/.test(name)) continue;
        const content = readFileSync(join(folder, name));
        if (content.length < PACKED_FROM) continue;
        writeFileSync(join(folder, `${name}.gz`), gzipSync(content, { level: 9 }));
      }
    },
  };
}

export default defineConfig({
  plugins: [svelte(), packed()],
  publicDir: false,
  build: {
    target: "es2022",
    manifest: true,
    // The policy of the pages allows no `data:`.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: { input: entries },
  },
  server: {
    proxy: {
      "/api": SERVER,
      "/media": SERVER,
      "/sandbox": SERVER,
      "/ws": { target: SERVER, ws: true },
    },
  },
});
