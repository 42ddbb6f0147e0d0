// Socket.IO's own parser, made to keep FRAME-3 and FRAME-5: it measures packets and forgives those that are no event.
import { utf8Length } from '@hubbub/protocol';
import { Decoder, Encoder, PacketType } from 'socket.io-parser';

/** Stands in place of the event's name where a packet is longer than the limit. */
export const TOO_LARGE = Symbol('longer than limits.maxFrameBytes');
/** Stands in place of the event's name where a packet holds none. */
const NO_EVENT = null;

/**
 * A value for Socket.IO's option `parser`. Its decoder hands on {@link TOO_LARGE} in place of a packet whose JSON
 * payload has more than `maxFrameBytes` UTF-8 bytes, attachments included. A malformed event packet, for which Socket.IO
 * would close the connection, becomes an event without a name; any other malformed packet closes it all the same.
 */
export function createParser(maxFrameBytes: number) {
  class MeasuringDecoder extends Decoder {
    #bytes = 0;

    override add(packet: string | Uint8Array): void {
      this.#bytes = typeof packet === 'string' ? payloadBytes(packet) : this.#bytes + packet.length;
      if (this.#bytes > maxFrameBytes) {
        this.#tell(TOO_LARGE);
        return;
      }
      try {
        super.add(packet);
      } catch (error) {
        if (typeof packet !== 'string' || !packet.startsWith(`${PacketType.EVENT}`)) throw error;
        this.#tell(NO_EVENT);
      }
    }

    #tell(name: symbol | null): void {
      this.emitReserved('decoded', { type: PacketType.EVENT, nsp: '/', data: [name] });
    }
  }

  /** Exact where it matters: a text below a third of the limit is within it whatever its characters are. */
  function payloadBytes(packet: string): number {
    if (packet.length * 3 <= maxFrameBytes) return packet.length;
    return utf8Length(packet) - packet.indexOf('[');
  }

  return { Encoder, Decoder: MeasuringDecoder };
}
