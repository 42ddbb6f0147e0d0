// `conform probe`: prints what a server does beside what it states.
import { HubbubError } from '@hubbub/protocol';
import { type ProbedLimit, probeLimits } from '../probe/run-probe.ts';
import type { Target } from '../target.ts';
import { createStatusLine } from './status-line.ts';
import type { Surroundings } from './surroundings.ts';

const PATIENCE_S = 90;
const MAX_PATIENCE_S = 3_600;

/** The options of `probe` beside the addresses. */
export const PROBE_OPTIONS = {
  patience: {
    type: 'string',
    valueHint: 's',
    description: `probe: seconds that it waits for a timer (${PATIENCE_S})`,
  },
} as const;

/**
 * Probes and prints a table, or JSON; answers 0 where nothing contradicts what the server states, 1 where something does.
 * @throws HubbubError `argument_invalid` for a patience out of range, `start_failed` where the server does not start.
 */
export async function probe(
  target: Target,
  {
    patience = String(PATIENCE_S),
    json,
  }: { readonly patience?: string | undefined; readonly json?: string | undefined },
  surroundings: Surroundings,
): Promise<0 | 1> {
  const seconds = /^\d+$/.test(patience) ? Number(patience) : 0;
  if (seconds < 1 || seconds > MAX_PATIENCE_S)
    throw new HubbubError(
      'argument_invalid',
      `--patience must be a whole number from 1 to ${MAX_PATIENCE_S}, not "${patience}"`,
    );
  const status = createStatusLine(surroundings);
  status.show(`probing ${target.id}`);
  const limits = await probeLimits({
    target,
    patienceMs: seconds * 1_000,
    signal: surroundings.signal(),
    onFound: ({ limit }, left) =>
      status.show(
        `probing ${target.id}: ${limit} found${left.length > 0 ? `, waiting for ${left.join(', ')}` : ''}`,
      ),
  });
  status.clear();
  surroundings.output.write(
    json === undefined ? formatLimits(limits, surroundings) : `${JSON.stringify(limits, null, 2)}\n`,
  );
  return limits.some(({ agrees }) => agrees === 'no') ? 1 : 0;
}

function formatLimits(limits: readonly ProbedLimit[], { colors }: Pick<Surroundings, 'colors'>): string {
  const paints = { yes: colors.green, no: colors.red, 'not reached': colors.dim, 'not probed': colors.dim };
  const rows = limits.map(({ limit, stated, found, agrees }) => {
    const { value, atLeast, tolerance } = found ?? {};
    const about = tolerance === undefined ? '' : '≈ ';
    const shown = value !== undefined ? `${about}${value}` : atLeast !== undefined ? `≥ ${atLeast}` : '';
    return { cells: [limit, String(stated), shown], agrees };
  });
  const head = ['LIMIT', 'STATED', 'FOUND'];
  const widths = head.map((name, column) =>
    Math.max(name.length, ...rows.map(({ cells }) => cells[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ');
  return [
    colors.dim(line(head)),
    ...rows.map(
      ({ cells, agrees }) =>
        `${line(cells)}  ${paints[agrees](agrees === 'no' ? 'DIFFERS' : agrees === 'yes' ? 'agrees' : agrees)}`,
    ),
    '',
  ].join('\n');
}
