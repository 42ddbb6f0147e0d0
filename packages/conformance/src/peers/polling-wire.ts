// The Socket.IO binding over HTTP long-polling, and from there the upgrade to WebSocket (SIO-2), client side.
import { HttpConnection } from './http-connection.ts';
import { eventPacket, eventText, type PacketSink, readPacket } from './socketio-packets.ts';
import { packetBytes, type SocketIoWireOptions, socketIoWire } from './socketio-wire.ts';
import { openChannel } from './websocket-channel.ts';
import { ConnectRefused, type Wire, type WireEvents } from './wire.ts';

const PATH = '/socket.io/?EIO=4&transport=';

/**
 * Connects with long-polling; with `shouldUpgrade` goes over to WebSocket before it resolves.
 * @throws ConnectRefused where the handshake, the namespace or the upgrade is refused.
 */
export async function openPollingWire(
  { address, headers }: SocketIoWireOptions,
  shouldUpgrade: boolean,
  events: WireEvents,
  signal: AbortSignal,
): Promise<Wire> {
  const gets = new HttpConnection(address, signal);
  const posts = new HttpConnection(address, signal);
  const { promise: connected, resolve, reject } = Promise.withResolvers<void>();
  connected.catch(() => undefined);
  let isClosed = false;
  let isPolling = true;
  let isPaused = false;
  let sid = '';
  let write: ((packet: string) => void) | undefined;
  const closed = (how: 'fin' | 'socketio-close', why = ''): void => {
    if (isClosed) return;
    isClosed = true;
    if (why !== '') events.note(why);
    reject(new ConnectRefused('closed before the Socket.IO connection was made'));
    events.closed(how);
  };
  const post = (body: string | Uint8Array): void => {
    posts
      .request({
        method: 'POST',
        path: `${PATH}polling&sid=${sid}`,
        body,
        headers: { ...headers, 'Content-Type': 'text/plain;charset=UTF-8' },
      })
      .then(
        ({ status, body: answer }) => {
          if (status !== 200) closed('fin', `HTTP ${status} to a POST: ${answer}`);
        },
        (error) => closed('fin', `no answer to a POST: ${error}`),
      );
  };
  const sink: PacketSink = {
    ...events,
    send: (packet) => (write ?? post)(packet),
    opened: (id) => {
      sid = id;
    },
    connected: resolve,
    refused: (message, packet) =>
      reject(new ConnectRefused(`Socket.IO connection error ${packet}`, 0, {}, message)),
    closed: () => closed('socketio-close'),
  };
  const poll = async (path: string): Promise<void> => {
    const answer = await gets.request({ path, ...(headers && { headers }) });
    if (answer.status !== 200) {
      if (sid === '')
        reject(
          new ConnectRefused(
            `HTTP ${answer.status} to the handshake`,
            answer.status,
            answer.headers,
            answer.body,
          ),
        );
      return closed('fin', `HTTP ${answer.status} to a poll: ${answer.body}`);
    }
    for (const packet of answer.body.split('\x1e')) if (packet !== '') readPacket(packet, sink);
  };
  const pollOn = async (): Promise<void> => {
    while (isPolling && !isPaused && !isClosed) await poll(`${PATH}polling&sid=${sid}`);
  };
  const close = (): void => {
    isPolling = false;
    gets.destroy();
    posts.destroy();
    closed('fin');
  };
  const keepPolling = (): Promise<void> =>
    pollOn().catch((error) => closed('fin', `no answer to a poll: ${error}`));
  await poll(`${PATH}polling`);
  let polling = keepPolling();
  try {
    await connected;
    if (shouldUpgrade) return await upgrade();
  } catch (error) {
    close();
    throw error;
  }
  return {
    binding: 'socket.io',
    textOf: eventText,
    bytesOfText: (text, ack) => Buffer.from(eventPacket(text, ack)),
    write: (bytes) => post(bytes),
    end: close,
    reset: close,
    destroy: close,
    pause: () => {
      isPaused = true;
    },
    resume: () => {
      isPaused = false;
      polling = polling.then(keepPolling);
    },
  };

  async function upgrade(): Promise<Wire> {
    const probed = Promise.withResolvers<void>();
    const { link } = await openChannel({
      address,
      path: `${PATH}websocket&sid=${sid}`,
      subprotocols: [],
      headers,
      autoPong: true,
      signal,
      events: {
        ...events,
        closed: (how, closeCode) => {
          probed.reject(new ConnectRefused('closed while the transport was being upgraded'));
          if (closeCode === undefined) events.closed(how);
          else events.closed(how, closeCode);
        },
      },
      onText: (text) => (text === '3probe' ? probed.resolve() : readPacket(text, sink)),
    });
    link.write(packetBytes('2probe'));
    await probed.promise;
    // The server answers the open poll with a noop; only then may the client switch.
    isPolling = false;
    await polling;
    write = (packet) => link.write(packetBytes(packet));
    write('5');
    events.note('upgraded from polling to websocket');
    gets.destroy();
    posts.destroy();
    return socketIoWire(link);
  }
}
