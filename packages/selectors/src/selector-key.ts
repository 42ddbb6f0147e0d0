// What is registered with a selector: a file object, its descriptor, the events waited for and the data attached.
import { HubbubError } from '@hubbub/protocol/errors';

/** Wait until it can be read: data, a connection to accept, or the end. */
export const EVENT_READ = 1;
/** Wait until it can be written. */
export const EVENT_WRITE = 2;
/** A mask of {@link EVENT_READ} and {@link EVENT_WRITE}. */
export type Events = number;

/** A file descriptor, or anything that has one. A closed object answers -1. */
export type FileObject = number | { fileno(): number };

/** A ready key, and which of its events are there. */
export type Ready<D> = readonly [key: SelectorKey<D>, events: Events];

/** One registration; it never changes: `modify` makes another. */
export class SelectorKey<D = unknown> {
  readonly fileobj: FileObject;
  readonly fd: number;
  readonly events: Events;
  readonly data: D;
  // Made once for each answer that this key can give, so that a `select` allocates nothing for what is ready.
  #readable: Ready<D> | undefined;
  #writable: Ready<D> | undefined;
  #both: Ready<D> | undefined;

  constructor(fileobj: FileObject, fd: number, events: Events, data: D) {
    this.fileobj = fileobj;
    this.fd = fd;
    this.events = events;
    this.data = data;
  }

  /** The pair that `select` hands out for these events. */
  ready(events: Events): Ready<D> {
    if (events === EVENT_READ) {
      this.#readable ??= [this, EVENT_READ];
      return this.#readable;
    }
    if (events === EVENT_WRITE) {
      this.#writable ??= [this, EVENT_WRITE];
      return this.#writable;
    }
    this.#both ??= [this, events];
    return this.#both;
  }
}

/**
 * The descriptor of a file object.
 * @throws HubbubError `argument_invalid` where it has none, or a negative one.
 */
export function descriptorOf(fileobj: FileObject): number {
  const fd = typeof fileobj === 'number' ? fileobj : fileobj?.fileno?.();
  if (!Number.isInteger(fd)) {
    throw new HubbubError('argument_invalid', `no file object: ${String(fileobj)}`);
  }
  if (fd < 0) throw new HubbubError('argument_invalid', `no file descriptor: ${fd}`);
  return fd;
}

/**
 * Checks a mask.
 * @throws HubbubError `argument_invalid` where it is empty or has other bits.
 */
export function checkEvents(events: Events): void {
  if (events === EVENT_READ || events === EVENT_WRITE || events === (EVENT_READ | EVENT_WRITE)) return;
  throw new HubbubError('argument_invalid', `no mask of EVENT_READ and EVENT_WRITE: ${events}`);
}
