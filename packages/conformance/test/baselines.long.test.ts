// Servers that hardly do anything must not get through, and the proxy of the mutants must add no fault of its own.
import { expect, test } from 'vitest';
import { CANNED, ECHO, IDENTITY, SILENT } from '../src/mutants/baseline.ts';
import { targetOfMutant } from '../src/mutants/mutant-target.ts';
import { formatFailures } from '../src/report/console.ts';
import { runConformance } from '../src/runner/run.ts';
import { exitStatusOf } from '../src/runner/verdict.ts';
import { sharedTarget } from '../src/targets/shared.ts';
import { goodServers } from './good-servers.ts';

const MINUTES_MS = 600_000;

test.for(goodServers())(
  'the good server $id behind a proxy without a fault passes everything',
  { timeout: MINUTES_MS },
  async (good) => {
    const envelope = await runConformance({ target: targetOfMutant(IDENTITY, good), profile: 'core' });
    expect(formatFailures(envelope)).toBe('');
    expect(exitStatusOf(envelope)).toBe(0);
  },
);

test.for(goodServers())(
  'a server that says nothing passes no case (before $id)',
  { timeout: MINUTES_MS },
  async (good) => {
    const upstream = sharedTarget(good);
    try {
      const envelope = await runConformance({
        target: targetOfMutant(SILENT, upstream),
        profile: 'core',
        deadlineMs: 150,
        labelsFlaky: false,
      });
      const passed = envelope.results.filter(({ verdict }) => verdict === 'pass');
      expect(passed.map(({ id, binding }) => `${id} over ${binding}`)).toEqual([]);
      expect(exitStatusOf(envelope)).toBe(1);
    } finally {
      await upstream.stopAll();
    }
  },
);

test.for([ECHO, CANNED])(
  'the server "$id" ($title) is not conformant',
  { timeout: MINUTES_MS },
  async (mutant) => {
    for (const good of goodServers()) {
      const upstream = sharedTarget(good);
      try {
        const envelope = await runConformance({
          target: targetOfMutant(mutant, upstream),
          caseIds: ['NICK', 'ROOM', 'SAY', 'ORDER'],
          deadlineMs: 150,
          labelsFlaky: false,
        });
        expect(exitStatusOf(envelope)).toBe(1);
        expect(envelope.counts.fail).toBeGreaterThan(envelope.counts.pass);
      } finally {
        await upstream.stopAll();
      }
    }
  },
);
