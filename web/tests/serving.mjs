// A server for those who look: with the demo workshop, on a port of its own, and gone afterwards.

import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const BINARY = join(process.env.CARGO_TARGET_DIR ?? join(ROOT, "target"), "debug/rajut");
/** How long a demo may take to be ready, in milliseconds. */
const READY_WITHIN = 60_000;

const freePort = () =>
  new Promise((done) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });

/** Starts a server that keeps nothing; `cwd` is where it runs. */
export async function serve(cwd) {
  const address = `127.0.0.1:${await freePort()}`;
  const base = `http://${address}`;
  const env = { ...process.env, DATABASE_URL: "mem://", BIND_ADDR: address, PUBLIC_URL: base, RATE_LIMITS: "off" };
  const server = spawn(BINARY, ["serve", "--demo"], { cwd, env, stdio: "ignore" });
  for (const end = Date.now() + READY_WITHIN; Date.now() < end; ) {
    const ready = await fetch(`${base}/readyz`).then((it) => it.ok, () => false);
    if (ready) return { base, stop: () => server.kill() };
    await new Promise((done) => setTimeout(done, 250));
  }
  server.kill();
  throw new Error(`${BINARY} did not get ready`);
}

export const browse = () =>
  chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"],
  });
