// The public surface of the server kit; names only, no logic.
export {
  type Arrival,
  type Connection,
  defineServer,
  type Endpoint,
  type Inbound,
  type Kit,
  type Listening,
  type Log,
  type NativeRooms,
  type Payload,
  type Place,
  type RunningServer,
  type ServerDefinition,
  type SocketIoEvent,
  type Transport,
} from './contract.ts';
