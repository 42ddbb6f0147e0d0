// Scenarios are data: the package's own all hold, a user's is refused with what is wrong, parameters go where they say.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resolveLimits } from '@hubbub/protocol';
import { describe, expect, it, onTestFinished } from 'vitest';
import { recoveryMs } from '../src/faults/recovery.ts';
import { roomPicker } from '../src/generator/room-picker.ts';
import { clientsOf } from '../src/scenario.ts';
import { describeScenario } from '../src/scenarios/describe.ts';
import { sampleMs } from '../src/scenarios/duration.ts';
import { findScenario, scenarioIds } from '../src/scenarios/find.ts';
import { limitsOf } from '../src/scenarios/limits.ts';

describe('the scenarios of the package', () => {
  it.each(scenarioIds())('%s holds, is named as its file, and can be told in words', (id) => {
    const scenario = findScenario(id);
    expect(scenario.id).toBe(id);
    expect(describeScenario(scenario).join('\n')).toContain(scenario.title);
    expect(sampleMs(scenario)).toBeGreaterThan(scenario.durationMs);
    expect(resolveLimits(limitsOf(scenario)).maxConnections).toBeGreaterThan(clientsOf(scenario));
  });

  it('cover every fault and every kind of load', () => {
    const all = scenarioIds().map((id) => findScenario(id));
    expect(new Set(all.flatMap(({ fault }) => fault?.kind ?? [])).size).toBe(8);
    for (const part of ['connect', 'idle', 'mix', 'churn', 'ladder', 'acks', 'rooms'] as const) {
      expect(all.filter((scenario) => scenario[part] !== undefined).length, part).toBeGreaterThan(0);
    }
  });

  it('give long texts the room that they need', () => {
    const limits = limitsOf(findScenario('echo', ['textBytes=65536']));
    expect(resolveLimits(limits)).toMatchObject({ maxTextBytes: 65_536, maxFrameBytes: 394_368 });
  });
});

describe('parameters', () => {
  it('change members, further in too, and add what is optional', () => {
    const scenario = findScenario('fan-out', [
      'members=20',
      'load.ratePerSecond=7',
      'acks=true',
      'load.burst=2',
    ]);
    expect(scenario).toMatchObject({ members: 20, acks: true, load: { ratePerSecond: 7, burst: 2 } });
    expect(findScenario('fan-out', ['load={"kind":"closed"}']).load).toEqual({ kind: 'closed' });
    expect(findScenario('pause', ['fault=']).fault).toBeUndefined();
  });

  it.each([
    ['memebrs=3', /memebrs is unknown/],
    ['members=0', /members/],
    ['members', /--param must be name=value/],
    ['title.x=1', /nothing has a member "x" there/],
    ['senders=900', /members ≥ senders/],
    ['load.burst=900', /load.burst/],
    ['__proto__=1', /__proto__/],
    ['idle.steps=[5,4]', /idle/],
  ])('%s is refused', (param, sentence) => {
    expect(() => findScenario('fan-out', [param])).toThrow(sentence);
  });
});

describe('a file of the user', () => {
  const write = (text: string) => {
    const folder = mkdtempSync(join(tmpdir(), 'hubbub-scenario-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, 'mine.json'), text);
    return folder;
  };

  it('is found from the folder that one is in', () => {
    const { $schema: _, ...fanOut } = findScenario('fan-out');
    const folder = write(JSON.stringify({ ...fanOut, id: 'mine', members: 33 }));
    expect(findScenario('./mine.json', ['senders=3'], folder)).toMatchObject({
      id: 'mine',
      members: 33,
      senders: 3,
    });
  });

  it.each([
    ['{', /mine.json: is no JSON/],
    ['[]', /mine.json: scenario: it must be a JSON object/],
    ['{"id":"mine"}', /mine.json: scenario: it must have required/],
  ])('%s is refused with its path', (text, sentence) => {
    expect(() => findScenario('mine.json', [], write(text))).toThrow(sentence);
  });
});

describe('what is told of a fault', () => {
  const point = (atMs: number, maxMs: number, delivered = 10) => ({ atMs, delivered, maxMs, connected: 3 });

  it('is recovered when latency is what it was', () => {
    const calm = [0, 100, 200, 300].map((atMs) => point(atMs, 5));
    const hurt = [point(400, 5, 0), point(500, 200), point(600, 90)];
    const after = [700, 800, 900].map((atMs) => point(atMs, 7));
    expect(recoveryMs([...calm, ...hurt, ...after], 400, 100)).toBe(300);
    expect(recoveryMs([...calm, ...hurt], 400, 100)).toBeNull();
    expect(recoveryMs([...calm, ...after], 350, 100)).toBe(0);
  });
});

it('picks rooms by their size, the same for the same seed', () => {
  const counts = (exponent: number) => {
    const pick = roomPicker(10, exponent, 4);
    const picks = Array.from({ length: 10_000 }, pick);
    return picks.reduce<number[]>((sum, room) => sum.with(room, (sum[room] ?? 0) + 1), new Array(10).fill(0));
  };
  const [even, unequal] = [counts(0), counts(1)];
  expect(Math.min(...even)).toBeGreaterThan(800);
  expect(unequal[0]).toBeGreaterThan(3 * (unequal[9] ?? 0));
  expect(unequal).toEqual(counts(1));
});
