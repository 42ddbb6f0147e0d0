// The process: `node --import ./loader.ts src/main.ts --port 0`.
import 'reflect-metadata';
import { runServer } from '@hubbub/server-kit';
import { server } from './server.ts';

await runServer(server, process);
