// What many mutants do: refuse a frame by themselves instead of passing it on.
import type { WireErrorCode } from '@hubbub/protocol';
import type { MutableFrame, MutantConnection } from './mutant.ts';

/** Answers `frame` with a non-fatal error, with its `ref`, and passes nothing on. */
export function refuse(
  connection: MutantConnection,
  frame: MutableFrame,
  code: WireErrorCode,
  members: object = {},
): undefined {
  connection.toClient({
    type: 'error',
    ...(frame.ref === undefined ? {} : { ref: frame.ref }),
    code,
    message: 'refused by the mutant',
    fatal: false,
    ...members,
  });
  return undefined;
}

/** Gives every `error` with one code another one. */
export function recoded(from: WireErrorCode, to: WireErrorCode, members: object = {}) {
  return () => () => ({
    fromServer: (frame: MutableFrame): MutableFrame =>
      frame.type === 'error' && frame.code === from ? { ...frame, code: to, ...members } : frame,
  });
}

/** Changes every frame of one type from the good server. */
export function altered(
  type: string,
  change: (frame: MutableFrame) => MutableFrame | MutableFrame[] | undefined,
) {
  return () => () => ({
    fromServer: (frame: MutableFrame) => (frame.type === type ? change(frame) : frame),
  });
}

/** Changes every frame of one type from the client. */
export function misread(
  type: string,
  change: (frame: MutableFrame) => MutableFrame | MutableFrame[] | undefined,
) {
  return () => () => ({
    fromClient: (frame: MutableFrame) => (frame.type === type ? change(frame) : frame),
  });
}
