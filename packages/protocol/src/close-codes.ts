// The close codes of CLOSE-1. On lines and Socket.IO they only name the cause; on websocket they travel.

/** WebSocket close codes by cause (CLOSE-1; 1xxx: RFC 6455 §7.4.1). */
export const CLOSE = Object.freeze({
  normal: 1000,
  shutdown: 1001,
  protocolError: 1002,
  binary: 1003,
  invalidUtf8: 1007,
  tooLarge: 1009,
  internal: 1011,
  full: 1013,
  replaced: 4000,
  hello: 4001,
  unauthorized: 4002,
  slowConsumer: 4003,
  idle: 4004,
  tooManyErrors: 4005,
});

/** One of the codes in {@link CLOSE}. */
export type CloseCode = (typeof CLOSE)[keyof typeof CLOSE];
