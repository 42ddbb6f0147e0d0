// The flags and environment variables of a server process, as data: one table makes both, and the help text.
import { DEFAULT_LIMITS, FANOUT_MODES, LIMIT_NAMES, type LimitName, LimitsSchema } from '@hubbub/protocol';
import { LOG_LEVELS } from './log.ts';

/** One setting: how it is written on the command line and in the environment, and where it goes. */
export interface Setting {
  /** The flag without its dashes. */
  readonly flag: string;
  /** The environment variable. */
  readonly variable: string;
  /** Where the value goes: a member of the configuration, a limit, or the log level. */
  readonly target: 'host' | 'port' | 'adminPort' | 'fanout' | 'origins' | 'logLevel' | LimitName;
  readonly kind: 'text' | 'integer' | 'list';
  readonly help: string;
}

const kebab = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

const setting = (target: Setting['target'], kind: Setting['kind'], help: string): Setting => {
  const flag = kebab(target);
  return { flag, variable: `HUBBUB_${flag.replaceAll('-', '_').toUpperCase()}`, target, kind, help };
};

/** Every setting, in the order of the help text. */
export const SETTINGS: readonly Setting[] = [
  setting('host', 'text', 'the address to bind (127.0.0.1)'),
  setting('port', 'integer', 'the port to bind; 0: any free one (0)'),
  setting('adminPort', 'integer', 'the port of the admin endpoints; 0: any free one (none)'),
  setting('fanout', 'text', `how rooms are served: ${FANOUT_MODES.join(', ')}`),
  setting('origins', 'list', 'allowed values of Origin, separated by commas (all)'),
  setting('logLevel', 'text', `${LOG_LEVELS.join(', ')} (info)`),
  ...LIMIT_NAMES.map((name) => {
    const { description } = LimitsSchema.properties[name] as { description?: string };
    return setting(name, 'integer', `${description} (${DEFAULT_LIMITS[name]})`);
  }),
];

/** The text of `--help`. */
export function helpText(name: string): string {
  const lines = SETTINGS.map(({ flag, help }) => `  --${flag.padEnd(30)}${help}`);
  return [
    `A Hubbub chat server (${name}). It prints one JSON line on stdout once it accepts connections.`,
    '',
    ...lines,
    `  --${'config -'.padEnd(30)}read one JSON line of configuration on stdin`,
    `  --${'help'.padEnd(30)}this text`,
    '',
    'Each flag is also an environment variable (--admin-port: HUBBUB_ADMIN_PORT). Flags come before the environment,',
    'the environment before --config.',
    '',
  ].join('\n');
}
