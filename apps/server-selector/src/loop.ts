// The loop: what is ready gets called. Nothing is in here but the selector and the way to share a thread with Node.
import { setImmediate as nodeTurn } from 'node:timers/promises';
import { DefaultSelector, type Handler, type HandlerSelector } from '@hubbub/selectors';

/** A readiness loop that owns its selector. */
export class Loop {
  readonly selector: HandlerSelector = new DefaultSelector<Handler>();
  #running = true;

  /** Runs until `stop`. A fault of a handler is told and ends nothing. */
  async run(onFault: (error: unknown) => void): Promise<void> {
    const { selector } = this;
    while (this.#running) {
      let isIdle = true;
      for (const [key, events] of selector.select(0)) {
        isIdle = false;
        try {
          key.data(key, events);
        } catch (error) {
          onFault(error);
        }
      }
      // Node's timers, signals and promises have their turn; with nothing to do, all sleep until something is ready.
      await (isIdle ? selector.wait() : nodeTurn());
    }
    selector.close();
  }

  /** Ends the loop after this round. */
  stop(): void {
    this.#running = false;
    this.selector.wake();
  }
}
