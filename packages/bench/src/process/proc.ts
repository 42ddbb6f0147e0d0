// What Linux says of a process and its children in /proc: CPU time, memory, open descriptors. Readings alone; what they
// mean is decided elsewhere.
import { readdirSync, readFileSync } from 'node:fs';

const PAGE_BYTES = 4_096;

/** CPU time of a process tree. */
export interface CpuReading {
  /** Exact, from the scheduler (ns). */
  readonly totalNs: number;
  /** Clock ticks, sampled by the kernel: good for the ratio of the two only. */
  readonly userTicks: number;
  readonly systemTicks: number;
}

/**
 * Anonymous memory of a process tree: heaps, stacks and buffers, by share (PSS) where the kernel gives that, else resident.
 * File-backed pages are left out: their share changes with every other process that runs the same program.
 */
export interface MemoryReading {
  readonly bytes: number;
  readonly kind: 'pss_anon' | 'rss_anon';
}

/** A process that ended while it was being read counts as absent. */
function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function list(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

/** A process and all its descendants that live now. */
function processTree(pid: number): number[] {
  const pids = [pid];
  for (const task of list(`/proc/${pid}/task`)) {
    const children = read(`/proc/${pid}/task/${task}/children`)?.trim();
    for (const child of children?.split(' ') ?? [])
      if (child !== '') pids.push(...processTree(Number(child)));
  }
  return pids;
}

/** CPU time used so far by a process tree. Threads that have ended are counted in ticks only. */
export function readCpu(pid: number): CpuReading {
  let totalNs = 0;
  let userTicks = 0;
  let systemTicks = 0;
  for (const member of processTree(pid)) {
    for (const task of list(`/proc/${member}/task`)) {
      totalNs += Number(read(`/proc/${member}/task/${task}/schedstat`)?.split(' ')[0] ?? 0);
    }
    const stat = read(`/proc/${member}/stat`);
    // The second field is the command in parentheses, which may hold spaces and parentheses of its own.
    const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? [];
    userTicks += Number(fields[11] ?? 0);
    systemTicks += Number(fields[12] ?? 0);
  }
  return { totalNs, userTicks, systemTicks };
}

/** Memory of a process tree now. */
export function readMemory(pid: number): MemoryReading {
  let bytes = 0;
  let kind: MemoryReading['kind'] = 'pss_anon';
  for (const member of processTree(pid)) {
    const rollup = read(`/proc/${member}/smaps_rollup`);
    const pss = /^Pss_Anon:\s+(\d+) kB/m.exec(rollup ?? '')?.[1];
    if (pss !== undefined) {
      bytes += Number(pss) * 1_024;
      continue;
    }
    kind = 'rss_anon';
    bytes += Number(/^RssAnon:\s+(\d+) kB/m.exec(read(`/proc/${member}/status`) ?? '')?.[1] ?? 0) * 1_024;
  }
  return { bytes, kind };
}

/** Open descriptors of one process. */
export function countDescriptors(pid: number): number {
  return list(`/proc/${pid}/fd`).length;
}

/** Busy time of the whole machine, in clock ticks of 10 ms, stolen time not counted. */
export function readMachineTicks(): number {
  const fields = (read('/proc/stat') ?? '').split('\n')[0]?.trim().split(/\s+/).slice(1).map(Number) ?? [];
  const [user = 0, nice = 0, system = 0, , , irq = 0, softIrq = 0] = fields;
  return user + nice + system + irq + softIrq;
}

/** The CPUs that this process may use, ascending. */
export function allowedCpus(): number[] {
  const list = /^Cpus_allowed_list:\s+(\S+)/m.exec(read('/proc/self/status') ?? '')?.[1] ?? '';
  return list.split(',').flatMap((range) => {
    if (range === '') return [];
    const [first = 0, last = first] = range.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  });
}

/** What all TCP sockets of this machine (or namespace) hold in the kernel, in bytes. */
export function readKernelSocketBytes(): number {
  const pages = /^TCP:.*\bmem (\d+)/m.exec(read('/proc/net/sockstat') ?? '')?.[1];
  return Number(pages ?? 0) * PAGE_BYTES;
}
