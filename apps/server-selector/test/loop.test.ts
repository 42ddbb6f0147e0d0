// The loop itself: it sleeps while nothing is ready, and Node's timers and promises run all the same.
import { EVENT_READ, EVENT_WRITE, Socket } from '@hubbub/selectors';
import { expect, onTestFinished, test, vi } from 'vitest';
import { Loop } from '../src/loop.ts';

function pair(): [Socket, Socket] {
  const sockets = Socket.pair();
  onTestFinished(() => {
    for (const socket of sockets) socket.close();
  });
  return sockets;
}

async function start(onFault: (error: unknown) => void = () => {}) {
  const loop = new Loop();
  const running = loop.run(onFault);
  onTestFinished(async () => {
    loop.stop();
    await running;
  });
  return loop;
}

test('with nothing ready it asks the kernel no more, while timers and promises run', async () => {
  const loop = await start();
  const [reader] = pair();
  loop.selector.register(reader, EVENT_READ, () => {});
  const select = vi.spyOn(loop.selector, 'select');
  let turns = 0;
  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      if (++turns < 50) return;
      clearInterval(timer);
      resolve();
    }, 1);
  });
  expect(turns).toBe(50);
  expect(select.mock.calls.length).toBeLessThanOrEqual(1);
});

test('what becomes ready while it sleeps is handled, again and again', async () => {
  const loop = await start();
  const [reader, writer] = pair();
  const buffer = new Uint8Array(16);
  for (let i = 0; i < 20; i++) {
    const read = new Promise<number>((resolve) => {
      loop.selector.register(reader, EVENT_READ, () => {
        loop.selector.unregister(reader);
        resolve(reader.receive(buffer));
      });
    });
    writer.send(new Uint8Array(i + 1).slice(0, 16));
    expect(await read).toBe(Math.min(i + 1, 16));
  }
});

test('a socket that is always ready leaves timers and promises their turn', async () => {
  const loop = await start();
  const [, writer] = pair();
  let calls = 0;
  loop.selector.register(writer, EVENT_WRITE, () => calls++);
  await new Promise((resolve) => setTimeout(resolve, 1));
  await Promise.resolve();
  expect(calls).toBeGreaterThan(0);
});

test('a fault of a handler is told and ends nothing', async () => {
  const faults: unknown[] = [];
  const loop = await start((error) => faults.push(error));
  const [first, second] = pair();
  const done = new Promise<void>((resolve) => {
    loop.selector.register(first, EVENT_WRITE, () => {
      loop.selector.unregister(first);
      throw new RangeError('mine');
    });
    loop.selector.register(second, EVENT_WRITE, () => {
      if (faults.length > 0) resolve();
    });
  });
  await done;
  expect(faults).toEqual([new RangeError('mine')]);
});

test('told to stop while it sleeps it ends, and its selector is closed', async () => {
  const loop = new Loop();
  const running = loop.run(() => {});
  setTimeout(() => loop.stop(), 1);
  await running;
  expect(loop.selector.getMap()).toBeUndefined();
});
