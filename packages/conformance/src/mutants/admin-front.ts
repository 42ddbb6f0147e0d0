// The admin endpoints of a mutant: the good server's answers, changed on their way.
import { createServer } from 'node:http';
import type { AdminAnswer } from './mutant.ts';

/** A running front of the admin endpoints. */
export interface AdminFront {
  readonly url: string;
  close(): void;
}

/** Listens before the admin endpoints at `upstream`. */
export async function startAdminFront(
  upstream: string,
  change: (path: string, answer: AdminAnswer) => AdminAnswer,
): Promise<AdminFront> {
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    const pass = async (): Promise<void> => {
      const answer = await fetch(new URL(path, upstream));
      const { status, body } = change(path, { status: answer.status, body: await answer.text() });
      response
        .writeHead(status, { 'content-type': answer.headers.get('content-type') ?? 'text/plain' })
        .end(body);
    };
    pass().catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
