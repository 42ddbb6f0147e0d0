// `hubbub serve`: becomes a server. The process is replaced, so stdin, stdout, signals and the exit status are the
// server's own (PROTOCOL.md §13) and nothing stands in between.
import { accessSync, constants } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { HubbubError } from '@hubbub/protocol';
import { defineCommand } from '../command.ts';
import { entrantOf } from '../entrants.ts';
import type { Host } from '../host.ts';
import { requireInstalled } from '../requirements.ts';

/** See the table in hubbub.ts. */
export const serve = defineCommand({
  args: {
    server: { type: 'positional', required: true, description: 'its name, or the path of an entrant.json' },
  },
  passesThrough: true,
  notes: [
    'What follows the name goes to the server untouched; hubbub serve net --help tells',
    'its flags, and --config - takes one line of JSON on stdin instead. It prints one',
    'JSON line once it accepts connections, logs to stderr, and stops on SIGTERM or',
    'SIGINT. It runs in its own folder, so give paths as absolute ones.',
    '',
    'hubbub serve ws --port 4000',
    'echo \'{"port":4000,"limits":{"historySize":0}}\' | hubbub serve net --config -',
  ],
  run({ server }, host, rest) {
    const found = entrantOf(host, server);
    requireInstalled(found);
    const { entrant, folder } = found;
    const [program = 'node', ...args] = entrant.command;
    return host.become(locate(program, folder, host), [...args, ...rest], folder);
  },
});

/** The executable file of a command, found as a shell would; `node` is the Node that runs this. */
function locate(program: string, folder: string, host: Host): string {
  if (program === 'node') return host.node;
  const candidates = program.includes('/')
    ? [isAbsolute(program) ? program : resolve(folder, program)]
    : host.searchPath.map((path) => join(path, program));
  const file = candidates.find(isExecutable);
  if (file === undefined)
    throw new HubbubError('requirement_missing', `the program "${program}" cannot be found`);
  return file;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
