// Loaded with `node --import` before anything else: from here on modules resolve as a bundler for browsers resolves them
// (conditions, `browser` fields), Node's own modules are refused, and the globals that only Node has are undefined.
import { existsSync, readFileSync } from 'node:fs';
import { isBuiltin, registerHooks } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ownUrl = import.meta.url;

/** What the nearest package.json with a `browser` field puts in a file's place, the file itself where it says nothing. */
function browserFileOf(url: string): string {
  const path = fileURLToPath(url);
  for (let folder = dirname(path); folder !== dirname(folder); folder = dirname(folder)) {
    const manifest = join(folder, 'package.json');
    if (!existsSync(manifest)) continue;
    const { name, browser } = JSON.parse(readFileSync(manifest, 'utf8'));
    if (typeof browser === 'object') {
      const replacement = browser[`./${relative(folder, path)}`];
      if (typeof replacement === 'string') return pathToFileURL(join(folder, replacement)).href;
    }
    if (name !== undefined) break;
  }
  return url;
}

registerHooks({
  resolve(specifier, context, nextResolve) {
    if (context.parentURL === ownUrl) return nextResolve(specifier, context);
    if (isBuiltin(specifier)) throw new Error(`${context.parentURL} imports ${specifier}`);
    const conditions = context.conditions.filter((condition) => !condition.startsWith('node'));
    const resolved = nextResolve(specifier, { ...context, conditions: ['browser', ...conditions] });
    return { ...resolved, url: browserFileOf(resolved.url) };
  },
});

// Node's own fetch and WebSocket, which stand for a browser's, use these globals too: only they still see them.
for (const name of ['process', 'Buffer', 'global', 'setImmediate', 'clearImmediate'] as const) {
  const value: unknown = globalThis[name];
  Object.defineProperty(globalThis, name, {
    // The third line of the stack is whoever asks.
    get: () => (new Error().stack?.split('\n')[2]?.includes('node:internal') ? value : undefined),
  });
}
