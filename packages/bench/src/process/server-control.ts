// A server under test whose process may be stopped for a while, asked to end, or killed and started again on its port: what
// faults do from outside. CPU and memory are those of all its processes.
import { HubbubError } from '@hubbub/protocol';
import { type CpuReading, type MemoryReading, readCpu, readMemory } from './proc.ts';
import { type ServerProcess, type ServerStart, startServer } from './server-process.ts';

const NOTHING: CpuReading = { totalNs: 0, userTicks: 0, systemTicks: 0 };

/** A running server, by whatever process just now. */
export class ServerControl {
  #server: ServerProcess;
  readonly #start: ServerStart;
  /** What earlier processes have used. */
  #usedBefore = NOTHING;
  /** Whether its end was asked for. */
  isEnding = false;

  private constructor(start: ServerStart, server: ServerProcess) {
    this.#start = start;
    this.#server = server;
  }

  /** Starts it. @throws HubbubError as `startServer`. */
  static async start(start: ServerStart): Promise<ServerControl> {
    return new ServerControl(start, await startServer(start));
  }

  /** The process that runs now. */
  get process(): ServerProcess {
    return this.#server;
  }

  /** CPU time used since the first start. */
  cpu(): CpuReading {
    return sum(this.#usedBefore, this.#server.isAlive() ? readCpu(this.#server.pid) : NOTHING);
  }

  /** Memory now. */
  memory(): MemoryReading {
    return readMemory(this.#server.pid);
  }

  /** Stops it for a while; resolves when it goes on. */
  async pause(forMs: number): Promise<void> {
    this.#server.signal('SIGSTOP');
    try {
      await new Promise((resolve) => setTimeout(resolve, forMs));
    } finally {
      this.#server.signal('SIGCONT');
    }
  }

  /** Asks it to end; gives how long it took and its exit status, null where a signal ended it. */
  async drain(): Promise<{ ms: number; code: number | null }> {
    this.isEnding = true;
    const from = performance.now();
    this.#usedBefore = this.cpu();
    this.#server.signal('SIGTERM');
    const code = await this.#server.exited;
    return { ms: performance.now() - from, code };
  }

  /**
   * Kills it and starts it again on the port of this URL.
   * @throws HubbubError `start_failed` where it cannot be had there again (STOP-2).
   */
  async restart(url: string): Promise<void> {
    this.#usedBefore = this.cpu();
    this.#server.signal('SIGKILL');
    await this.#server.exited;
    const config = { ...this.#start.config, port: Number(new URL(url).port) };
    this.#server = await startServer({ ...this.#start, config });
    const { endpoints } = this.#server.ready;
    if (!endpoints.some((endpoint) => endpoint.url === url)) {
      throw new HubbubError('start_failed', `it was at ${url} and is not after its restart`);
    }
  }

  /** Ends it. */
  stop(): Promise<void> {
    return this.#server.stop();
  }
}

function sum(a: CpuReading, b: CpuReading): CpuReading {
  return {
    totalNs: a.totalNs + b.totalNs,
    userTicks: a.userTicks + b.userTicks,
    systemTicks: a.systemTicks + b.systemTicks,
  };
}
