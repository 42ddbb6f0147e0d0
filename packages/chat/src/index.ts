// The public surface of the chat engine; names only, no logic.
export type { Chat, Session } from './engine-contract.ts';
export type {
  AppendResult,
  ChatPorts,
  ClaimResult,
  Draft,
  EndDetails,
  EndReason,
  Fanout,
  LogEntry,
  NickDirectory,
  NickHolder,
  Outlet,
  RoomLog,
} from './ports.ts';
