// The flags and environment variables of a server process, as data: one table makes both, and the help text.
import { DEFAULT_LIMITS, FANOUT_MODES, LIMIT_NAMES, type LimitName, LimitsSchema } from '@hubbub/protocol';
import { LOG_LEVELS } from './log.ts';

/** A member of the configuration, one of a part of it, a limit, or the log level. */
type Target =
  | 'host'
  | 'port'
  | 'adminPort'
  | 'fanout'
  | 'origins'
  | 'store'
  | 'logLevel'
  | 'maxThreads'
  | `tls.${'cert' | 'key'}`
  | `auth.${'secret' | 'jwks' | 'issuer' | 'audience'}`
  | LimitName;

/** One setting: how it is written on the command line and in the environment, and where it goes. */
export interface Setting {
  /** The flag without its dashes. */
  readonly flag: string;
  /** The environment variable. */
  readonly variable: string;
  /** Where the value goes: a member of the configuration, a limit, or the log level. */
  readonly target: Target;
  readonly kind: 'text' | 'integer' | 'list';
  readonly help: string;
}

const kebab = (name: string): string =>
  name.replace('.', '-').replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

const setting = (target: Target, kind: Setting['kind'], help: string): Setting => {
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
  setting('tls.cert', 'text', 'the certificate chain, a PEM file; TLS with --tls-key (off)'),
  setting('tls.key', 'text', 'the private key, a PEM file (off)'),
  setting('auth.secret', 'text', 'the token that every client must have; better as a variable (none)'),
  setting('auth.jwks', 'text', 'a JWKS file: tokens are JWTs signed by one of its keys (none)'),
  setting('auth.issuer', 'text', 'what "iss" of a token must be (any)'),
  setting('auth.audience', 'text', 'what "aud" of a token must be (any)'),
  setting('store', 'text', 'a SQLite file that keeps messages over restarts (none)'),
  setting('logLevel', 'text', `${LOG_LEVELS.join(', ')} (info)`),
  ...LIMIT_NAMES.map((name) => {
    const { description } = LimitsSchema.properties[name] as { description?: string };
    return setting(name, 'integer', `${description} (${DEFAULT_LIMITS[name]})`);
  }),
];

/** The setting of a server with a thread a connection. */
export const MAX_THREADS: Setting = setting(
  'maxThreads',
  'integer',
  'the most threads, and so the most connections; --max-connections may ask for fewer',
);

/** The text of `--help`. */
export function helpText(name: string, hasThreads = false): string {
  const lines = [...SETTINGS, ...(hasThreads ? [MAX_THREADS] : [])].map(
    ({ flag, help }) => `  --${flag.padEnd(30)}${help}`,
  );
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
