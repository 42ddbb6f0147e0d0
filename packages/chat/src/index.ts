// The public surface of the chat engine; names only, no logic.
export { createChat } from './chat.ts';
export type { Chat, Session } from './engine-contract.ts';
export { createMemoryDirectory } from './memory-directory.ts';
export { createMemoryLog, type MemoryLogOptions } from './memory-log.ts';
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
export { type Commit, createStoredLog, type LogStore } from './stored-log.ts';
