// `hubbub plan`: what a chat of one's own would need with each server, from a comparison that was measured.
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { formatPlan, planFor } from '@hubbub/bench';
import { HubbubError } from '@hubbub/protocol';
import { defineCommand } from '../command.ts';
import type { Host } from '../host.ts';
import { readResults } from '../past-comparisons.ts';

const DEFAULTS = { rooms: '1', rate: '1', text: '100', utilisation: '0.6' };

/** See the table in hubbub.ts. */
export const plan = defineCommand({
  args: {
    users: { type: 'string', valueHint: 'n', required: true, description: 'connected at once, such as 1e6' },
    rooms: { type: 'string', valueHint: 'n', description: `rooms of equal size (${DEFAULTS.rooms})` },
    rate: {
      type: 'string',
      valueHint: 'n',
      description: `messages a second in each room (${DEFAULTS.rate})`,
    },
    text: { type: 'string', valueHint: 'bytes', description: `bytes of a message (${DEFAULTS.text})` },
    utilisation: {
      type: 'string',
      valueHint: 'share',
      description: `how much of a core may be used (${DEFAULTS.utilisation})`,
    },
    from: {
      type: 'string',
      valueHint: 'file',
      description: 'a results.json; the newest of reports/ where none is given',
    },
  },
  notes: [
    'hubbub plan --users 1e6 --rooms 1e5 --rate 0.1',
    '',
    'Coefficients come from the measured scenario nearest to the need; what is extrapolated is said.',
  ],
  run(args, host) {
    const need = {
      users: readAmount('users', args.users ?? ''),
      rooms: readAmount('rooms', args.rooms ?? DEFAULTS.rooms),
      ratePerRoom: readAmount('rate', args.rate ?? DEFAULTS.rate),
      textBytes: readAmount('text', args.text ?? DEFAULTS.text),
      utilisation: readAmount('utilisation', args.utilisation ?? DEFAULTS.utilisation),
    };
    if (need.utilisation > 1) throw new HubbubError('argument_invalid', '--utilisation is at most 1');
    if (need.rooms > need.users) throw new HubbubError('argument_invalid', 'there are more rooms than users');
    const results = readResults(args.from ?? newest(host), host);
    host.output.write(formatPlan(planFor(results, need), need));
    return 0;
  },
});

function readAmount(name: string, text: string): number {
  const value = Number(text);
  if (text !== '' && value > 0 && Number.isFinite(value)) return value;
  throw new HubbubError('argument_invalid', `--${name} must be a number above 0, not "${text}"`);
}

/** The folders of comparisons are called by their time. */
function newest({ root }: Host): string {
  const folder = join(root, 'reports');
  const last = globSync('compare-*/results.json', { cwd: folder }).sort().at(-1);
  if (last !== undefined) return join(folder, last);
  throw new HubbubError(
    'argument_invalid',
    'nothing was compared here yet: hubbub compare, or --from <file>',
  );
}
