// history: a page of what the log keeps of a room, counted back from its end (HIST-3).
import type { ClientFrameOf, HistoryEntry, ServerFrameOf } from '@hubbub/protocol';
import type { Client } from '../client.ts';
import { bytesLeft, jsonBytes, take } from '../paging.ts';
import type { LogEntry } from '../ports.ts';
import { refOf } from '../ref.ts';
import type { Refusal, World } from '../world.ts';

const DEFAULT_LIMIT = 100;

/** Answers `history`: a page, or `not_joined`. Where not all fit, the newest are kept: the next page is before them. */
export function history({ ports }: World, client: Client, request: ClientFrameOf<'history'>): Refusal {
  const { room, before, limit = DEFAULT_LIMIT } = request;
  if (!client.rooms.has(room)) return 'not_joined';
  const range = before === undefined ? { limit } : { before, limit };
  client.ask<{ kept: readonly LogEntry[]; oldest: number }>(
    (done) => ports.log.read(room, range, (kept, oldest) => done({ kept, oldest })),
    ({ kept, oldest }) => {
      const empty: ServerFrameOf<'history'> = {
        type: 'history',
        ...refOf(request),
        room,
        messages: [],
        more: false,
      };
      const { items } = take(
        newestFirst(kept),
        (item) => jsonBytes(item) + 1,
        bytesLeft(empty, ports.limits),
      );
      const messages = items.reverse();
      client.reply({ ...empty, messages, more: (messages[0]?.seq ?? oldest) > oldest });
    },
  );
}

function* newestFirst(entries: readonly LogEntry[]): Generator<HistoryEntry> {
  for (let i = entries.length - 1; i >= 0; i--) {
    const { seq, id, from, text, at } = entries[i] as LogEntry;
    yield { seq, ...(id !== undefined && { id }), from, text, at };
  }
}
