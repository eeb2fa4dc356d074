// The package `ws` on Node.

import { createServer } from "node:http";
import { WebSocketServer } from "ws";
import { burst } from "./burst.js";

const server = createServer(
  burst((body) => {
    for (const socket of sockets.clients) socket.send(body);
  }),
);
const sockets = new WebSocketServer({ server, perMessageDeflate: false });
server.listen(Number(process.env.PORT), "127.0.0.1", 4_096, () => console.log("ready"));
