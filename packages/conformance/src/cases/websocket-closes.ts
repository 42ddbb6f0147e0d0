// What several cases of WS do with lists of frames: write them as bytes, and want a close for each.
import type { CaseContext } from '../context.ts';
import { type WebSocketFrame, webSocketFrame } from '../peers/websocket-bytes.ts';

/** The bytes of these frames in one piece. */
export const bytesOfFrames = (...list: readonly WebSocketFrame[]): Buffer =>
  Buffer.concat(list.map(webSocketFrame));

/** Sends each list of frames on a connection of its own and wants one of these close codes; nothing of it is answered. */
export async function closesAtEach(
  ctx: CaseContext,
  closeCodes: readonly number[],
  lists: readonly (readonly WebSocketFrame[])[],
): Promise<void> {
  await Promise.all(
    lists.map(async (list) => {
      const peer = await ctx.client();
      peer.sendBytes(bytesOfFrames(...list));
      const { closeCode } = await peer.closed();
      ctx.assert.that(
        closeCode !== undefined && closeCodes.includes(closeCode),
        `WebSocket close ${closeCodes.join(' or ')} after ${list.map(inWords).join(', ')}`,
        closeCode ?? 'no close frame',
      );
      ctx.assert.equal(peer.received('rooms').length, 0, 'replies to what came with it');
    }),
  );
  await (await ctx.client()).expectUsable();
}

function inWords({ opcode, fin = true, rsv = 0, masked = true, payload = '' }: WebSocketFrame): string {
  const flags = [fin ? 'FIN' : '', rsv > 0 ? `RSV ${rsv}` : '', masked ? '' : 'unmasked'].filter(Boolean);
  return `opcode ${opcode} (${flags.join(' ')}) with ${Buffer.from(payload).length} bytes`;
}
