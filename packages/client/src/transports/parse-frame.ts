// JSON text to a value for the two bindings that carry text. What the value is worth is checked elsewhere.
import type { TransportHandlers } from './transport.ts';

/** Hands the value of a JSON text to `onFrame`, or tells `onViolation` where it is no JSON. */
export function receiveText(json: string, handlers: TransportHandlers): void {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    handlers.onViolation('a frame must be JSON');
    return;
  }
  handlers.onFrame(value);
}
