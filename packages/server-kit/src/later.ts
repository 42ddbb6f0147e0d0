// Work that must not run inside an engine call or a flush, such as telling the engine that a client is gone.

/** A queue of tasks that its owner runs once the stack is clear; a microtask runs what nobody else did. */
export class Later {
  #tasks: (() => void)[] = [];
  #isRunning = false;

  /** Queues a task. */
  add(task: () => void): void {
    if (this.#tasks.push(task) === 1 && !this.#isRunning) queueMicrotask(() => this.run());
  }

  /** Runs all tasks, those that they add too. Must not be called from inside an engine call. */
  run(): void {
    if (this.#tasks.length === 0 || this.#isRunning) return;
    this.#isRunning = true;
    for (let i = 0; i < this.#tasks.length; i++) this.#tasks[i]?.();
    this.#tasks = [];
    this.#isRunning = false;
  }
}
