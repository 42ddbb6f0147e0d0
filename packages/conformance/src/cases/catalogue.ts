// Every case of the suite, in the order of PROTOCOL.md. A new section is one import and one line here.
import type { ConformanceCase } from '../case.ts';
import { authCases } from './auth.ts';
import { bindingCases } from './binding.ts';
import { capCases } from './cap.ts';
import { closeCases } from './close.ts';
import { crowdCases } from './crowd.ts';
import { durableCases } from './durable.ts';
import { flowCases } from './flow.ts';
import { frameCases } from './frame.ts';
import { helloCases } from './hello.ts';
import { historyCases } from './history.ts';
import { hostileCases } from './hostile.ts';
import { lineCases } from './line.ts';
import { liveCases } from './live.ts';
import { nickCases } from './nick.ts';
import { orderCases } from './order.ts';
import { orderCrowdCases } from './order-crowd.ts';
import { processCases } from './process.ts';
import { rateCases } from './rate.ts';
import { roomCases } from './room.ts';
import { sayCases } from './say.ts';
import { secCases } from './sec.ts';
import { socketioCases } from './socketio.ts';
import { stalledCases } from './stalled.ts';
import { stopCases } from './stop.ts';
import { strictCases } from './strict.ts';
import { tlsCases } from './tls.ts';
import { websocketCases } from './websocket.ts';
import { whoCases } from './who.ts';

/** All cases. */
export const ALL_CASES: readonly ConformanceCase[] = [
  ...frameCases,
  ...lineCases,
  ...websocketCases,
  ...socketioCases,
  ...tlsCases,
  ...bindingCases,
  ...helloCases,
  ...authCases,
  ...nickCases,
  ...roomCases,
  ...whoCases,
  ...sayCases,
  ...orderCases,
  ...historyCases,
  ...durableCases,
  ...liveCases,
  ...flowCases,
  ...stalledCases,
  ...rateCases,
  ...capCases,
  ...stopCases,
  ...secCases,
  ...hostileCases,
  ...closeCases,
  ...processCases,
  ...crowdCases,
  ...orderCrowdCases,
  ...strictCases,
];
