// Cases of SIO: acknowledgements, transports, and arguments that are no frame.
import { type CaseDraft, type ConformanceCase, defineCase } from '../case.ts';
import type { CaseContext } from '../context.ts';
import type { ConnectOptions, Peer } from '../peers/peer.ts';
import { eventPacket } from '../peers/socketio-packets.ts';
import { packetBytes } from '../peers/socketio-wire.ts';
import { WS_OPCODE, webSocketFrame } from '../peers/websocket-bytes.ts';

const sio = (draft: CaseDraft): ConformanceCase => defineCase({ bindings: ['socket.io'], ...draft });

/** Two clients over the given transports talk in one room, each once, each in order. */
async function converse(
  ctx: CaseContext,
  transport: NonNullable<ConnectOptions['transport']>,
): Promise<void> {
  const peer = await ctx.client({ label: transport, transport });
  const other = await ctx.client({ label: 'other' });
  const room = await ctx.roomOf(peer, other);
  const texts = Array.from({ length: 12 }, (_, i) => `${i} é🦊`);
  for (const text of texts) {
    peer.send({ type: 'say', room, text: `peer ${text}` });
    other.send({ type: 'say', room, text: `other ${text}` });
  }
  for (const reader of [peer, other]) {
    const messages = await reader.collect({ type: 'message', room }, 2 * texts.length);
    for (const sender of ['peer', 'other']) {
      const own = messages.flatMap(({ text }) => (text.startsWith(sender) ? [text] : []));
      ctx.assert.equal(
        own,
        texts.map((text) => `${sender} ${text}`),
        `what ${reader.label} got from ${sender}`,
      );
    }
  }
  await peer.refused({ type: 'leave', room: ctx.room() }, 'not_joined');
  await peer.barrier();
  await peer.ask({ type: 'bye' }, 'closing');
  await peer.closed();
  await other.expect({ type: 'member_left', room, nick: peer.nick, reason: 'left' });
}

/** Sends a packet and wants `bad_frame`, then shows that the connection is usable. */
async function wantsBadFrame(ctx: CaseContext, peer: Peer, what: string, send: () => void): Promise<void> {
  const since = peer.mark();
  send();
  const error = await peer.expect('error', { since });
  ctx.assert.equal(error.code, 'bad_frame', `the error for ${what}`);
  await peer.ask({ type: 'rooms' }, 'rooms');
}

/** The cases of SIO. */
export const socketioCases: readonly ConformanceCase[] = [
  sio({
    id: 'SIO-1.1',
    title: 'MUST give the reply to the callback instead of an event, with all its members and type',
    async run(ctx) {
      const peer = await ctx.client({ acks: true });
      const room = ctx.room();
      const joined = await peer.ask({ type: 'join', room }, 'joined');
      ctx.assert.equal(
        [joined.room, joined.members],
        [room, [peer.nick]],
        'room and members in the callback',
      );
      await peer.ask({ type: 'who', room }, 'members');
      await peer.ask({ type: 'rooms' }, 'rooms');
      await peer.ask({ type: 'ping', data: [1] }, 'pong');
      await peer.barrier();
      const events = peer.log.filter(({ frame, ack }) => ack === undefined && frame.type !== 'pong');
      ctx.assert.equal(
        events.map(({ frame }) => frame.type),
        [],
        'replies that came as events too',
      );
    },
  }),
  sio({
    id: 'SIO-1.2',
    title: 'MUST give an error to the callback instead of an event',
    async run(ctx) {
      const peer = await ctx.client({ acks: true });
      await peer.refused({ type: 'leave', room: ctx.room() }, 'not_joined');
      await peer.refused({ type: 'join', room: 5 }, 'invalid_field', 'room');
      await peer.refused({ type: 'no-such-type' }, 'unknown_type');
      await peer.barrier();
      const events = peer.log.filter(({ frame, ack }) => ack === undefined && frame.type === 'error');
      ctx.assert.equal(
        events.map(({ frame }) => frame),
        [],
        'errors that came as events too',
      );
    },
  }),
  sio({
    id: 'SIO-1.3',
    title: 'MUST take a callback for a ref: said goes to it, and to nobody who passes neither',
    async run(ctx) {
      const peer = await ctx.client({ acks: true });
      const room = await ctx.roomOf(peer);
      const said = await peer.ask({ type: 'say', room, text: 'with a callback' }, 'said');
      ctx.assert.equal(said.seq, 1, 'seq in the callback');
      peer.send({ type: 'say', room, text: 'with neither' });
      await peer.expect({ type: 'message', room, text: 'with neither' });
      await peer.barrier();
      ctx.assert.equal(peer.received('said').length, 1, 'said frames');
    },
  }),
  sio({
    id: 'SIO-1.4',
    title: 'MUST read an event without an argument as one with {}',
    async run(ctx) {
      const peer = await ctx.client();
      peer.sendText('["rooms"]');
      await peer.expect({ type: 'rooms', ref: undefined });
      peer.sendText('["join"]');
      await peer.expect({ type: 'error', code: 'invalid_field', field: 'room' });
      peer.sendText('["bye"]');
      await peer.expect('closing');
      await peer.closed();
    },
  }),
  sio({
    id: 'SIO-1.5',
    title: 'MUST answer each of many callbacks once and with its own reply',
    async run(ctx) {
      const peer = await ctx.client({ acks: true });
      const rooms = Array.from({ length: ctx.limits.maxRooms }, () => ctx.room());
      const replies = await Promise.all(rooms.map((room) => peer.ask({ type: 'join', room }, 'joined')));
      ctx.assert.equal(
        replies.map(({ room }) => room),
        rooms,
        'the rooms in the callbacks',
      );
      await peer.barrier();
      const acks = peer.log.flatMap(({ ack }) => (ack === undefined ? [] : [ack]));
      ctx.assert.equal(new Set(acks).size, acks.length, 'the number of different callbacks called');
    },
  }),
  sio({
    id: 'SIO-2.1',
    title: 'MUST serve the whole chat over HTTP long-polling',
    run: (ctx) => converse(ctx, 'polling'),
  }),
  sio({
    id: 'SIO-2.2',
    title: 'MUST serve the whole chat over a connection that was upgraded from polling to WebSocket',
    run: (ctx) => converse(ctx, 'upgrade'),
  }),
  sio({
    id: 'SIO-2.3',
    title: 'MUST take several packets in one polling request, in order',
    async run(ctx) {
      const peer = await ctx.client({ transport: 'polling' });
      const refs = Array.from({ length: 10 }, (_, i) => `ref ${i}`);
      const packets = refs.map((ref) => eventPacket(JSON.stringify(['rooms', { ref }])));
      peer.sendBytes(packets.join('\x1e'));
      const replies = await peer.collect('rooms', refs.length);
      ctx.assert.equal(
        replies.map(({ ref }) => ref),
        refs,
        'the refs of the replies',
      );
    },
  }),
  sio({
    id: 'SIO-3.1',
    title: 'MUST answer an event whose first argument is no object with bad_frame',
    async run(ctx) {
      const peer = await ctx.client();
      for (const argument of ['null', '[]', '[{"room":"a"}]', '"room"', '1', 'true']) {
        await wantsBadFrame(ctx, peer, argument, () => peer.sendText(`["join",${argument}]`));
      }
    },
  }),
  sio({
    id: 'SIO-3.2',
    title: 'MUST answer an event with binary data with bad_frame',
    async run(ctx) {
      const peer = await ctx.client();
      await wantsBadFrame(ctx, peer, 'binary data', () => {
        const header = packetBytes('451-["join",{"_placeholder":true,"num":0}]');
        peer.sendBytes(
          Buffer.concat([header, webSocketFrame({ opcode: WS_OPCODE.binary, payload: '{"room":"a"}' })]),
        );
      });
    },
  }),
  sio({
    id: 'SIO-3.3',
    title: 'MUST let the event name win over a member type and ignore further arguments',
    async run(ctx) {
      const peer = await ctx.client();
      const [room, never] = [ctx.room(), ctx.room()];
      peer.sendText(JSON.stringify(['join', { type: 'leave', room, ref: 'a' }, { room: never }, 'more']));
      const joined = await peer.expect({ type: 'joined', ref: 'a' });
      ctx.assert.equal(joined.room, room, 'the room that was joined');
      await peer.refused({ type: 'leave', room: never }, 'not_joined');
    },
  }),
];
