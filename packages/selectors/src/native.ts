// The C library of this process, through koffi. On a platform without one, or without a function, importing costs
// nothing and the call says `unsupported_platform`.
import { HubbubError } from '@hubbub/protocol/errors';
import type { KoffiFunc, LibraryHandle } from 'koffi';

type Koffi = typeof import('koffi');
/** What a pointer parameter takes: memory that outlives the call. */
export type Memory = Uint8Array | Int32Array | Uint32Array | BigUint64Array | null;

/** `undefined` where there is no native module for this platform. */
const koffi: Koffi | undefined = await import('koffi').catch(() => undefined);
/** The symbols of what is already loaded: on every POSIX system libc is. */
const library: LibraryHandle | undefined = process.platform === 'win32' ? undefined : koffi?.load(null);

/** Whether the Linux calls (epoll, accept4, eventfd) can be made: their structures and numbers are known here. */
export const isLinux =
  library !== undefined &&
  process.platform === 'linux' &&
  (process.arch === 'x64' || process.arch === 'arm64');

/** Whether `poll` and `select` can be called. */
export const isPosix = library !== undefined;

/** What is thrown where a call cannot be made on this platform. */
export function unsupportedPlatform(what: string): HubbubError {
  return new HubbubError(
    'unsupported_platform',
    `${what} is not available on ${process.platform} ${process.arch}`,
  );
}

/** Binds a C function; a stand-in that throws `unsupported_platform` where the library has none. */
export function bind<F extends (...args: never[]) => number | null>(
  name: string,
  definition: string,
  where: boolean = isPosix,
): KoffiFunc<F> {
  const fail = () => {
    throw unsupportedPlatform(`${name}()`);
  };
  if (!where || library === undefined) return Object.assign(fail, { async: fail, info: {} }) as never;
  return library.func(definition) as unknown as KoffiFunc<F>;
}

/** `errno` as the last call left it. */
export const errno: () => number = koffi?.errno ?? (() => 0);

/** The address of memory, for the structures that hold pointers; the memory must be kept. */
export function addressOf(memory: Memory): bigint {
  if (koffi === undefined) throw unsupportedPlatform('native memory');
  return koffi.address(memory);
}
