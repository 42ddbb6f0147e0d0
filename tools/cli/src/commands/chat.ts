// `hubbub chat`: talks in a room of any server from a terminal.
import { HubbubError } from '@hubbub/protocol';
import { runChat } from '../chat/run-chat.ts';
import { defineCommand } from '../command.ts';

/** See the table in hubbub.ts. */
export const chat = defineCommand({
  args: {
    url: {
      type: 'positional',
      required: true,
      description: 'tcp://, ws:// or http:// (Socket.IO), as the ready line tells',
    },
    nick: { type: 'string', valueHint: 'name', required: true, description: 'the name to be seen under' },
    room: { type: 'string', valueHint: 'room', description: 'the room to join (lobby)' },
  },
  notes: [
    'hubbub chat tcp://127.0.0.1:4000 --nick ann',
    'hubbub chat ws://127.0.0.1:4000/hubbub --nick bob --room lobby',
  ],
  run({ url, nick, room = 'lobby' }, host) {
    if (!URL.canParse(url)) throw new HubbubError('argument_invalid', `"${url}" is no URL`);
    const { input, output, signal, colors } = host;
    return runChat({ url, nick, room, input, output, signal: signal(), color: colors.isColorSupported });
  },
});
