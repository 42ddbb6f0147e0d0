// Signals: one ends a blocking select early, and the end of the process ends a wait on libuv's pool.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { EpollSelector, EVENT_READ, PollSelector, SelectSelector } from '@hubbub/selectors';
import koffi from 'koffi';
import { describe, expect, it } from 'vitest';
import { cleanUpAfterEach, makePair, own } from './resources.ts';

const setTimer = koffi.load(null).func('int setitimer(int which, void *value, void *old)');
const LONG_MS = 60_000;

describe('a signal', () => {
  cleanUpAfterEach();

  it.each([EpollSelector, PollSelector, SelectSelector])(
    'ends the select of %o with nothing ready',
    async (Selector) => {
      const selector = own(new Selector());
      const [reader] = makePair();
      selector.register(reader, EVENT_READ);
      const signalled = once(process, 'SIGALRM');
      // struct itimerval: every 20 ms, so that one comes while the thread is in the kernel.
      setTimer(0, new BigInt64Array([0n, 20_000n, 0n, 20_000n]), null);
      try {
        const start = performance.now();
        expect(selector.select(LONG_MS)).toEqual([]);
        expect(performance.now() - start).toBeLessThan(LONG_MS / 2);
        await signalled;
      } finally {
        setTimer(0, new BigInt64Array(4), null);
      }
    },
  );
});

describe('the end of the process', () => {
  it('does not wait for a wait', async () => {
    const program = new URL('./fixtures/exit-while-waiting.ts', import.meta.url);
    const start = performance.now();
    const child = spawn(process.execPath, [program.pathname], { stdio: 'ignore' });
    const [status] = await once(child, 'exit');
    expect(status).toBe(7);
    expect(performance.now() - start).toBeLessThan(LONG_MS / 2);
  });
});
