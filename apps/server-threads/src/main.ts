// The process: `node src/main.ts --port 0`.
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runServer } from '@hubbub/server-kit';
import { server } from './server.ts';

// Each thread compiles its modules for itself, types off included, unless it finds them compiled: two thirds of its start.
process.env.NODE_COMPILE_CACHE ??= join(tmpdir(), 'node-compile-cache');
await runServer(server, process);
