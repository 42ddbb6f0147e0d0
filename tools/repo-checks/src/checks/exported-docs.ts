// Every exported symbol carries TSDoc, and nothing is exported as default. Re-exports are documented where they
// are declared.
import type { Program } from 'oxc-parser';
import type { Check, Finding } from '../check.ts';
import type { SourceFile } from '../source-file.ts';

type Statement = Program['body'][number];

/** See the rule. */
export const exportedDocs: Check = {
  id: 'exported-docs',
  rule: 'Every exported symbol has a `/** … */` comment, and exports are named.',
  *run({ workspaces, sources }) {
    for (const { folder } of workspaces) {
      for (const file of sources(`${folder}/src`)) yield* undocumented(file);
    }
  },
};

function undocumented(file: SourceFile): Finding[] {
  const byName = new Map(
    file.program.body.flatMap((node) => namesOf(node).map((name) => [name, node.start])),
  );
  const found: Finding[] = [];
  // Overloads and a type beside its value share one name: one comment is enough.
  const documented = new Set<string>();
  const missing = new Map<string, number>();
  const judge = (name: string, start: number): void => {
    if (file.hasDocBefore(start)) documented.add(name);
    else missing.set(name, start);
  };
  for (const node of file.program.body) {
    if (node.type === 'ExportDefaultDeclaration') {
      found.push({ path: file.path, line: file.lineAt(node.start), message: 'exports a default' });
    }
    if (node.type !== 'ExportNamedDeclaration' || node.source) continue;
    for (const name of namesOf(node)) judge(name, startOf(node));
    for (const { local } of node.specifiers) {
      const name = 'name' in local ? local.name : local.value;
      const start = byName.get(name);
      if (start !== undefined) judge(name, start);
    }
  }
  for (const [name, start] of missing) {
    if (documented.has(name)) continue;
    found.push({ path: file.path, line: file.lineAt(start), message: `exports ${name} without TSDoc` });
  }
  return found;
}

/** Where a declaration starts; the decorators of a class come before its `export`. */
function startOf({ declaration, start }: Extract<Statement, { type: 'ExportNamedDeclaration' }>): number {
  const [first] = declaration?.type === 'ClassDeclaration' ? declaration.decorators : [];
  return first === undefined ? start : Math.min(first.start, start);
}

/** The names that a top-level statement declares. */
function namesOf(node: Statement): string[] {
  const declaration = node.type === 'ExportNamedDeclaration' ? node.declaration : node;
  if (!declaration) return [];
  if (declaration.type === 'VariableDeclaration') {
    return declaration.declarations.flatMap(({ id }) => (id.type === 'Identifier' ? [id.name] : []));
  }
  if ('id' in declaration && declaration.id && 'name' in declaration.id) return [declaration.id.name];
  return [];
}
