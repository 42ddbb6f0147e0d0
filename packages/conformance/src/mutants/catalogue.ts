// Every mutant of the catalogue. A new section is one import and one line here.
import { authMutants } from './auth.ts';
import { bindingMutants } from './binding.ts';
import { capMutants } from './cap.ts';
import { closeMutants } from './close.ts';
import { crowdMutants } from './crowd.ts';
import { durableMutants } from './durable.ts';
import { flowMutants } from './flow.ts';
import { frameMutants } from './frame.ts';
import { helloMutants } from './hello.ts';
import { historyMutants } from './history.ts';
import { hostileMutants } from './hostile.ts';
import { lineMutants } from './line.ts';
import { liveMutants } from './live.ts';
import type { Mutant } from './mutant.ts';
import { nickMutants } from './nick.ts';
import { orderMutants } from './order.ts';
import { processMutants } from './process.ts';
import { rateMutants } from './rate.ts';
import { roomMutants } from './room.ts';
import { sayMutants } from './say.ts';
import { secMutants } from './sec.ts';
import { socketioMutants } from './socketio.ts';
import { stalledMutants } from './stalled.ts';
import { stopMutants } from './stop.ts';
import { tlsMutants } from './tls.ts';
import { websocketMutants } from './websocket.ts';
import { webSocketTableMutants } from './websocket-tables.ts';
import { whoMutants } from './who.ts';

/** All mutants. */
export const ALL_MUTANTS: readonly Mutant[] = [
  ...frameMutants,
  ...lineMutants,
  ...websocketMutants,
  ...webSocketTableMutants,
  ...socketioMutants,
  ...tlsMutants,
  ...bindingMutants,
  ...helloMutants,
  ...authMutants,
  ...nickMutants,
  ...roomMutants,
  ...whoMutants,
  ...sayMutants,
  ...orderMutants,
  ...historyMutants,
  ...durableMutants,
  ...liveMutants,
  ...flowMutants,
  ...stalledMutants,
  ...rateMutants,
  ...capMutants,
  ...stopMutants,
  ...secMutants,
  ...hostileMutants,
  ...closeMutants,
  ...processMutants,
  ...crowdMutants,
];
