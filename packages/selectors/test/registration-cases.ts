// The cases of registration that hold for every selector, in the order of CPython's test_selectors.py.
import { type BaseSelector, EVENT_READ, EVENT_WRITE, SelectorKey, type Socket } from '@hubbub/selectors';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { cleanUpAfterEach, makePair, own, type SelectorClass } from './resources.ts';

/** Describes them for one class. */
export function describeRegistration(Selector: SelectorClass): void {
  describe(`${Selector.name}: registration`, () => {
    cleanUpAfterEach();
    let selector: BaseSelector;
    let reader: Socket;
    let writer: Socket;
    beforeEach(() => {
      selector = own(new Selector());
      [reader, writer] = makePair();
    });

    describe('register', () => {
      it('answers with the key', () => {
        const key = selector.register(reader, EVENT_READ, 'data');
        expect(key).toBeInstanceOf(SelectorKey);
        expect(key).toMatchObject({ fileobj: reader, fd: reader.fileno(), events: EVENT_READ, data: 'data' });
      });

      it.each([0, 4, 999_999, -1])('refuses the mask %i', (events) => {
        expect(() => selector.register(reader, events)).toThrow(
          expect.objectContaining({ code: 'argument_invalid' }),
        );
        expect(selector.getMap()?.size).toBe(0);
      });

      it.each([-10, 1.5, {} as never, null as never])('refuses the file object %s', (fileobj) => {
        expect(() => selector.register(fileobj, EVENT_READ)).toThrow(
          expect.objectContaining({ code: 'argument_invalid' }),
        );
      });

      it('refuses what is registered already, as itself and as its descriptor', () => {
        selector.register(reader, EVENT_READ);
        for (const fileobj of [reader, reader.fileno()]) {
          expect(() => selector.register(fileobj, EVENT_READ)).toThrow(
            expect.objectContaining({ code: 'already_registered' }),
          );
        }
      });
    });

    describe('unregister', () => {
      it('answers with the key, and refuses what is not registered', () => {
        const key = selector.register(reader, EVENT_READ);
        expect(selector.unregister(reader)).toBe(key);
        for (const fileobj of [reader, 999_999]) {
          expect(() => selector.unregister(fileobj)).toThrow(
            expect.objectContaining({ code: 'not_registered' }),
          );
        }
      });

      it('takes a descriptor that was closed', () => {
        const fds = [reader.fileno(), writer.fileno()];
        for (const fd of fds) selector.register(fd, EVENT_READ);
        reader.close();
        writer.close();
        for (const fd of fds) selector.unregister(fd);
        expect(selector.getMap()?.size).toBe(0);
      });

      it('takes a descriptor that was closed and given out again', () => {
        const fds = [reader.fileno(), writer.fileno()];
        for (const fd of fds) selector.register(fd, EVENT_READ);
        reader.close();
        writer.close();
        const again = makePair();
        expect(again.map((socket) => socket.fileno()).sort()).toEqual(fds.sort());
        for (const fd of fds) selector.unregister(fd);
        selector.register(again[0], EVENT_WRITE);
        expect(selector.select(0).map(([key]) => key.fileobj)).toEqual([again[0]]);
      });

      it('takes an object that was closed', () => {
        selector.register(reader, EVENT_READ);
        selector.register(writer, EVENT_WRITE);
        reader.close();
        writer.close();
        selector.unregister(reader);
        selector.unregister(writer);
        expect(selector.getMap()?.size).toBe(0);
      });
    });

    describe('modify', () => {
      it('changes the events', () => {
        selector.register(reader, EVENT_READ);
        const key = selector.modify(reader, EVENT_WRITE);
        expect(key.events).toBe(EVENT_WRITE);
        expect(selector.getKey(reader)).toBe(key);
        expect(selector.select(0)).toEqual([[key, EVENT_WRITE]]);
      });

      it('changes the data alone without telling the kernel', () => {
        const before = selector.register(writer, EVENT_WRITE, 1);
        const change = vi.spyOn(selector as never as { change(): void }, 'change');
        const key = selector.modify(writer, EVENT_WRITE, 2);
        expect(change).not.toHaveBeenCalled();
        expect(key.data).toBe(2);
        expect(before.data).toBe(1);
        expect(selector.select(0)).toEqual([[key, EVENT_WRITE]]);
        expect(selector.modify(writer, EVENT_WRITE, 2)).toBe(key);
      });

      it('refuses what is not registered, and a mask that is none', () => {
        expect(() => selector.modify(999_999, EVENT_READ)).toThrow(
          expect.objectContaining({ code: 'not_registered' }),
        );
        const key = selector.register(reader, EVENT_READ);
        expect(() => selector.modify(reader, 4)).toThrow(
          expect.objectContaining({ code: 'argument_invalid' }),
        );
        expect(selector.getKey(reader)).toBe(key);
      });

      it('forgets the file object where the kernel refuses', () => {
        selector.register(reader, EVENT_READ);
        vi.spyOn(selector as never as { change(): void }, 'change').mockImplementation(() => {
          throw new RangeError('no');
        });
        expect(() => selector.modify(reader, EVENT_WRITE)).toThrow('no');
        expect(selector.getMap()?.size).toBe(0);
      });
    });

    describe('close', () => {
      it('empties the view, and every further call says so', () => {
        const map = selector.getMap();
        selector.register(reader, EVENT_READ);
        selector.close();
        selector.close();
        const calls = [
          () => selector.getKey(reader),
          () => selector.register(writer, EVENT_WRITE),
          () => selector.modify(reader, EVENT_WRITE),
          () => selector.unregister(reader),
          () => selector.select(0),
        ];
        for (const call of calls) expect(call).toThrow(expect.objectContaining({ code: 'closed' }));
        expect(map?.get(reader)).toBeUndefined();
        expect(map?.size).toBe(0);
        expect(selector.getMap()).toBeUndefined();
      });

      it('comes by itself at the end of a block', () => {
        let outer: BaseSelector;
        {
          using inner = new Selector();
          inner.register(reader, EVENT_READ);
          outer = inner;
        }
        expect(() => outer.getKey(reader)).toThrow(expect.objectContaining({ code: 'closed' }));
      });
    });

    it('getKey answers with the key, and refuses what is not registered', () => {
      const key = selector.register(reader, EVENT_READ, 'data');
      expect(selector.getKey(reader)).toBe(key);
      expect(() => selector.getKey(999_999)).toThrow(expect.objectContaining({ code: 'not_registered' }));
    });

    it('getMap gives a live view that cannot be changed', () => {
      const map = selector.getMap();
      expect([map?.size, [...(map ?? [])]]).toEqual([0, []]);
      const key = selector.register(reader, EVENT_READ, 'data');
      expect(map?.get(reader)).toBe(key);
      expect(map?.get(reader.fileno())).toBe(key);
      expect(map?.has(reader)).toBe(true);
      expect([map?.size, [...(map ?? [])], [...(map?.values() ?? [])]]).toEqual([
        1,
        [reader.fileno()],
        [key],
      ]);
      expect([map?.has(999_999), map?.get(999_999), map?.has(-1)]).toEqual([false, undefined, false]);
      for (const name of ['set', 'delete', 'clear']) expect(map).not.toHaveProperty(name);
    });
  });
}
