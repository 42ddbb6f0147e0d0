// What the tests of this package make, and close again.
import { type BaseSelector, Socket } from '@hubbub/selectors';
import { afterEach } from 'vitest';

/** A class of selectors. */
export type SelectorClass = new () => BaseSelector;

const resources: Disposable[] = [];

/** A connected pair that is closed after the test. */
export function makePair(): [Socket, Socket] {
  const pair = Socket.pair();
  for (const socket of pair) ownSocket(socket);
  return pair;
}

/** Has something disposed of after the test. */
export function own<T extends Disposable>(resource: T): T {
  resources.push(resource);
  return resource;
}

/** Has something closed after the test. */
export function ownSocket<T extends { close(): void }>(socket: T): T {
  resources.push({ [Symbol.dispose]: () => socket.close() });
  return socket;
}

/** To be called in each suite: ends what its tests made. */
export function cleanUpAfterEach(): void {
  afterEach(() => {
    for (const resource of resources.splice(0).reverse()) resource[Symbol.dispose]();
  });
}
