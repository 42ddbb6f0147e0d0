// Broken servers that the cases of PROC and LIMIT must catch: what they read, what they say of themselves.
import { LIMIT_NAMES } from '@hubbub/protocol';
import { defineMutant, type Mutant } from './mutant.ts';

/** Reads what it can of a line, with what `mend` makes of it. */
function reading(mend: (config: Record<string, unknown>) => Record<string, unknown>) {
  return (line: string): string => {
    try {
      const value: unknown = JSON.parse(line);
      return typeof value === 'object' && value !== null && !Array.isArray(value)
        ? JSON.stringify(mend(value as Record<string, unknown>))
        : line;
    } catch {
      return line;
    }
  };
}
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The mutants of PROC and LIMIT. */
export const processMutants: readonly Mutant[] = [
  defineMutant({
    id: 'forgets-one-limit',
    title: 'states the default of retryAfterMs whatever is configured',
    clause: 'LIMIT-1',
    kills: ['LIMIT-1.2', 'LIMIT-1.1'],
    misstates: (ready) => ({ ...ready, limits: { ...ready.limits, retryAfterMs: 1_000 } }),
  }),
  defineMutant({
    id: 'mends-limits',
    title: 'leaves limits out that it does not understand',
    clause: 'LIMIT-1',
    kills: ['LIMIT-1.3'],
    rereadsConfig: reading(({ limits, ...config }) => ({
      ...config,
      ...(isObject(limits) && {
        limits: Object.fromEntries(
          Object.entries(limits).filter(
            ([name, value]) =>
              LIMIT_NAMES.some((known) => known === name) && Number.isInteger(value) && Number(value) >= 0,
          ),
        ),
      }),
    })),
  }),
  defineMutant({
    id: 'starts-without-a-configuration',
    title: 'starts with its defaults where the configuration is no JSON object',
    clause: 'PROC-1',
    kills: ['PROC-1.1'],
    rereadsConfig(line) {
      try {
        return isObject(JSON.parse(line)) ? line : '{"port":0}';
      } catch {
        return '{"port":0}';
      }
    },
  }),
  defineMutant({
    id: 'passes-over-unknown-settings',
    title: 'passes over members of the configuration that it does not know',
    clause: 'PROC-1',
    kills: ['PROC-1.2'],
    rereadsConfig: reading(({ prot: _, ...config }) => config),
  }),
  defineMutant({
    id: 'passes-over-what-it-does-not-offer',
    title: 'starts without a backplane where one is configured that it does not offer',
    clause: 'PROC-4',
    kills: ['PROC-4.1'],
    rereadsConfig: reading(({ backplane: _, ...config }) => config),
  }),
  defineMutant({
    id: 'misstates-its-process',
    title: 'states the number of another process',
    clause: 'PROC-2',
    kills: ['PROC-2.1'],
    // Above what Linux gives.
    misstates: (ready) => ({ ...ready, pid: 2 ** 22 + 1 }),
  }),
  defineMutant({
    id: 'ready-while-it-drains',
    title: 'answers /readyz with 200 whatever happens',
    clause: 'PROC-3',
    kills: ['PROC-3.1'],
    adminAnswer: (path, answer) => (path === '/readyz' ? { status: 200, body: 'ready\n' } : answer),
  }),
  defineMutant({
    id: 'metrics-as-json',
    title: 'answers /metrics in JSON',
    clause: 'PROC-3',
    kills: ['PROC-3.2'],
    adminAnswer: (path, answer) => (path === '/metrics' ? { ...answer, body: '{"clients":1}\n' } : answer),
  }),
  defineMutant({
    id: 'counts-every-room-ever',
    title: 'counts a room more than there is',
    clause: 'PROC-3',
    kills: ['PROC-3.3', 'PROC-3.4'],
    adminAnswer: (path, answer) =>
      path === '/stats'
        ? {
            ...answer,
            body: answer.body.replace(/"rooms":(\d+)/, (_, count) => `"rooms":${Number(count) + 1}`),
          }
        : answer,
  }),
];
