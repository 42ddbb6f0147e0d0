// The protocol as an AsyncAPI 3.0 document: one channel a binding, one operation a request. Generated from the frames,
// so it says nothing that they do not; the rules between frames are PROTOCOL.md's.
import type { TSchema } from 'typebox';
import { ClientFrames, EVENT_TYPES, PROTOCOL_VERSION, REPLY_TYPES, ServerFrames } from './frames.ts';

type Json = Readonly<Record<string, unknown>>;

interface BindingDescription {
  readonly server: Json;
  readonly channel: Json;
}

/** How each binding is reached, and how a frame travels over it (§2). */
const BINDING_DESCRIPTIONS: Readonly<Record<'lines' | 'websocket' | 'socketio', BindingDescription>> = {
  lines: {
    server: { host: 'localhost:{port}', protocol: 'tcp', description: 'TCP, or TLS (`tls://`).' },
    channel: { address: null, description: 'Each frame is followed by LF (LINE-1…4).' },
  },
  websocket: {
    server: { host: 'localhost:{port}', protocol: 'ws', protocolVersion: '13' },
    channel: {
      address: '/hubbub',
      description: 'One frame a text message; the subprotocol is `hubbub.v1` (WS-1…5).',
      bindings: { ws: { method: 'GET' } },
    },
  },
  socketio: {
    server: { host: 'localhost:{port}', protocol: 'socket.io', protocolVersion: '5' },
    channel: {
      address: '/socket.io/',
      description:
        'The member `type` is the event name, the other members are the one argument. A reply goes to the ' +
        'acknowledgement callback where there is one, with `type` (SIO-1).',
    },
  },
};

const ref = (...path: readonly string[]): Json => ({ $ref: `#/${path.join('/')}` });

const messagesOf = (prefix: string, schemas: Readonly<Record<string, TSchema>>): [string, Json][] =>
  Object.entries(schemas).map(([type, payload]) => [
    `${prefix}.${type}`,
    { name: type, contentType: 'application/json', payload },
  ]);

function operationsOf(binding: string): [string, Json][] {
  const message = (name: string): Json => ref('channels', binding, 'messages', name);
  const requests = Object.entries(REPLY_TYPES).map(([type, reply]): [string, Json] => [
    `${binding}.${type}`,
    {
      action: 'receive',
      channel: ref('channels', binding),
      messages: [message(`client.${type}`)],
      reply: {
        channel: ref('channels', binding),
        messages: [...(reply === undefined ? [] : [message(`server.${reply}`)]), message('server.error')],
      },
    },
  ]);
  const events: [string, Json] = [
    `${binding}.events`,
    {
      action: 'send',
      channel: ref('channels', binding),
      messages: EVENT_TYPES.map((type) => message(`server.${type}`)),
    },
  ];
  return [...requests, events];
}

/** The whole protocol as an AsyncAPI 3.0 document, plain data, seen from the server as AsyncAPI asks. */
export function createAsyncApiDocument(): object {
  const bindings = Object.entries(BINDING_DESCRIPTIONS);
  const messages = [...messagesOf('client', ClientFrames), ...messagesOf('server', ServerFrames)];
  const document = {
    asyncapi: '3.0.0',
    info: {
      title: 'Hubbub',
      version: `${PROTOCOL_VERSION}.0.0`,
      description:
        'A chat protocol of JSON frames over lines, WebSocket and Socket.IO. Its text is PROTOCOL.md.',
      license: { name: 'MIT' },
    },
    defaultContentType: 'application/json',
    servers: Object.fromEntries(
      bindings.map(([binding, { server }]) => [
        binding,
        { ...server, variables: { port: { description: 'As the ready line states it (PROC-2).' } } },
      ]),
    ),
    channels: Object.fromEntries(
      bindings.map(([binding, { channel }]) => [
        binding,
        {
          ...channel,
          servers: [ref('servers', binding)],
          messages: Object.fromEntries(messages.map(([name]) => [name, ref('components', 'messages', name)])),
        },
      ]),
    ),
    operations: Object.fromEntries(bindings.flatMap(([binding]) => operationsOf(binding))),
    components: { messages: Object.fromEntries(messages) },
  };
  return JSON.parse(JSON.stringify(document));
}
