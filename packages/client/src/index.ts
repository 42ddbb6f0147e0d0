// The public surface of the client; names only, no logic.
export { HubbubError } from '@hubbub/protocol';
export type { Client } from './client.ts';
export type { Clock } from './clock.ts';
export { connect, createClient } from './connect.ts';
export type { Welcome } from './connection.ts';
export type { ClientEvents, ClientState, StateChange } from './events.ts';
export { type CallOptions, type ClientOptions, DEFAULT_OPTIONS, type ReconnectOptions } from './options.ts';
export type { Gap, RoomView } from './rooms.ts';
