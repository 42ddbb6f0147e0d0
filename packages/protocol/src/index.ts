// The public surface of the protocol package; names only, no logic.

export { createAsyncApiDocument } from './asyncapi.ts';
export { CLOSE, type CloseCode } from './close-codes.ts';
export {
  type Entrant,
  EntrantSchema,
  type Expectation,
  PROFILES,
  type Profile,
  withVariants,
} from './entrant.ts';
export { type ErrorFrameExtra, errorFrame } from './error-frame.ts';
export {
  closeCodeOf,
  type ErrorCode,
  HubbubError,
  isFatal,
  isWireErrorCode,
  LOCAL_ERRORS,
  type LocalErrorCode,
  WIRE_ERRORS,
  type WireErrorCode,
} from './errors.ts';
export {
  type ClientFrame,
  type ClientFrameMap,
  type ClientFrameOf,
  ClientFrames,
  type ClientFrameType,
  EVENT_TYPES,
  type HistoryEntry,
  HistoryEntrySchema,
  type LeaveReason,
  MAX_PING_DATA_BYTES,
  PROTOCOL_VERSION,
  type PresenceMode,
  REPLY_TYPES,
  type ServerFrame,
  type ServerFrameMap,
  type ServerFrameOf,
  ServerFrames,
  type ServerFrameType,
} from './frames.ts';
export { jsonSchemas } from './json-schemas.ts';
export {
  DEFAULT_LIMITS,
  LIMIT_NAMES,
  type LimitName,
  type Limits,
  LimitsSchema,
  resolveLimits,
  SomeLimitsSchema,
} from './limits.ts';
export { type DecodedFrame, encodeLines, LinesDecoder } from './lines.ts';
export { isNick, isReservedNick, isRoomName, nickKey } from './names.ts';
export { type ParsedRequest, parseRequest, parseRequestValue } from './parse-request.ts';
export {
  BINDINGS,
  type Binding,
  FANOUT_MODES,
  type FanoutMode,
  type ReadyLine,
  ReadyLineSchema,
  type ServerConfig,
  ServerConfigSchema,
  type Stats,
  StatsSchema,
} from './process.ts';
export { checkServerConfig } from './server-config.ts';
export {
  encodeSocketIoPackets,
  fromSocketIoEvent,
  type SocketIoPackets,
  toSocketIoEvent,
} from './socket-io.ts';
export { compareCodePoints, isTransportable, utf8Length } from './text.ts';
export { WebSocketDecoder, type WebSocketDecoderOptions, type WebSocketEvent } from './websocket-decoder.ts';
export {
  encodeClientTextFrame,
  encodeCloseFrame,
  encodeFrame,
  encodePingFrame,
  encodePongFrame,
  encodeTextFrames,
  OPCODE,
  type RawFrame,
} from './websocket-encode.ts';
