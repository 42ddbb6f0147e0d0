// A `say` whose text holds given bytes, framed by hand: for cases about bytes that no codec would write.
import type { Peer } from '../peers/peer.ts';
import { WS_OPCODE, webSocketFrame } from '../peers/websocket-bytes.ts';

/** The bytes that carry this JSON, itself given as bytes, as one frame of the binding. */
export function framedJson(peer: Peer, json: Buffer): Buffer {
  if (peer.binding === 'lines') return Buffer.concat([json, Buffer.from('\n')]);
  const payload = peer.binding === 'websocket' ? json : Buffer.concat([Buffer.from('42'), json]);
  return webSocketFrame({ opcode: WS_OPCODE.text, payload });
}

/** The bytes of a `say` whose text is `a`, then `middle`, then `b`. */
export function sayWithBytes(peer: Peer, room: string, middle: readonly number[]): Buffer {
  const [before = '', after = ''] = peer.textOf({ type: 'say', room, text: 'a|b' }).split('|');
  return framedJson(peer, Buffer.concat([Buffer.from(before), Buffer.from(middle), Buffer.from(after)]));
}
