// What the kit needs of node:http, not imported: an import reads all exports of a built-in module once, and some of
// this one's are getters that load undici and HTTP/2, which no server here uses and which are a fifth of its start.
const http = process.getBuiltinModule('node:http');

/** As of `node:http`. */
export const { createServer, STATUS_CODES } = http;
