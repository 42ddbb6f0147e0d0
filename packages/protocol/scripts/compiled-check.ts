// TypeBox's compiled check of a server's configuration as a module of its own, so that a server need not load the
// compiler.
import { Build } from 'typebox/schema';
import { ServerConfigSchema } from '../src/process.ts';

/** The source of `src/server-config.compiled.ts`. */
export function compiledServerConfigCheck(): string {
  const built = Build(ServerConfigSchema);
  const { identifier, variables } = built.External();
  // The compiled functions take whatever comes; TypeScript wants that said.
  const typed = built
    .Functions()
    .join(';\n')
    .replaceAll(
      /\((\w+(?:, \w+)*)\) =>/g,
      (_, names: string) => `(${names.replaceAll(/\w+/g, '$&: any')}) =>`,
    );
  return `// What TypeBox compiles of ServerConfigSchema; made by \`pnpm generate\`.
import { Guard } from 'typebox/guard';
import type { ServerConfig } from './process.ts';

const ${identifier}: any = [${variables.map(String).join(', ')}];
${typed};

/** Whether a value is valid by the schema of a configuration. */
export function isServerConfig(value: unknown): value is ServerConfig {
  return ${built.Entry()};
}
`;
}
