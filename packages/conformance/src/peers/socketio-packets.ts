// Engine.IO 4 and Socket.IO 5 packets by the suite's own hand, for every transport. It owns no connection.
import type { WireEvents } from './wire.ts';

/** What the packets ask of the transport that carries them. */
export interface PacketSink extends Pick<WireEvents, 'frame' | 'closed' | 'broken' | 'note'> {
  /** Sends an Engine.IO packet. */
  send(packet: string): void;
  /** The Engine.IO handshake, with the session's id. */
  opened?(sid: string): void;
  /** Socket.IO's connect packet was accepted. */
  connected(): void;
  /** Socket.IO's connection error. */
  refused(message: string, packet: string): void;
}

/** The JSON payload of a frame's EVENT packet. */
export function eventText({ type, ...argument }: { readonly type: string }): string {
  return JSON.stringify([type, argument]);
}

/** An EVENT packet of the default namespace around a JSON payload. */
export function eventPacket(text: string, ack?: number): string {
  return `42${ack ?? ''}${text}`;
}

const PACKET = /^4([0-6])(\d*)([\s\S]*)$/;

/** Reads one Engine.IO packet from the server. */
export function readPacket(packet: string, sink: PacketSink): void {
  const kind = packet[0];
  if (packet === '2') sink.send('3');
  else if (packet === '1') sink.closed('socketio-close');
  else if (kind === '0') {
    sink.opened?.((JSON.parse(packet.slice(1)) as { sid: string }).sid);
    sink.send('40');
  } else if (kind === '4') readMessage(packet, sink);
  else if (packet !== '6' && kind !== '3') sink.broken('Engine.IO packets', packet, 'SIO-2');
}

function readMessage(packet: string, sink: PacketSink): void {
  const [, type, id = '', text = ''] = PACKET.exec(packet) ?? [];
  if (type === '0') sink.connected();
  else if (type === '1') sink.closed('socketio-close');
  else if (type === '4') sink.refused(text, packet);
  else {
    const payload = parsed(text);
    if (!Array.isArray(payload)) sink.broken('a JSON array in each packet', packet, 'FRAME-8');
    else if (type === '3') readAck(payload, text, Number(id), packet, sink);
    else if (type === '2') readEvent(payload, text, packet, sink);
    else sink.broken('events and acknowledgements', packet, 'FRAME-8');
  }
}

function readAck(payload: unknown[], text: string, id: number, packet: string, sink: PacketSink): void {
  if (payload.length !== 1) sink.broken('one object as the acknowledgement', packet, 'SIO-1');
  sink.frame(payload[0], text, id);
}

function readEvent(payload: unknown[], text: string, packet: string, sink: PacketSink): void {
  const [name, argument] = payload;
  if (typeof name !== 'string' || payload.length > 2 || typeof argument !== 'object' || argument === null) {
    sink.broken('a type as the event name and one object', packet, 'FRAME-8');
  } else sink.frame({ type: name, ...argument }, text);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
