// Live state: the only way a page learns what changed.

export { Close, type Frame, type LiveOrder } from "./frame";
export { Orders, type Applied } from "./orders";
export { SharedLive, type Browser } from "./shared";
export { LiveSocket, type LiveEvents, type LiveState, type SocketOptions } from "./socket";
