// `hubbub new`: writes a server that starts and answers, and leaves the rest to do. What is written are the files in
// templates/, with the name in place of {{id}}; nothing here knows what is in them.
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { HubbubError } from '@hubbub/protocol';
import { defineCommand } from '../command.ts';
import { type Host, printLine } from '../host.ts';

const TEMPLATES = resolve(import.meta.dirname, '../../templates');
const NAME = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const SUFFIX = '.template';

/** Where the servers of a template go, below the root, and the folder of one of them. */
const HOMES = {
  lines: { home: 'apps', folderOf: (id: string) => `server-${id}` },
  ws: { home: 'apps', folderOf: (id: string) => `server-${id}` },
  python: { home: 'apps/servers-python', folderOf: (id: string) => id },
} as const;
type Template = keyof typeof HOMES;

/** See the table in hubbub.ts. */
export const newServer = defineCommand({
  args: {
    name: { type: 'positional', required: true, description: 'the name of the server, in kebab-case' },
    template: {
      type: 'enum',
      options: Object.keys(HOMES),
      valueHint: 'name',
      description: 'what it starts from (lines)',
    },
    dir: { type: 'string', valueHint: 'folder', description: 'where its folder is made instead' },
  },
  notes: [
    'hubbub new mine',
    'hubbub new py-mine --template python',
    '',
    'The server starts and says hello; `hubbub conform` tells what it has yet to do.',
    'CONTRIBUTING.md has the steps from there.',
  ],
  run({ name, template = 'lines', dir }, host) {
    if (!NAME.test(name)) {
      throw new HubbubError('argument_invalid', `a name is kebab-case, such as my-server, not "${name}"`);
    }
    const { home, folderOf } = HOMES[template as Template];
    const target = dir === undefined ? join(host.root, home) : resolve(host.cwd, dir);
    const folder = join(target, folderOf(name));
    if (existsSync(folder)) throw new HubbubError('argument_invalid', `${folder} exists already`);
    const source = join(TEMPLATES, template);
    for (const file of globSync(`**/*${SUFFIX}`, { cwd: source }).sort()) {
      const path = join(target, file.slice(0, -SUFFIX.length).replaceAll('{{id}}', name));
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, readFileSync(join(source, file), 'utf8').replaceAll('{{id}}', name), {
        flag: 'wx',
      });
      printLine(host, `wrote ${shown(path, host)}`);
    }
    printLine(host, `next: pnpm install, then hubbub conform ${shown(folder, host)}/entrant.json`);
    return 0;
  },
});

function shown(path: string, { cwd }: Host): string {
  const short = relative(cwd, path);
  return short.startsWith('..') ? path : short;
}
