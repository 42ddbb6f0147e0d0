// The options of `conform` as data: two commands read them, each with its own reader of arguments. And what they mean.
import { BINDINGS, type Binding, HubbubError, PROFILES } from '@hubbub/protocol';
import type { ProfileChoice } from '../runner/plan.ts';

/** One option. */
export interface OptionDefinition {
  readonly type: 'string' | 'boolean';
  readonly description: string;
  readonly valueHint?: string;
}

const PROFILE_CHOICES: readonly ProfileChoice[] = [...PROFILES, 'claimed', 'all'];

/** Addresses of a server that runs already. */
export const ATTACH_OPTIONS = {
  tcp: { type: 'string', valueHint: 'host:port', description: 'attach to a running server: lines' },
  ws: { type: 'string', valueHint: 'url', description: 'attach to a running server: websocket' },
  socketio: { type: 'string', valueHint: 'url', description: 'attach to a running server: Socket.IO' },
} as const satisfies Record<string, OptionDefinition>;

/** Which cases are run, and how. */
export const SELECTION_OPTIONS = {
  profile: {
    type: 'string',
    valueHint: 'name',
    description: `${PROFILE_CHOICES.join(', ')} (core for one server, claimed for several)`,
  },
  case: { type: 'string', valueHint: 'ids', description: 'only these cases, clauses or sections' },
  binding: { type: 'string', valueHint: 'name', description: `only this one: ${BINDINGS.join(', ')}` },
  seed: { type: 'string', valueHint: 'n', description: 'the same seed gives the same run' },
  shuffle: { type: 'boolean', description: 'run the cases in an order drawn from the seed' },
  repeat: { type: 'string', valueHint: 'n', description: 'run every case so often' },
} as const satisfies Record<string, OptionDefinition>;

/** What is left behind. */
export const REPORT_OPTIONS = {
  json: { type: 'string', valueHint: 'file', description: 'the whole result as JSON' },
  html: { type: 'string', valueHint: 'file', description: 'a page with every case and its wire log' },
  junit: { type: 'string', valueHint: 'file', description: 'JUnit XML' },
  tap: { type: 'string', valueHint: 'file', description: 'TAP 14' },
  markdown: { type: 'string', valueHint: 'file', description: 'a summary in Markdown' },
  badge: { type: 'string', valueHint: 'file', description: 'JSON for a badge of shields.io; of one server' },
  fix: { type: 'boolean', description: 'rewrite the expectations in entrant.json; after a full run only' },
} as const satisfies Record<string, OptionDefinition>;

/** The reports that can be written. */
export const REPORTS = ['json', 'html', 'junit', 'tap', 'markdown', 'badge'] as const;

/** What an invocation asks for. */
export interface ConformChoice {
  readonly profile: ProfileChoice | undefined;
  readonly caseIds: readonly string[] | undefined;
  readonly bindings: readonly Binding[] | undefined;
  readonly seed: number | undefined;
  readonly shuffle: boolean;
  readonly repeat: number;
  /** The files asked for; `-` is the output. */
  readonly reports: Readonly<Partial<Record<(typeof REPORTS)[number], string>>>;
  readonly isFixing: boolean;
}

const MAX_SEED = 2 ** 31 - 1;
const MAX_REPEAT = 1_000;

/**
 * Gives the options their meaning.
 * @throws HubbubError `argument_invalid` for a value out of form or range.
 */
export function readChoice(args: Readonly<Record<string, unknown>>): ConformChoice {
  const text = (name: string): string | undefined =>
    typeof args[name] === 'string' ? (args[name] as string) : undefined;
  const reports = Object.fromEntries(
    REPORTS.flatMap((name) => {
      const file = text(name);
      return file === undefined ? [] : [[name, file]];
    }),
  );
  const piped = Object.keys(reports).filter((name) => reports[name] === '-');
  if (piped.length > 1)
    throw new HubbubError(
      'argument_invalid',
      `only one report can go to the output, not ${piped.join(' and ')}`,
    );
  const binding = oneOf('binding', text('binding'), BINDINGS);
  return {
    profile: oneOf('profile', text('profile'), PROFILE_CHOICES),
    caseIds: text('case')?.split(','),
    bindings: binding && [binding],
    seed: wholeNumber('seed', text('seed'), { min: 0, max: MAX_SEED }),
    shuffle: args.shuffle === true,
    repeat: wholeNumber('repeat', text('repeat'), { min: 1, max: MAX_REPEAT }) ?? 1,
    reports,
    isFixing: args.fix === true,
  };
}

function oneOf<T extends string>(
  name: string,
  value: string | undefined,
  known: readonly T[],
): T | undefined {
  if (value === undefined) return undefined;
  const found = known.find((choice) => choice === value);
  if (found !== undefined) return found;
  throw new HubbubError('argument_invalid', `--${name} must be one of ${known.join(', ')}, not "${value}"`);
}

function wholeNumber(
  name: string,
  value: string | undefined,
  { min, max }: { min: number; max: number },
): number | undefined {
  if (value === undefined) return undefined;
  const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
  if (number >= min && number <= max) return number;
  throw new HubbubError(
    'argument_invalid',
    `--${name} must be a whole number from ${min} to ${max}, not "${value}"`,
  );
}
