// Socket.IO on Node, WebSocket transport alone.

import { createServer } from "node:http";
import { Server } from "socket.io";
import { burst } from "./burst.js";

const server = createServer(burst((body) => io.emit("m", body)));
const io = new Server(server, {
  transports: ["websocket"],
  perMessageDeflate: false,
  // The readers of the bench take frames of one length only, so nobody asks after them.
  pingInterval: 600_000,
});
server.listen(Number(process.env.PORT), "127.0.0.1", 4_096, () => console.log("ready"));
