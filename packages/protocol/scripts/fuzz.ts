// Fuzzes the codecs: `node scripts/fuzz.ts [lines|server|client|requests|socketio]… [--runs 1000000] [--seed 1]`. Exit
// status 1 with the input where one is found; it then belongs into vectors/. `--source` fuzzes a copy of the package.
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { fuzz } from './fuzz/engine.ts';
import { linesTarget } from './fuzz/lines.ts';
import { requestsTarget, socketIoTarget } from './fuzz/requests.ts';
import { SEEDS } from './fuzz/seeds.ts';
import type { FuzzTarget, Protocol } from './fuzz/target.ts';
import { webSocketTarget } from './fuzz/websocket.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: '1' },
    source: { type: 'string' },
  },
});
const source =
  values.source === undefined ? new URL('../src/index.ts', import.meta.url) : pathToFileURL(values.source);
const protocol = (await import(source.href)) as Protocol;
const targets: Readonly<Record<string, FuzzTarget>> = {
  lines: linesTarget(protocol, SEEDS.lines),
  server: webSocketTarget(protocol, 'server', SEEDS.server),
  client: webSocketTarget(protocol, 'client', SEEDS.client),
  requests: requestsTarget(protocol, SEEDS.requests),
  socketio: socketIoTarget(protocol, SEEDS.socketIo),
};
const runs = Number(values.runs);
const seed = Number(values.seed);
const names = positionals.length > 0 ? positionals : Object.keys(targets);
const unknown = names.find((name) => !Object.hasOwn(targets, name));
if (unknown !== undefined || !Number.isInteger(runs) || !Number.isInteger(seed)) {
  process.stderr.write(
    `fuzz: targets are ${Object.keys(targets).join(', ')}; --runs and --seed are whole numbers\n`,
  );
  process.exit(2);
}
const code = new URL('./', source).href;
for (const name of names) {
  const startMs = performance.now();
  const { finding, ...result } = fuzz(targets[name] as FuzzTarget, {
    runs,
    seed,
    isCode: (url) => url.startsWith(code),
    onProgress(done, shapes, { reached }) {
      if (done % 100_000 === 0)
        process.stderr.write(`${name}: ${done} inputs, ${shapes} shapes, ${reached} blocks\n`);
    },
  });
  const seconds = ((performance.now() - startMs) / 1000).toFixed(1);
  const { shapes, coverage } = result;
  process.stdout.write(
    `${name}: ${result.runs} inputs, seed ${seed}, ${shapes} shapes, ${coverage.reached} blocks reached, ${finding === undefined ? 'nothing found' : 'FOUND'} (${seconds} s)\n`,
  );
  if (finding === undefined) continue;
  process.exitCode = 1;
  process.stdout.write(
    `  input ${Buffer.from(finding.input).toString('hex')}\n  text  ${JSON.stringify(Buffer.from(finding.input).toString())}\n  ${finding.message}\n`,
  );
}
