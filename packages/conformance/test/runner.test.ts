// The runner against a real server with cases of the test's own: crashes, hangs, tiers, expectations and the library form.
import { expect, test } from 'vitest';
import { type CaseDraft, defineCase } from '../src/case.ts';
import type { CaseResult } from '../src/envelope.ts';
import { conformanceCases, describeConformance } from '../src/library.ts';
import { type ConformanceOptions, runConformance } from '../src/runner/run.ts';
import { exitStatusOf } from '../src/runner/verdict.ts';
import type { Target } from '../src/target.ts';
import { attachedTarget } from '../src/targets/attached.ts';
import { functionTarget } from '../src/targets/function.ts';
import { goodServers } from './good-servers.ts';

const [good] = goodServers() as [Target];
const [binding] = good.bindings;
const draft = (
  id: string,
  run: CaseDraft['run'],
  more: Partial<CaseDraft> = {},
): ReturnType<typeof defineCase> => defineCase({ id, title: 'MUST do something', run, ...more });
const run = (cases: ReturnType<typeof defineCase>[], more: Partial<ConformanceOptions> = {}) =>
  runConformance({
    target: good,
    cases,
    labelsFlaky: false,
    bindings: binding === undefined ? [] : [binding],
    ...more,
  });
const verdictsOf = (results: readonly CaseResult[]): Record<string, string> =>
  Object.fromEntries(results.map(({ id, verdict }) => [id, verdict]));

const passes = draft('FRAME-1.1', async (ctx) => void (await ctx.client()));
const fails = draft('FRAME-1.2', async (ctx) => ctx.assert.fail('this', 'that'));

test('a violation fails a MUST and makes a SHOULD weak; anything else that is thrown is the suite’s fault', async () => {
  const weak = defineCase({ id: 'FRAME-1.3', title: 'SHOULD do better', run: fails.run });
  const faulty = draft('FRAME-1.4', () => Promise.reject(new TypeError('undefined is not a function')));
  const envelope = await run([passes, fails, weak, faulty]);
  expect(verdictsOf(envelope.results)).toEqual({
    'FRAME-1.1': 'pass',
    'FRAME-1.2': 'fail',
    'FRAME-1.3': 'weak',
    'FRAME-1.4': 'harness-error',
  });
  const { failure, reproduce } = envelope.results[1] as CaseResult;
  expect(failure).toMatchObject({ clause: 'FRAME-1', expected: 'this', seen: '"that"' });
  expect(reproduce).toBe(
    `pnpm hubbub conform ${good.id} --case FRAME-1.2 --binding ${binding} --seed ${envelope.run.seed}`,
  );
  expect(exitStatusOf(envelope)).toBe(2);
});

test('a failure says what was sent last: who, when, the words and the bytes', async () => {
  const speaks = draft('FRAME-1.2', async (ctx) => {
    const peer = await ctx.client({ label: 'alice' });
    peer.sendBytes(Buffer.from([0x7b, 0xff]));
    ctx.assert.fail('this', 'that');
  });
  const { results } = await run([speaks]);
  expect(results[0]?.failure?.sent).toMatch(/^by alice at [\d.]+ ms: hex 7bff \(2 bytes: 7bff\)$/);
  expect(results[0]?.failure?.atMs).toBeGreaterThan(0);
});

test('a hung case fails at its bound and the others go on', async () => {
  const hangs = draft('FRAME-1.2', () => new Promise(() => undefined), { needs: { timeoutMs: 30 } });
  const { results } = await run([hangs, passes]);
  expect(verdictsOf(results)).toEqual({ 'FRAME-1.2': 'fail', 'FRAME-1.1': 'pass' });
  expect(results[0]?.failure?.expected).toContain('to end within');
});

test('a crash is laid at the door of the case that brings it about, and the server is started again', async () => {
  const crashes = draft('FRAME-1.2', async (ctx) => {
    const peer = await ctx.client();
    ctx.server.signal('SIGKILL');
    await peer.closed();
  });
  const bystander = draft('FRAME-1.3', async (ctx) => {
    const peer = await ctx.client();
    for (let i = 0; i < 300; i++) await peer.barrier();
  });
  const { results } = await run([crashes, bystander, passes]);
  expect(verdictsOf(results)).toEqual({ 'FRAME-1.2': 'fail', 'FRAME-1.3': 'pass', 'FRAME-1.1': 'pass' });
  expect(results.find(({ id }) => id === 'FRAME-1.2')).toMatchObject({
    crashed: true,
    failure: { seen: expect.stringContaining('SIGKILL') },
  });
});

test('a failed case is run again only to say whether it is flaky', async () => {
  let runs = 0;
  const flaky = draft('FRAME-1.2', async (ctx) => {
    if (runs++ === 0) ctx.assert.fail('better luck', runs);
  });
  const { results } = await run([flaky, fails], { labelsFlaky: true });
  expect(results).toMatchObject([{ verdict: 'fail', flaky: true }, { verdict: 'fail' }]);
  expect(results[1]).not.toHaveProperty('flaky');
});

test('a feature that is not declared is n/a, and a declared one that fails a false claim', async () => {
  const undeclared = draft('FRAME-1.3', passes.run, { features: ['telepathy'] });
  const claimed = draft('FRAME-1.4', fails.run, { features: ['history'] });
  const envelope = await run([undeclared, claimed]);
  expect(verdictsOf(envelope.results)).toEqual({ 'FRAME-1.3': 'n/a', 'FRAME-1.4': 'fail' });
  expect(envelope.falseClaims).toEqual(['history']);
});

test('the attach tier judges a running server and says what it could not run', async () => {
  const server = await good.start({ host: '127.0.0.1', port: 0 }, new AbortController().signal);
  try {
    const name = { lines: 'tcp', websocket: 'ws', 'socket.io': 'socketio' }[binding as string] as 'tcp';
    const url = server.ready.endpoints.find((endpoint) => endpoint.binding === binding)?.url ?? '';
    const limited = draft('FRAME-1.2', passes.run, { needs: { limits: { maxRooms: 2 } } });
    const envelope = await run([passes, limited], { target: attachedTarget({ [name]: url }) });
    expect(verdictsOf(envelope.results)).toEqual({ 'FRAME-1.1': 'pass', 'FRAME-1.2': 'could-not-run' });
    expect(envelope.server).toMatchObject({
      tier: 'attach',
      name: server.ready.name,
      limits: server.ready.limits,
    });
    expect(exitStatusOf(envelope)).toBe(3);
  } finally {
    await server.stop();
  }
});

test('the in-process tier starts servers through a function', async () => {
  const started: unknown[] = [];
  const target = functionTarget({
    id: 'in-process',
    bindings: good.bindings,
    async start(config) {
      started.push(config.limits?.maxRooms);
      const { ready, stop } = await good.start(config, new AbortController().signal);
      return { ready, stop };
    },
  });
  const limited = draft('FRAME-1.2', passes.run, { needs: { limits: { maxRooms: 2 } } });
  const signals = draft('FRAME-1.3', passes.run, { needs: { signals: true } });
  const { results } = await run([passes, limited, signals], { target });
  expect(verdictsOf(results)).toEqual({
    'FRAME-1.1': 'pass',
    'FRAME-1.2': 'pass',
    'FRAME-1.3': 'could-not-run',
  });
  expect(started.sort()).toEqual([2, 8]);
});

test('a server that does not start leaves its cases undone, with the reason', async () => {
  const target: Target = { ...good, start: () => Promise.reject(new Error('no luck today')) };
  const envelope = await run([passes], { target });
  expect(envelope.results[0]).toMatchObject({
    verdict: 'could-not-run',
    reason: expect.stringContaining('no luck today'),
  });
  expect(exitStatusOf(envelope)).toBe(3);
});

test('an aborted run returns what was done', async () => {
  const abort = new AbortController();
  const aborts = draft('FRAME-1.2', () => {
    abort.abort(new Error('enough'));
    return new Promise(() => undefined);
  });
  const envelope = await run([aborts], { signal: abort.signal });
  expect(envelope).toMatchObject({ results: [], run: { aborted: true } });
});

test('the same seed gives the same order and the same randomness', async () => {
  const drawn: string[] = [];
  const cases = Array.from({ length: 6 }, (_, i) =>
    draft(`FRAME-1.${i + 1}`, async (ctx) => void drawn.push(`${i} ${ctx.random()}`), { needs: {} }),
  );
  const order = async (seed: number) =>
    (await run(cases, { seed, shuffle: true, repeat: 2 })).results.map(({ id, round }) => `${round} ${id}`);
  const first = await order(5);
  const numbers = new Set(drawn.splice(0));
  expect(await order(5)).toEqual(first);
  expect(new Set(drawn)).toEqual(numbers);
  expect(await order(6)).not.toEqual(first);
});

test('a name that selects nothing is refused', async () => {
  await expect(run([passes], { caseIds: ['NO-SUCH'] })).rejects.toMatchObject({ code: 'argument_invalid' });
});

test('the library form runs all at once and gives each test its own result', async () => {
  const tests = conformanceCases({
    target: good,
    cases: [passes, fails],
    bindings: ['lines'],
    labelsFlaky: false,
  });
  expect(tests.map(({ title }) => title)).toEqual([
    'FRAME-1.1 lines MUST do something',
    'FRAME-1.2 lines MUST do something',
  ]);
  await expect(tests[0]?.run()).resolves.toBeUndefined();
  await expect(tests[1]?.run()).rejects.toThrow(/expected {2}this/);
  const defined: string[] = [];
  const runner = {
    describe: (_: string, define: () => void) => define(),
    test: (title: string) => void defined.push(title),
  };
  describeConformance({ target: good, cases: [passes], bindings: ['lines'] }, runner);
  expect(defined).toEqual(['FRAME-1.1 lines MUST do something']);
});
