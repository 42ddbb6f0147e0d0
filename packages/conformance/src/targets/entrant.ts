// The spawn tier: a server that an entrant.json describes, one process for each configuration.
import { readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import {
  type Entrant,
  type FanoutMode,
  HubbubError,
  PROFILES,
  type Profile,
  withVariants,
} from '@hubbub/protocol';
import { checkEntrant } from '@hubbub/protocol/checks';
import type { Target } from '../target.ts';
import { startProcess, tryProcess } from './process.ts';

/** An entrant and the folder that its command runs in. */
export interface LoadedEntrant {
  readonly entrant: Entrant;
  readonly folder: string;
  /** The path of entrant.json itself. */
  readonly file: string;
}

/**
 * Reads an `entrant.json`, given by its path or its folder's.
 * @throws HubbubError `config_invalid` where it cannot be read or is not valid.
 */
export function readEntrant(path: string): LoadedEntrant {
  const full = resolve(path);
  try {
    const file = statSync(full).isDirectory() ? join(full, 'entrant.json') : full;
    return { entrant: checkEntrant(JSON.parse(readFileSync(file, 'utf8'))), folder: dirname(file), file };
  } catch (error) {
    if (error instanceof HubbubError) throw error;
    throw new HubbubError('config_invalid', `${path}: ${HubbubError.from(error).message}`, { cause: error });
  }
}

/** What of an entrant is judged. */
export interface EntrantChoice {
  /** The variant whose command is run. */
  readonly variant?: string | undefined;
  /** The fan-out mode that it is started with; its own default where none is given. */
  readonly fanout?: FanoutMode | undefined;
}

/**
 * The spawn tier.
 * @throws HubbubError `config_invalid`, also for a variant that the entrant does not have.
 */
export function entrantTarget(path: string, { variant, fanout }: EntrantChoice = {}): Target {
  const { entrant: base, folder, file } = readEntrant(path);
  const id = variant === undefined ? base.id : `${base.id}:${variant}`;
  const entrant = withVariants(base).find((one) => one.id === id);
  if (entrant === undefined)
    throw new HubbubError('config_invalid', `${base.id} has no variant "${variant}"`);
  const { command } = entrant;
  return {
    id,
    tier: 'spawn',
    argument: fanout === undefined ? id : `${id} --fanout ${fanout}`,
    features: entrant.features,
    bindings: entrant.bindings,
    profiles: claimedProfiles(entrant),
    expectations: entrant.expectations,
    declaredIn: { file, ...(variant !== undefined && { variant }) },
    // The command is the server's alone; how it is configured is the contract's (PROC-1).
    start: (config, signal, { openFiles } = {}) =>
      startProcess(
        limited([...command, '--config', '-'], openFiles),
        folder,
        fanout ? { ...config, fanout } : config,
        signal,
      ),
    tryConfig: (line, signal) => tryProcess([...command, '--config', '-'], folder, line, signal),
  };
}

/** The command with fewer file descriptors; the shell is the one tool that every system has for that. */
function limited(command: readonly string[], openFiles: number | undefined): readonly string[] {
  return openFiles === undefined
    ? command
    : ['/bin/sh', '-c', `ulimit -n ${openFiles}; exec "$0" "$@"`, ...command];
}

/** The profiles that depend on a feature of the same name. */
const BY_FEATURE: readonly Profile[] = ['history', 'cluster'];

/** What a server claims: what it says, or else every profile that its features allow. */
function claimedProfiles({ profiles, features }: Entrant): readonly Profile[] {
  return profiles ?? PROFILES.filter((name) => !BY_FEATURE.includes(name) || features.includes(name));
}
