// Typed events. Own code, since in the well-known tiny emitters a listener that throws costs the next listener its
// event; here it is reported as the platform reports one of an EventTarget, and everybody else is served.

/** What an event calls. */
export type Listener<T> = (event: T) => void;

/** Events by name, each with the type of its one argument. */
export class Emitter<Events> {
  readonly #listeners = new Map<keyof Events, readonly Listener<never>[]>();

  /** Calls `listener` at each `name` event from now on; answers a function that ends that. */
  on<K extends keyof Events>(name: K, listener: Listener<Events[K]>): () => void {
    // Lists are replaced, never changed: a listener may add or remove others while an event is being told.
    this.#listeners.set(name, [...(this.#listeners.get(name) ?? []), listener]);
    return () => this.off(name, listener);
  }

  /** Removes one registration of `listener`; without one nothing happens. */
  off<K extends keyof Events>(name: K, listener: Listener<Events[K]>): void {
    const listeners = this.#listeners.get(name) ?? [];
    const at = listeners.indexOf(listener as Listener<never>);
    if (at >= 0) this.#listeners.set(name, listeners.toSpliced(at, 1));
  }

  /** Tells every listener, in the order in which they came. */
  protected emit<K extends keyof Events>(name: K, event: Events[K]): void {
    for (const listener of this.#listeners.get(name) ?? []) {
      try {
        (listener as Listener<Events[K]>)(event);
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}
