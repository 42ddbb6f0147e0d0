// The cases of WS, gathered from their topics.
import type { ConformanceCase } from '../case.ts';
import { webSocketControlCases } from './websocket-control.ts';
import { webSocketFrameCases } from './websocket-frames.ts';
import { webSocketTableCases } from './websocket-tables.ts';
import { webSocketUpgradeCases } from './websocket-upgrade.ts';

/** The cases of WS. */
export const websocketCases: readonly ConformanceCase[] = [
  ...webSocketUpgradeCases,
  ...webSocketFrameCases,
  ...webSocketTableCases,
  ...webSocketControlCases,
];
