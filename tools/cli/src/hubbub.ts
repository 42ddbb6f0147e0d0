// The command as a function: picks the subcommand, reads its arguments, shows help, and turns whatever is thrown
// into one sentence and exit status 2.
import { HubbubError } from '@hubbub/protocol';
import { type Command, readArguments } from './command.ts';
import { commandText, overviewText } from './help.ts';
import { type Host, printLine } from './host.ts';
import { suggestion } from './nearest.ts';

interface Entry {
  readonly name: string;
  readonly description: string;
  /** Loaded when it is asked for: the suite and the evaluation take longer to load than a list to print. */
  readonly load: () => Promise<Command>;
}

const COMMANDS: readonly Entry[] = [
  {
    name: 'list',
    description: 'Lists the servers and what each still needs',
    load: () => import('./commands/list.ts').then(({ list }) => list),
  },
  {
    name: 'serve',
    description: 'Runs a server in the foreground',
    load: () => import('./commands/serve.ts').then(({ serve }) => serve),
  },
  {
    name: 'chat',
    description: 'Talks in a room of a running server',
    load: () => import('./commands/chat.ts').then(({ chat }) => chat),
  },
  {
    name: 'conform',
    description: 'Holds a server against the conformance suite',
    load: () => import('./commands/conform.ts').then(({ conform }) => conform),
  },
  {
    name: 'compare',
    description: 'Measures servers side by side, and ranks those that conform',
    load: () => import('./commands/compare.ts').then(({ compare }) => compare),
  },
  {
    name: 'new',
    description: 'Writes a new server that starts and leaves the rest to do',
    load: () => import('./commands/new.ts').then(({ newServer }) => newServer),
  },
  {
    name: 'plan',
    description: 'Tells what a chat of your own would need with each server',
    load: () => import('./commands/plan.ts').then(({ plan }) => plan),
  },
];
const BAD_INPUT = 2;
/** 128 + SIGINT, as a shell tells it. */
const INTERRUPTED = 130;

/** Runs the command and answers the exit status; throws nothing. */
export async function runHubbub(argv: readonly string[], version: string, host: Host): Promise<number> {
  const [name = '--help', ...raw] = argv;
  try {
    if (name === '--version' || name === '-v') {
      printLine(host, version);
      return 0;
    }
    if (name === '--help' || name === '-h' || (name === 'help' && raw.length === 0)) {
      printLine(host, overviewText(version, COMMANDS, host));
      return argv.length === 0 ? BAD_INPUT : 0;
    }
    if (name === 'help') {
      const entry = entryOf(raw[0] ?? '');
      printLine(host, commandText(entry, await entry.load(), host));
      return 0;
    }
    const entry = entryOf(name);
    const command = await entry.load();
    const own = command.passesThrough ? raw.slice(0, 1) : raw;
    if (own.includes('--help') || own.includes('-h')) {
      printLine(host, commandText(entry, command, host));
      return 0;
    }
    return await command.run(readArguments(name, command, own), host, raw.slice(own.length));
  } catch (error) {
    if (host.signal().aborted) return INTERRUPTED;
    host.errorOutput.write(`hubbub: ${HubbubError.from(error).message.split('\n')[0]}\n`);
    return BAD_INPUT;
  }
}

function entryOf(name: string): Entry {
  const entry = COMMANDS.find((candidate) => candidate.name === name);
  if (entry !== undefined) return entry;
  const names = COMMANDS.map((candidate) => candidate.name);
  const hint = suggestion(name, names) || '; see hubbub --help';
  throw new HubbubError('argument_invalid', `there is no command "${name}"${hint}`);
}
