// A short run of the fuzzer over every codec, and proof that it can fail: codecs with a fault are found out. A million
// inputs are `node packages/protocol/scripts/fuzz.ts`; faults planted in the source itself are in fuzz.long.test.ts.
import { describe, expect, test } from 'vitest';
import { fuzz } from '../scripts/fuzz/engine.ts';
import { linesTarget } from '../scripts/fuzz/lines.ts';
import { requestsTarget, socketIoTarget } from '../scripts/fuzz/requests.ts';
import { SEEDS } from '../scripts/fuzz/seeds.ts';
import type { FuzzTarget, Protocol } from '../scripts/fuzz/target.ts';
import { webSocketTarget } from '../scripts/fuzz/websocket.ts';
import * as protocol from '../src/index.ts';

const run = (target: FuzzTarget, runs: number) => fuzz(target, { runs, seed: 7, isCode: () => false });

test.each([
  linesTarget(protocol, SEEDS.lines),
  webSocketTarget(protocol, 'server', SEEDS.server),
  webSocketTarget(protocol, 'client', SEEDS.client),
  requestsTarget(protocol, SEEDS.requests),
  socketIoTarget(protocol, SEEDS.socketIo),
])('$id: nothing is found in 3000 inputs', (target) => {
  const { finding, runs, shapes } = run(target, 3_000);
  expect(finding).toBeUndefined();
  expect(runs).toBe(3_000);
  expect(shapes).toBeGreaterThan(20);
});

test('the same seed finds the same', () => {
  const target = linesTarget(
    withFault({ lines: (code) => (code === 'invalid_utf8' ? 'frame_too_large' : code) }),
    [],
  );
  expect(run(target, 5_000)).toEqual(run(target, 5_000));
});

describe('a codec with a fault is found out, by a small input', () => {
  test('lines: an error of the wrong kind', () => {
    const faulty = withFault({ lines: (code) => (code === 'invalid_utf8' ? 'frame_too_large' : code) });
    expect(found(linesTarget(faulty, []))).toMatchObject({
      size: expect.any(Number),
      message: expect.stringContaining('in one piece'),
    });
  });

  test('websocket: a close code that is not told', () => {
    class Faulty extends protocol.WebSocketDecoder {
      override next(): protocol.WebSocketEvent | undefined {
        const event = super.next();
        return event?.kind === 'close' && event.code === 3_000 ? { ...event, code: 1_000 } : event;
      }
    }
    const seeds = [Uint8Array.of(0x88, 2, 0x0b, 0xb9)];
    expect(found(webSocketTarget({ ...protocol, WebSocketDecoder: Faulty }, 'client', seeds))).toMatchObject({
      size: expect.any(Number),
      message: expect.stringContaining('close 1000'),
    });
  });

  test('requests: a text one byte too long', () => {
    const parseRequest: Protocol['parseRequest'] = (json, limits) =>
      protocol.parseRequest(json, { ...limits, maxTextBytes: limits.maxTextBytes + 1 });
    expect(found(requestsTarget({ ...protocol, parseRequest }, []))).toMatchObject({
      message: expect.stringContaining('parsed'),
    });
  });

  test('socket.io: an argument that wins over the name of the event', () => {
    const fromSocketIoEvent: Protocol['fromSocketIoEvent'] = (event, [argument = {}]) => ({
      value: { type: event, ...(argument as object) },
    });
    expect(found(socketIoTarget({ ...protocol, fromSocketIoEvent }, []))).toMatchObject({
      message: expect.stringContaining('an event'),
    });
  });
});

function found(target: FuzzTarget): { size: number; message: string } {
  const { finding } = run(target, 20_000);
  if (finding === undefined) throw new Error('nothing was found');
  expect(finding.input.length).toBeLessThan(80);
  return { size: finding.input.length, message: finding.message };
}

/** The package with another error told by its decoder of lines. */
function withFault({
  lines,
}: {
  lines: (code: 'frame_too_large' | 'invalid_utf8') => 'frame_too_large' | 'invalid_utf8';
}): Protocol {
  class Faulty extends protocol.LinesDecoder {
    override next(): protocol.DecodedFrame | undefined {
      const event = super.next();
      return event?.kind === 'error' ? { kind: 'error', code: lines(event.code) } : event;
    }
  }
  return { ...protocol, LinesDecoder: Faulty };
}
