// What a socket's thread and its owner tell each other. Messages keep their order; bytes that many sockets get are
// shared, the others are handed over.

/** From the owner to a thread. Those between two `serve`s concern the first one's client, and are dropped if it is gone. */
export type ToThread =
  | { readonly kind: 'serve'; readonly fd: number; readonly progress: Int32Array }
  | { readonly kind: 'send'; readonly bytes: Uint8Array }
  | { readonly kind: 'pause' | 'resume' | 'end' | 'abort' | 'stop' };

/** From a thread to its owner; `idle` says that it can serve, for the first time or again. */
export type FromThread =
  | { readonly kind: 'received'; readonly bytes: Uint8Array }
  | { readonly kind: 'ended' | 'drained' | 'idle' };

/** Words of `progress`: bytes that wait in the thread for the kernel. */
export const QUEUED = 0;
/** Chunks that the owner has handled. */
export const HANDLED = 1;
/** Bytes that the thread has got to know of, modulo 2³²; it notifies those who wait for this word. */
export const TAKEN = 2;
/** How many words there are. */
export const PROGRESS_WORDS = 3;
