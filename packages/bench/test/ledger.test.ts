// The ledger is exact: a whole stream counts as whole however it is cut, and each fault is caught as what it is.
import { BINDINGS } from '@hubbub/protocol';
import { describe, expect, it } from 'vitest';
import { type Message, Stream } from './fixtures/stream.ts';

const COUNT = 3_000;
const whole = { delivered: COUNT, lost: 0, repeated: 0, outOfOrder: 0, corrupt: 0, strays: 0 };

describe.each(BINDINGS)('%s', (binding) => {
  it('counts whole streams as whole, cut anywhere, and parses each message about once', () => {
    const stream = new Stream(binding, 4);
    const bytes = stream.encode(stream.messages(COUNT));
    stream.feed([bytes, bytes, bytes, bytes], 1);
    for (const { ledger, order } of stream.readers) {
      expect(stream.totals(ledger)).toEqual(whole);
      expect(order).toEqual(Array.from({ length: COUNT }, (_, i) => i + 1));
    }
    const parsed = stream.readers.reduce((sum, { ledger }) => sum + ledger.parsed, 0);
    expect(parsed).toBeLessThan(COUNT * 1.2);
  });

  it('takes one byte at a time', () => {
    const stream = new Stream(binding, 2);
    const bytes = stream.encode(stream.messages(60));
    stream.feed([bytes, bytes], 2, 1);
    for (const { ledger } of stream.readers)
      expect(stream.totals(ledger)).toEqual({ ...whole, delivered: 60 });
  });

  it('tells other frames apart wherever they stand', () => {
    const stream = new Stream(binding, 3);
    const messages = stream.messages(COUNT);
    const ping = { type: 'ping', data: 7 };
    const mixed = messages.flatMap((message, i) => (i % 10 === 3 ? [ping, message] : [message]));
    const plain = stream.encode(messages);
    stream.feed([plain, stream.encode(mixed), plain], 3);
    expect(stream.readers.map(({ frames }) => frames.length)).toEqual([0, COUNT / 10, 0]);
    for (const { ledger } of stream.readers) expect(stream.totals(ledger)).toEqual(whole);
  });

  it('accepts the same messages in other bytes', () => {
    const stream = new Stream(binding, 2);
    const messages = stream.messages(COUNT);
    const turned = messages.map(({ type, room, seq, from, text, at }) => ({
      at: at + 1,
      text,
      from,
      seq,
      room,
      type,
    }));
    stream.feed([stream.encode(messages), stream.encode(turned)], 4);
    for (const { ledger } of stream.readers) expect(stream.totals(ledger)).toEqual(whole);
  });

  it.each([
    ['the first reader', 0],
    ['a later reader', 2],
  ])('catches faults in the stream of %s', (_, hurt) => {
    const faults: [string, (messages: Message[]) => Message[], object][] = [
      [
        'drop 1 in 1000',
        (all) => all.filter(({ seq }) => seq % 1_000 !== 500),
        { delivered: COUNT - 3, lost: 3 },
      ],
      ['drop the last', (all) => all.slice(0, -1), { delivered: COUNT - 1, lost: 1 }],
      [
        'repeat at once',
        (all) => all.flatMap((m) => (m.seq % 1_000 === 500 ? [m, m] : [m])),
        { repeated: 3 },
      ],
      ['repeat later', (all) => [...all, ...all.slice(10, 15)], { repeated: 5 }],
      [
        'swap neighbours',
        (all) => all.map((m, i) => all[i % 1_000 === 500 ? i + 1 : i % 1_000 === 501 ? i - 1 : i] ?? m),
        { outOfOrder: 3 },
      ],
      [
        'truncate the text',
        (all) => all.map((m) => (m.seq % 1_000 === 500 ? { ...m, text: m.text.slice(0, -1) } : m)),
        { delivered: COUNT - 3, corrupt: 3 },
      ],
      [
        'change one character',
        (all) =>
          all.map((m) =>
            m.seq % 1_000 === 500 ? { ...m, text: `${m.text.slice(0, 60)}!${m.text.slice(61)}` } : m,
          ),
        { delivered: COUNT - 3, corrupt: 3 },
      ],
      [
        'name another sender',
        (all) => all.map((m) => (m.seq === 500 ? { ...m, from: 'member-9' } : m)),
        { delivered: COUNT - 1, corrupt: 1 },
      ],
      [
        'say what nobody said',
        (all) => all.map((m) => (m.seq === 500 ? { ...m, text: 'hello' } : m)),
        { delivered: COUNT - 1, corrupt: 1 },
      ],
      [
        'name another room',
        (all) => all.flatMap((m) => (m.seq === 500 ? [m, { ...m, room: 'other' }] : [m])),
        { strays: 1 },
      ],
      ['send nothing', () => [], { delivered: 0, lost: COUNT }],
    ];
    for (const [name, breakIt, expected] of faults) {
      const stream = new Stream(binding, 3);
      const messages = stream.messages(COUNT);
      const plain = stream.encode(messages);
      const streams = [plain, plain, plain].with(hurt, stream.encode(breakIt(messages)));
      // The hurt reader is ahead of the others where it is the first.
      stream.feed(streams, 5);
      stream.readers.forEach(({ ledger }, i) => {
        expect(stream.totals(ledger), `${name}, reader ${i}`).toEqual(
          i === hurt ? { ...whole, ...expected } : whole,
        );
      });
    }
  });

  it('catches faults that all members share', () => {
    const twice = new Stream(binding, 3);
    const messages = twice.messages(COUNT);
    const again = [...messages, { ...(messages[7] as Message), seq: COUNT + 1 }];
    twice.feed(
      [again, again, again].map((all) => twice.encode(all)),
      6,
    );
    for (const { ledger } of twice.readers) expect(twice.totals(ledger)).toEqual({ ...whole, repeated: 1 });

    const turned = new Stream(binding, 3);
    const ordered = turned.messages(COUNT);
    // The sender of message 9 spoke again at 12: the server numbers the two the wrong way round.
    const [ninth, twelfth] = [ordered[9] as Message, ordered[12] as Message];
    const late = ordered.with(9, { ...ninth, text: twelfth.text }).with(12, { ...twelfth, text: ninth.text });
    turned.feed(
      [late, late, late].map((all) => turned.encode(all)),
      7,
    );
    for (const { ledger } of turned.readers)
      expect(turned.totals(ledger)).toEqual({ ...whole, outOfOrder: 1 });

    const gap = new Stream(binding, 3);
    const holed = gap.messages(COUNT).filter(({ seq }) => seq !== 42);
    gap.feed(
      [holed, holed, holed].map((all) => gap.encode(all)),
      8,
    );
    for (const { ledger } of gap.readers)
      expect(gap.totals(ledger)).toEqual({ ...whole, delivered: COUNT - 1, lost: 1 });
  });

  it('catches bytes that are no frame', () => {
    const stream = new Stream(binding, 2);
    const messages = stream.messages(COUNT);
    const bytes = stream.encode(messages);
    const broken = Buffer.from(bytes);
    const at = stream.encode(messages.slice(0, 99)).length + 60;
    broken.fill(0x22, at, at + 3);
    stream.feed([bytes, broken], 9);
    expect(stream.totals(stream.readers[0]?.ledger)).toEqual(whole);
    const hurt = stream.totals(stream.readers[1]?.ledger);
    expect(hurt?.corrupt).toBe(1);
    expect(hurt?.delivered).toBe(COUNT - 1);
  });

  it('stays exact for a reader whose bytes the log no longer holds', () => {
    const stream = new Stream(binding, 3, 2 << 20);
    const messages = stream.messages(40_000);
    const bytes = stream.encode(messages);
    const [ahead, behind, slow] = stream.readers;
    const half = Math.floor(bytes.length / 2) + 33;
    slow?.receive(bytes.subarray(0, 12_345));
    for (let at = 0; at < bytes.length; at += 60_000) ahead?.receive(bytes.subarray(at, at + 60_000));
    for (let at = 0; at < half; at += 50_000)
      behind?.receive(bytes.subarray(at, Math.min(half, at + 50_000)));
    for (let at = half; at < bytes.length; at += 50_000) behind?.receive(bytes.subarray(at, at + 50_000));
    for (let at = 12_345; at < bytes.length; at += 50_000) slow?.receive(bytes.subarray(at, at + 50_000));
    expect(stream.log.base).toBeGreaterThan(0);
    for (const { ledger } of stream.readers)
      expect(stream.totals(ledger)).toEqual({ ...whole, delivered: 40_000 });
  });
});
