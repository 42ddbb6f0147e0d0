// The public surface of the package; names only, no logic.
export { ChatSocket, type Violation } from './chat-socket.ts';
export { openWebSocket, serveWebSocket, webSocketOptions } from './connections.ts';
