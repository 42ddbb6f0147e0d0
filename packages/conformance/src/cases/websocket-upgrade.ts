// WS-1, 3 and 4: what is accepted at the upgrade, and with which status the rest is refused.
import { type CaseDraft, type ConformanceCase, defineCase } from '../case.ts';
import type { CaseContext } from '../context.ts';
import type { ConnectOptions } from '../peers/peer.ts';

const upgrade = (draft: CaseDraft): ConformanceCase => defineCase({ bindings: ['websocket'], ...draft });

/** Wants the upgrade refused with this HTTP status, and an ordinary client served after it. */
async function refusedWith(ctx: CaseContext, status: number, options: ConnectOptions): Promise<void> {
  const attempt = await ctx.attempt(options);
  ctx.assert.that(!attempt.isAccepted, `HTTP ${status} to the upgrade`, 'it was accepted');
  if (!attempt.isAccepted)
    ctx.assert.equal(attempt.status, status, 'the status of the answer to the upgrade');
  await ctx.client();
}

/** The path of the endpoint. */
const pathOf = (ctx: CaseContext): string =>
  new URL(ctx.server.ready.endpoints.find(({ binding }) => binding === 'websocket')?.url ?? '').pathname;

/** The cases of WS-1, WS-3 and WS-4. */
export const webSocketUpgradeCases: readonly ConformanceCase[] = [
  upgrade({
    id: 'WS-1.1',
    title: 'MUST accept a client that offers hubbub.v1, alone or among others, and choose it',
    async run(ctx) {
      for (const subprotocols of [['hubbub.v1'], ['other.v9', 'hubbub.v1'], ['hubbub.v1', 'other.v9']]) {
        // Which one was chosen is judged in every handshake.
        const peer = await ctx.client({ subprotocols });
        await peer.ask({ type: 'rooms' }, 'rooms');
      }
    },
  }),
  upgrade({
    id: 'WS-1.2',
    title: 'MUST refuse a client that offers subprotocols without hubbub.v1 with 400',
    async run(ctx) {
      await refusedWith(ctx, 400, { subprotocols: ['hubbub.v2'] });
      await refusedWith(ctx, 400, { subprotocols: ['chat', 'superchat', 'hubbub.v11', 'HUBBUB'] });
    },
  }),
  upgrade({
    id: 'WS-1.3',
    title: 'MUST accept a client that offers no subprotocol, and choose none',
    async run(ctx) {
      const peer = await ctx.client({ subprotocols: [] });
      await peer.ask({ type: 'rooms' }, 'rooms');
    },
  }),
  upgrade({
    id: 'WS-3.1',
    title: 'MUST answer an upgrade of another path with 404',
    async run(ctx) {
      for (const path of ['/', '/other', `${pathOf(ctx)}x`, `/x${pathOf(ctx)}`])
        await refusedWith(ctx, 404, { path });
    },
  }),
  upgrade({
    id: 'WS-3.2',
    title: 'MUST answer a plain GET of the path with 426',
    async run(ctx) {
      const { status } = await ctx.http({ path: pathOf(ctx) });
      ctx.assert.equal(status, 426, 'the status');
      await ctx.client();
    },
  }),
  upgrade({
    id: 'WS-3.3',
    title: 'MUST answer a plain GET of another path with 404',
    async run(ctx) {
      const { status } = await ctx.http({ path: '/no-such-path' });
      ctx.assert.equal(status, 404, 'the status');
      await ctx.client();
    },
  }),
  upgrade({
    id: 'WS-4.1',
    title: 'MUST refuse an upgrade from an origin that is not on the allow-list with 403',
    needs: { origins: ['https://chat.example', 'http://localhost:8080'] },
    async run(ctx) {
      const strangers = [
        'https://evil.example',
        'http://chat.example',
        'https://chat.example.evil.example',
        'https://chat.example:8443',
        'null',
      ];
      for (const Origin of strangers) await refusedWith(ctx, 403, { headers: { Origin } });
    },
  }),
  upgrade({
    id: 'WS-4.2',
    title: 'MUST accept an upgrade from an origin on the allow-list, and one without an origin',
    needs: { origins: ['https://chat.example', 'http://localhost:8080'] },
    async run(ctx) {
      for (const Origin of ['https://chat.example', 'http://localhost:8080'])
        await ctx.client({ headers: { Origin } });
      await ctx.client();
      // The list is in force, so that accepting these says something.
      await refusedWith(ctx, 403, { headers: { Origin: 'https://evil.example' } });
    },
  }),
  upgrade({
    id: 'WS-4.3',
    title: 'MUST accept any origin where no allow-list is configured',
    needs: { spawn: true },
    async run(ctx) {
      const peer = await ctx.client({ headers: { Origin: 'https://anybody.example' } });
      await peer.ask({ type: 'rooms' }, 'rooms');
    },
  }),
];
