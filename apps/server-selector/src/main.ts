// The process: `node src/main.ts --port 0`.
import { runServer } from '@hubbub/server-kit';
import { server } from './server.ts';

await runServer(server, process);
