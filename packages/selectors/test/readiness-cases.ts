// The cases of waiting that hold for every selector, and those of the ones without a limit of their own; after
// CPython's test_selectors.py.
import { type BaseSelector, EVENT_READ, EVENT_WRITE, type Ready, type Socket } from '@hubbub/selectors';
import { beforeEach, describe, expect, it } from 'vitest';
import { cleanUpAfterEach, makePair, own, type SelectorClass } from './resources.ts';

const text = (message: string) => new TextEncoder().encode(message);
const matching = (ready: readonly Ready<unknown>[], events: number) =>
  ready.filter(([, found]) => found & events).map(([{ fileobj }]) => fileobj);

/** Describes them for one class. */
export function describeReadiness(Selector: SelectorClass): void {
  describe(`${Selector.name}: readiness`, () => {
    cleanUpAfterEach();
    let selector: BaseSelector;
    let reader: Socket;
    let writer: Socket;
    beforeEach(() => {
      selector = own(new Selector());
      [reader, writer] = makePair();
    });

    describe('select', () => {
      it('tells what is ready, and no more than was asked for', () => {
        selector.register(reader, EVENT_READ);
        const key = selector.register(writer, EVENT_WRITE);
        expect(selector.select()).toEqual([[key, EVENT_WRITE]]);
        reader.send(text('x'));
        expect(selector.select()).toEqual([[key, EVENT_WRITE]]);
      });

      it('tells both events of one file object', () => {
        const key = selector.register(writer, EVENT_READ | EVENT_WRITE);
        reader.send(text('x'));
        expect(selector.select()).toEqual([[key, EVENT_READ | EVENT_WRITE]]);
      });

      it('tells of a peer that hung up', () => {
        const key = selector.register(reader, EVENT_READ);
        writer.close();
        expect(selector.select(0)).toEqual([[key, EVENT_READ]]);
        expect(reader.receive(new Uint8Array(1))).toBe(0);
        expect(selector.select(0), 'level-triggered').toEqual([[key, EVENT_READ]]);
        selector.modify(reader, EVENT_READ | EVENT_WRITE);
        expect(matching(selector.select(0), EVENT_READ | EVENT_WRITE)).toEqual([reader]);
      });

      it('finds each of many readers and writers', () => {
        const message = text(' This is a test.');
        const pairs = Array.from({ length: 12 }, makePair);
        for (const [from, to] of pairs) {
          selector.register(from, EVENT_READ);
          selector.register(to, EVENT_WRITE);
        }
        const buffer = new Uint8Array(message.length);
        while (pairs.length > 0) {
          const writable = matching(selector.select(), EVENT_WRITE);
          const at = pairs.findIndex(([, to]) => to === writable[pairs.length % writable.length]);
          const [from, to] = pairs.splice(at, 1)[0] as [Socket, Socket];
          to.send(message);
          expect(matching(selector.select(), EVENT_READ)).toEqual([from]);
          expect([from.receive(buffer), buffer]).toEqual([message.length, message]);
          selector.unregister(from);
          selector.unregister(to);
        }
        expect(selector.getMap()?.size).toBe(0);
      });

      it('answers with nothing where nothing is registered', () => {
        expect(selector.select(0)).toEqual([]);
      });

      it('does not wait with a timeout of 0 or less', () => {
        selector.register(writer, EVENT_WRITE);
        for (const timeoutMs of [0, -1]) expect(selector.select(timeoutMs)).toHaveLength(1);
        selector.unregister(writer);
        selector.register(reader, EVENT_READ);
        for (const timeoutMs of [0, -1, -0.5]) expect(selector.select(timeoutMs)).toEqual([]);
      });

      it('waits at least as long as it is told, fractions rounded up', () => {
        selector.register(reader, EVENT_READ);
        for (const timeoutMs of [0.2, 1.5, 20]) {
          const start = performance.now();
          expect(selector.select(timeoutMs)).toEqual([]);
          expect(performance.now() - start).toBeGreaterThanOrEqual(timeoutMs);
        }
      });
    });

    describe('wait', () => {
      it('ends when something is ready, and lets timers run meanwhile', async () => {
        const key = selector.register(reader, EVENT_READ);
        setTimeout(() => writer.send(text('x')), 5);
        await selector.wait();
        expect(selector.select(0)).toEqual([[key, EVENT_READ]]);
        await selector.wait();
      });

      it('ends at its time, when woken, and when woken before', async () => {
        selector.register(reader, EVENT_READ);
        await selector.wait(1);
        const waiting = selector.wait();
        expect(selector.wait(), 'one at a time').toBe(waiting);
        selector.wake();
        await waiting;
        selector.wake();
        await selector.wait();
        expect(selector.select(0)).toEqual([]);
      });

      it('ends when the selector is closed', async () => {
        const waiting = selector.wait();
        selector.close();
        await waiting;
        expect(() => selector.wait()).toThrow(expect.objectContaining({ code: 'closed' }));
      });
    });
  });
}

/** For selectors without a limit of their own: more descriptors than fit a `fd_set`. */
export function describeScalableSelector(Selector: SelectorClass): void {
  describe(`${Selector.name}, scaled up`, () => {
    cleanUpAfterEach();

    it('takes more than FD_SETSIZE descriptors', () => {
      const selector = own(new Selector());
      const pairs = Array.from({ length: 600 }, makePair);
      for (const [from, to] of pairs) {
        selector.register(from, EVENT_READ);
        selector.register(to, EVENT_WRITE);
      }
      expect(selector.select()).toHaveLength(600);
      for (const [, to] of pairs) to.send(text('x'));
      expect(matching(selector.select(), EVENT_READ)).toHaveLength(600);
      for (const [from, to] of pairs) {
        selector.unregister(to);
        if (from.fileno() % 3 === 0) selector.unregister(from);
      }
      const left = pairs.map(([from]) => from).filter((from) => from.fileno() % 3 !== 0);
      expect(new Set(matching(selector.select(), EVENT_READ))).toEqual(new Set(left));
    });
  });
}
