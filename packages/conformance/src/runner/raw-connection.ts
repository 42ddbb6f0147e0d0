// A bare TCP connection for cases about what comes before any framing.
import type { RawConnection } from '../context.ts';
import { type Address, TcpLink } from '../peers/tcp-link.ts';
import { shown, shownBytes, type WireLog } from '../peers/wire-log.ts';
import { ConformanceViolation } from '../violation.ts';

/** Connects without any framing. */
export async function openRawConnection(
  address: Address,
  options: { label: string; log: WireLog; deadlineMs: number; signal: AbortSignal },
): Promise<RawConnection & { destroy(): void }> {
  const { label, log, deadlineMs, signal } = options;
  let text = '';
  let end: { how: 'fin' | 'reset'; atMs: number } | undefined;
  const waits = new Set<() => void>();
  const changed = (): void => {
    for (const wait of waits) wait();
  };
  const link = await TcpLink.open(
    address,
    {
      bytes(chunk) {
        log.add(label, '<', shownBytes(chunk));
        text += chunk.toString('latin1');
        changed();
      },
      closed(how) {
        log.add(label, '*', `closed: ${how}`);
        end = { how, atMs: performance.now() };
        changed();
      },
    },
    signal,
  );
  const until = <T>(find: () => T | undefined, expected: string, withinMs: number): Promise<T> => {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const look = (): void => {
      const found = find();
      if (found !== undefined) resolve(found);
    };
    const timer = setTimeout(() => {
      const state = end === undefined ? 'open' : `closed (${end.how})`;
      reject(new ConformanceViolation(expected, `"${shown(text)}", ${state}, after ${withinMs} ms`));
    }, withinMs);
    const onAbort = (): void => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    waits.add(look);
    look();
    return promise.finally(() => {
      clearTimeout(timer);
      waits.delete(look);
      signal.removeEventListener('abort', onAbort);
    });
  };
  return {
    write(bytes) {
      log.add(label, '>', shownBytes(Buffer.from(bytes)), Buffer.from(bytes));
      link.write(bytes);
    },
    text: () => text,
    expect: (pattern, withinMs = deadlineMs) =>
      until(() => pattern.exec(text) ?? undefined, `bytes like ${pattern}`, withinMs),
    closed: (withinMs = deadlineMs) => until(() => end, 'the connection closed', withinMs),
    end: () => link.end(),
    reset: () => link.reset(),
    destroy: () => link.destroy(),
  };
}
