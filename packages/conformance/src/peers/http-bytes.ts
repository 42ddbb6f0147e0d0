// As much of HTTP/1.1 as the suite needs, by its own hand: reading an answer's head and body from bytes.

/** The head of an answer; header names in lower case. */
export interface HttpHead {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** Splits the head off the bytes, or `undefined` until it is complete. */
export function readHead(bytes: Buffer): { head: HttpHead; rest: Buffer } | undefined {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const [statusLine = '', ...lines] = bytes.subarray(0, end).toString('latin1').split('\r\n');
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon > 0) headers[line.slice(0, colon).trim().toLowerCase()] = line.slice(colon + 1).trim();
  }
  const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(statusLine)?.[1] ?? 0);
  return { head: { status, headers }, rest: bytes.subarray(end + 4) };
}

/**
 * The body behind a head, or `undefined` until it is complete. `isEnded` says that the server closed, which ends a
 * body of no stated length.
 */
export function readBody(
  head: HttpHead,
  bytes: Buffer,
  isEnded: boolean,
): { body: Buffer; rest: Buffer } | undefined {
  if (head.status === 204 || head.status === 304) return { body: Buffer.alloc(0), rest: bytes };
  if (/chunked/i.test(head.headers['transfer-encoding'] ?? '')) return readChunked(bytes);
  const stated = head.headers['content-length'];
  if (stated === undefined) return isEnded ? { body: bytes, rest: Buffer.alloc(0) } : undefined;
  const length = Number(stated);
  return bytes.length < length
    ? undefined
    : { body: bytes.subarray(0, length), rest: bytes.subarray(length) };
}

function readChunked(bytes: Buffer): { body: Buffer; rest: Buffer } | undefined {
  const parts: Buffer[] = [];
  let at = 0;
  for (;;) {
    const lineEnd = bytes.indexOf('\r\n', at);
    if (lineEnd < 0) return undefined;
    const size = Number.parseInt(bytes.subarray(at, lineEnd).toString('latin1'), 16);
    const start = lineEnd + 2;
    if (bytes.length < start + size + 2) return undefined;
    if (size === 0) return { body: Buffer.concat(parts), rest: bytes.subarray(start + 2) };
    parts.push(bytes.subarray(start, start + size));
    at = start + size + 2;
  }
}
