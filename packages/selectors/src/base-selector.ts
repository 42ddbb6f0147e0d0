// What all selectors share: the books of what is registered, and CPython's rules for them. How the kernel is told and
// asked is each subclass's.
import { HubbubError } from '@hubbub/protocol/errors';
import { ReadinessWait } from './readiness-wait.ts';
import {
  checkEvents,
  descriptorOf,
  type Events,
  type FileObject,
  type Ready,
  SelectorKey,
} from './selector-key.ts';
import { SelectorMap } from './selector-map.ts';

/** The longest timeout that the calls take, in ms: about 24 days. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

/** A selector: file objects in, those that are ready out. After `close` every call throws `closed`. */
export abstract class BaseSelector<D = unknown> {
  readonly #keys = new Map<number, SelectorKey<D>>();
  readonly #map: SelectorMap<D>;
  #wait: ReadinessWait | undefined;
  #isClosed = false;

  constructor() {
    this.#map = new SelectorMap<D>({
      keys: this.#keys,
      find: (fileobj) => this.#find(fileobj),
    });
  }

  /**
   * Watches a file object for events. Nothing is registered where this throws.
   * @throws HubbubError `argument_invalid` for a mask or file object that is none, `already_registered`; OsError where
   * the kernel refuses.
   */
  register(...[fileobj, events, data]: Registration<D>): SelectorKey<D> {
    this.#mustBeOpen();
    checkEvents(events);
    const key = new SelectorKey(fileobj, this.#descriptorOf(fileobj), events, data as D);
    if (this.#keys.has(key.fd)) {
      throw new HubbubError('already_registered', `descriptor ${key.fd} is already registered`);
    }
    this.add(key);
    this.#keys.set(key.fd, key);
    return key;
  }

  /**
   * Stops watching. A file object that was closed in the meantime is no error.
   * @throws HubbubError `not_registered`, or `argument_invalid` for a closed object that is not known.
   */
  unregister(fileobj: FileObject): SelectorKey<D> {
    const key = this.getKey(fileobj);
    this.#keys.delete(key.fd);
    this.remove(key);
    return key;
  }

  /**
   * Changes events or data. The same events cost no system call. Where the kernel refuses, the file object is no
   * longer registered.
   * @throws What `register` and `unregister` throw.
   */
  modify(...[fileobj, events, data]: Registration<D>): SelectorKey<D> {
    const key = this.getKey(fileobj);
    checkEvents(events);
    if (events === key.events && data === key.data) return key;
    const changed = new SelectorKey(key.fileobj, key.fd, events, data as D);
    if (events !== key.events) {
      try {
        this.change(changed);
      } catch (error) {
        this.#keys.delete(key.fd);
        throw error;
      }
    }
    this.#keys.set(key.fd, changed);
    return changed;
  }

  /**
   * Waits and answers with what is ready; a hang-up or an error counts as both readable and writable, within the
   * events asked for. Without `timeoutMs` it waits for ever, with 0 or less not at all; a fraction of a millisecond is
   * rounded up. Empty when the time is over, and when a signal came. It blocks the thread.
   */
  select(timeoutMs?: number): Ready<D>[] {
    this.#mustBeOpen();
    return this.poll(wholeMs(timeoutMs));
  }

  /**
   * Resolves once something is ready, or the time is over, or `wake` was called; tells nothing of what. The thread
   * goes on: timers, signals and promises run. One thread of libuv's pool waits in the kernel meanwhile.
   * What is registered or changed meanwhile counts with epoll only.
   */
  wait(timeoutMs?: number): Promise<void> {
    this.#mustBeOpen();
    this.#wait ??= new ReadinessWait();
    return this.#wait.start(this.watched(), wholeMs(timeoutMs));
  }

  /** Ends a `wait`, also from a signal handler or a timer. */
  wake(): void {
    this.#wait?.wake();
  }

  /**
   * The key of a file object.
   * @throws HubbubError `not_registered`, `closed`.
   */
  getKey(fileobj: FileObject): SelectorKey<D> {
    this.#mustBeOpen();
    const key = this.#keys.get(this.#descriptorOf(fileobj));
    if (key === undefined) throw new HubbubError('not_registered', `${nameOf(fileobj)} is not registered`);
    return key;
  }

  /** A live read-only view of what is registered; `undefined` after `close`. */
  getMap(): SelectorMap<D> | undefined {
    return this.#isClosed ? undefined : this.#map;
  }

  /** Lets go of everything; the file objects stay open. A second call does nothing. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#keys.clear();
    this.#wait?.close();
    this.release();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /** How many are registered. */
  protected get count(): number {
    return this.#keys.size;
  }

  /** The key of a descriptor that the kernel told, if it is still registered. */
  protected keyOf(fd: number): SelectorKey<D> | undefined {
    return this.#keys.get(fd);
  }

  /** The keys. */
  protected get all(): IterableIterator<SelectorKey<D>> {
    return this.#keys.values();
  }

  protected abstract add(key: SelectorKey<D>): void;
  protected abstract change(key: SelectorKey<D>): void;
  protected abstract remove(key: SelectorKey<D>): void;
  /** `timeoutMs` is whole; -1: for ever. */
  protected abstract poll(timeoutMs: number): Ready<D>[];
  /** Descriptor and events of all that `wait` has to watch, as `pollfd`s. */
  protected abstract watched(): Int32Array;
  protected abstract release(): void;

  #mustBeOpen(): void {
    if (this.#isClosed) throw new HubbubError('closed', 'the selector is closed');
  }

  #find(fileobj: FileObject): SelectorKey<D> | undefined {
    try {
      return this.#keys.get(this.#descriptorOf(fileobj));
    } catch {
      return undefined;
    }
  }

  /** As {@link descriptorOf}, and for an object that was closed after it was registered the descriptor it had. */
  #descriptorOf(fileobj: FileObject): number {
    try {
      return descriptorOf(fileobj);
    } catch (error) {
      for (const key of this.#keys.values()) if (key.fileobj === fileobj) return key.fd;
      throw error;
    }
  }
}

/** `data` may be left out only where it may be `undefined`. */
type Registration<D> = undefined extends D
  ? [fileobj: FileObject, events: Events, data?: D]
  : [fileobj: FileObject, events: Events, data: D];

function wholeMs(timeoutMs: number | undefined): number {
  if (timeoutMs === undefined || timeoutMs === Number.POSITIVE_INFINITY) return -1;
  return timeoutMs <= 0 ? 0 : Math.min(Math.ceil(timeoutMs), MAX_TIMEOUT_MS);
}

function nameOf(fileobj: FileObject): string {
  return typeof fileobj === 'number' ? `descriptor ${fileobj}` : `the file object of ${fileobj.fileno()}`;
}
