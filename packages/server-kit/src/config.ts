// Where a process's configuration comes from, and which source comes first: flags, environment, stdin, defaults
// (PROC-1). What a configuration may hold is the protocol package's affair.
import { parseArgs } from 'node:util';
import { checkServerConfig, HubbubError, LIMIT_NAMES, type ServerConfig } from '@hubbub/protocol';
import { MAX_THREADS, SETTINGS, type Setting } from './flags.ts';
import { LOG_LEVELS, type LogLevel } from './log.ts';

/** Where to read from. */
export interface ConfigSources {
  /** The arguments after the script. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Reads one line of stdin; called for `--config -` alone. */
  readLine(): Promise<string>;
  /** Whether `--max-threads` is taken. */
  readonly hasThreads?: boolean;
}

/** What the process is to do. */
export type Invocation =
  | { readonly kind: 'help' }
  | { readonly kind: 'serve'; readonly config: ServerConfig; readonly logLevel: LogLevel };

const LIMITS: ReadonlySet<string> = new Set(LIMIT_NAMES);

/**
 * Reads the configuration.
 * @throws HubbubError `config_invalid` with one sentence for an unknown flag, a malformed value, invalid JSON, an
 * unknown member or limit, or limits that do not fit together.
 */
export async function readConfig({
  argv,
  env,
  readLine,
  hasThreads = false,
}: ConfigSources): Promise<Invocation> {
  const settings = hasThreads ? [...SETTINGS, MAX_THREADS] : SETTINGS;
  const flags = parseFlags(argv, settings);
  if (flags.help === true) return { kind: 'help' };
  const given = flags.config === undefined ? {} : await parseJson(flags.config, await readLine());
  const config: Record<string, unknown> = { ...given };
  const limits: Record<string, unknown> = { ...(given.limits as object | undefined) };
  let logLevel: LogLevel = 'info';
  let maxThreads: number | undefined;
  for (const setting of settings) {
    const flag = flags[setting.flag];
    const source = flag === undefined ? setting.variable : `--${setting.flag}`;
    const text = flag ?? env[setting.variable];
    if (typeof text !== 'string') continue;
    const value = parsedOf(setting, source, text);
    if (setting.target === 'logLevel') logLevel = logLevelOf(source, text);
    else if (setting.target === 'maxThreads') maxThreads = value as number;
    else if (LIMITS.has(setting.target)) limits[setting.target] = value;
    else place(config, setting.target, value);
  }
  if (maxThreads !== undefined) heedThreads(limits, maxThreads);
  if (Object.keys(limits).length > 0) config.limits = limits;
  return { kind: 'serve', config: await checkServerConfig(config), logLevel };
}

/** Every connection has a thread, so there are never more of them (LIMIT-1). */
function heedThreads(limits: Record<string, unknown>, maxThreads: number): void {
  limits.maxConnections ??= maxThreads;
  if (Number(limits.maxConnections) > maxThreads) {
    throw new HubbubError(
      'config_invalid',
      `limit "maxConnections" is ${limits.maxConnections}, but there are at most ${maxThreads} threads`,
    );
  }
}

/** `auth.secret` goes into the part `auth`, what was given on stdin of it stays. */
function place(config: Record<string, unknown>, target: string, value: unknown): void {
  const [name = '', member] = target.split('.');
  config[name] = member === undefined ? value : { ...(config[name] as object | undefined), [member]: value };
}

function parseFlags(
  argv: readonly string[],
  settings: readonly Setting[],
): Record<string, string | boolean | undefined> {
  const options: Record<string, { type: 'string' | 'boolean' }> = {
    config: { type: 'string' },
    help: { type: 'boolean' },
  };
  for (const { flag } of settings) options[flag] = { type: 'string' };
  try {
    return parseArgs({ args: [...argv], options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    const [sentence = ''] = String((error as Error).message).split('. ');
    throw new HubbubError('config_invalid', `${sentence.split('\n')[0]}; see --help`, { cause: error });
  }
}

async function parseJson(flag: string | boolean, line: string): Promise<Record<string, unknown>> {
  if (flag !== '-') throw new HubbubError('config_invalid', '--config takes "-" (stdin) and nothing else');
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw new HubbubError('config_invalid', 'the configuration on stdin is not valid JSON', { cause: error });
  }
  await checkServerConfig(value);
  return value as Record<string, unknown>;
}

function parsedOf({ kind }: Setting, source: string, text: string): unknown {
  if (kind === 'list') return text.split(',').filter((item) => item !== '');
  if (kind === 'text') return text;
  if (!/^\d{1,15}$/.test(text)) {
    throw new HubbubError('config_invalid', `${source} must be a whole number, not ${JSON.stringify(text)}`);
  }
  return Number(text);
}

function logLevelOf(source: string, text: string): LogLevel {
  const level = LOG_LEVELS.find((name) => name === text);
  if (level !== undefined) return level;
  throw new HubbubError('config_invalid', `${source} must be one of ${LOG_LEVELS.join(', ')}`);
}
