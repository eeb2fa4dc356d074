// Answers `POST /burst?frames=N` for the servers on Node.

/** A request handler that has `send` send the body of a burst, N times. */
export function burst(send) {
  return async (request, response) => {
    const { pathname, searchParams } = new URL(request.url, "http://localhost");
    // Socket.IO answers for its own paths.
    if (pathname !== "/burst") return;
    const parts = [];
    for await (const part of request) parts.push(part);
    const body = Buffer.concat(parts).toString();
    const frames = Number(searchParams.get("frames"));
    for (let sent = 0; sent < frames; sent += 1) send(body);
    response.end("sent");
  };
}
