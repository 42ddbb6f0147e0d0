// From a definition to a process: configuration in, ready line out, signals, exit status. It is handed the process by
// main.ts and knows no other.
import { HubbubError } from '@hubbub/protocol';
import { readConfig } from './config.ts';
import type { ServerDefinition } from './contract.ts';
import { helpText } from './flags.ts';
import { createLog, describeFault } from './log.ts';
import { startServer } from './start-server.ts';

/** The parts of node's `process` that a server process needs. */
export type HostProcess = Pick<
  NodeJS.Process,
  'argv' | 'env' | 'stdin' | 'stdout' | 'stderr' | 'exit' | 'on'
>;

/**
 * Runs a server as this process (PROC-1…3, STOP-1); resolves once it is ready.
 * A malformed configuration or a port that cannot be bound ends the process with one sentence on stderr and status 2.
 */
export async function runServer(definition: ServerDefinition, host: HostProcess): Promise<void> {
  // Whoever read the ready line may be gone: that is no reason to fall over.
  host.stdout.on('error', () => {});
  host.stderr.on('error', () => {});
  try {
    await run(definition, host);
  } catch (error) {
    const { code, message } = HubbubError.from(error);
    host.stderr.write(`${definition.name}: ${message}\n`);
    host.exit(code === 'config_invalid' || code === 'port_in_use' ? 2 : 1);
  }
}

async function run(definition: ServerDefinition, host: HostProcess): Promise<void> {
  const invocation = await readConfig({
    argv: host.argv.slice(2),
    env: host.env,
    readLine: () => readLine(host.stdin),
    hasThreads: definition.maxThreads !== undefined,
  });
  if (invocation.kind === 'help') {
    host.stdout.write(helpText(definition.name, definition.maxThreads !== undefined));
    return;
  }
  const log = createLog(definition.name, invocation.logLevel);
  const server = await startServer(definition, invocation.config, { log });
  let isStopping = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    host.on(signal, () => {
      if (isStopping) host.exit(130);
      isStopping = true;
      log.info({ signal }, 'stopping');
      server.close().then(
        () => host.exit(0),
        (error: unknown) => {
          log.error(describeFault(error), 'fault in stopping');
          host.exit(1);
        },
      );
    });
  }
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    // SEC-1: a fault that slipped through ends nothing but is told once.
    host.on(event, (error: unknown) => log.error(describeFault(error), event));
  }
  host.stdout.write(`${JSON.stringify(server.ready)}\n`);
  log.info({ endpoints: server.endpoints }, 'listening');
}

/** The first line of a stream; what follows is left unread. */
async function readLine(stdin: NodeJS.ReadStream): Promise<string> {
  let text = '';
  stdin.setEncoding('utf8');
  for await (const chunk of stdin.iterator({ destroyOnReturn: false })) {
    text += chunk;
    if (text.includes('\n')) break;
  }
  // A pipe that stays open would otherwise keep the process alive after its end.
  stdin.pause();
  (stdin as { unref?: () => void }).unref?.();
  return text.split('\n', 1)[0] ?? '';
}
