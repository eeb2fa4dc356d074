// Bun's native publish.

const GROUP = "all";

Bun.serve({
  hostname: "127.0.0.1",
  port: Number(process.env.PORT),
  async fetch(request, server) {
    if (request.method === "POST") {
      const frames = Number(new URL(request.url).searchParams.get("frames"));
      const body = await request.text();
      for (let sent = 0; sent < frames; sent += 1) server.publish(GROUP, body);
      return new Response("sent");
    }
    return server.upgrade(request) ? undefined : new Response("not a socket", { status: 400 });
  },
  websocket: {
    // A burst may be larger than the default of 16 MiB that a slow reader gets.
    backpressureLimit: 256 * 1024 * 1024,
    open(socket) {
      socket.subscribe(GROUP);
    },
    message() {},
  },
});
console.log("ready");
