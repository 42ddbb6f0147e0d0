// Which runtime this is, for `welcome.server.runtime` and the ready line.

/** The runtime with its version, such as `node 24.21.0`. */
export function describeRuntime(): string {
  const { bun, deno, node } = process.versions;
  if (bun !== undefined) return `bun ${bun}`;
  return deno === undefined ? `node ${node}` : `deno ${deno}`;
}
