// What the server tells, put on the screen as it comes.
import type { Client, StateChange } from '@hubbub/client';
import type { Talk } from './chat-commands.ts';

const LEFT: Readonly<Record<string, string>> = {
  left: 'left',
  disconnected: 'lost the connection',
  timeout: 'fell silent',
  slow_consumer: 'was too slow',
  replaced: 'came back elsewhere',
  kicked: 'was sent out',
};

function stateLine({ state, error, retryInMs }: StateChange, isFirstLoss: boolean): string | undefined {
  if (state === 'open') return 'connected again';
  if (state !== 'reconnecting' || !isFirstLoss) return undefined;
  const wait = retryInMs === undefined || retryInMs < 1_000 ? '' : ` in ${Math.round(retryInMs / 1_000)} s`;
  // That it was lost is said already; a reason is one that the server gave.
  const why = error === undefined || error.code === 'connection_failed' ? '' : ` (${error.message})`;
  return `the connection is gone${why}; trying again${wait} …`;
}

/** Shows the events of an open client from now on. */
export function showEvents(client: Client, talk: Talk): void {
  const { lines } = talk;
  const elsewhere = (room: string): string | undefined => (room === talk.room ? undefined : room);
  const notice = (text: string): void => talk.print(lines.notice(text));
  let isOpen = true;
  client.on('message', (message) => talk.print(lines.message({ ...message, room: elsewhere(message.room) })));
  client.on('direct', (direct) => {
    // One's own is shown when it was sent.
    if (direct.from !== client.nick) talk.print(lines.direct(direct));
  });
  client.on('member_joined', ({ room, nick }) => notice(`${nick} joined ${room}`));
  client.on('member_left', ({ room, nick, reason }) => notice(`${nick} ${LEFT[reason] ?? reason} (${room})`));
  client.on('renamed', ({ from, to }) => notice(`${from} is now ${to}`));
  client.on('presence', ({ room, mode, members }) => {
    const effect =
      mode === 'size' ? 'who comes and goes is no longer shown' : 'who comes and goes is shown again';
    notice(`${room} has ${members} members: ${effect}`);
  });
  client.on('gap', ({ room, since, seq }) => {
    if (seq < since) notice(`the server has forgotten what was said in ${room}`);
    else notice(`some messages of ${room} are lost: ${seq - since} at most`);
  });
  client.on('closing', ({ reason }) => {
    if (reason === 'shutdown') notice('the server is shutting down');
  });
  client.on('error', ({ message }) => talk.print(lines.problem(message)));
  client.on('state', (change) => {
    const line = stateLine(change, isOpen);
    isOpen = change.state === 'open';
    if (line !== undefined) notice(line);
  });
}
