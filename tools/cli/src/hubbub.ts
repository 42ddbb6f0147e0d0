// The command as a function: picks the subcommand, reads its arguments, shows help, and turns whatever is thrown
// into one sentence and exit status 2.
import { stripVTControlCharacters } from 'node:util';
import { HubbubError } from '@hubbub/protocol';
import { renderUsage } from 'citty';
import { type Command, readArguments, toCitty } from './command.ts';
import { list } from './commands/list.ts';
import { serve } from './commands/serve.ts';
import { type Host, printLine } from './host.ts';
import { suggestion } from './nearest.ts';

const COMMANDS: readonly Command[] = [list, serve];
const BAD_INPUT = 2;

/** Runs the command and answers the exit status; throws nothing. */
export async function runHubbub(argv: readonly string[], version: string, host: Host): Promise<number> {
  try {
    const [name, ...raw] = argv;
    if (name === '--version' || name === '-v') {
      printLine(host, version);
      return 0;
    }
    if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
      const topic = COMMANDS.find((command) => command.name === raw[0]);
      printLine(host, topic === undefined ? await overview(version, host) : await helpOf(topic, host));
      return name === undefined ? BAD_INPUT : 0;
    }
    const command = COMMANDS.find((candidate) => candidate.name === name);
    if (command === undefined) {
      const hint = suggestion(
        name,
        COMMANDS.map((candidate) => candidate.name),
      );
      throw new HubbubError(
        'argument_invalid',
        `there is no command "${name}"${hint || ' (see hubbub --help)'}`,
      );
    }
    const own = command.passesThrough ? raw.slice(0, 1) : raw;
    if (own.some((argument) => argument === '--help' || argument === '-h')) {
      printLine(host, await helpOf(command, host));
      return 0;
    }
    return await command.run(readArguments(command, own), host, raw.slice(own.length));
  } catch (error) {
    host.errorOutput.write(`hubbub: ${HubbubError.from(error).message.split('\n')[0]}\n`);
    return BAD_INPUT;
  }
}

async function overview(version: string, host: Host): Promise<string> {
  const usage = await renderUsage({
    meta: { name: 'hubbub', version, description: 'One chat server, built many ways' },
    subCommands: Object.fromEntries(COMMANDS.map((command) => [command.name, toCitty(command)])),
  });
  return paint(usage, host);
}

async function helpOf(command: Command, host: Host): Promise<string> {
  const usage = await renderUsage(toCitty(command), { meta: { name: 'hubbub' } });
  const notes = (command.notes ?? []).map((line) => `  ${line}`.trimEnd());
  return paint([usage.trimEnd(), ...(notes.length > 0 ? ['', ...notes] : [])].join('\n'), host);
}

/** citty colours by the environment alone; here the terminal decides. */
function paint(text: string, host: Host): string {
  return host.colors.isColorSupported ? text : stripVTControlCharacters(text);
}
