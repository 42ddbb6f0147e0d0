// The kill matrix as a document: which cases catch which deliberately broken servers. What it says is what `pnpm mutants`
// holds the suite to; nothing is run here.
import { PROFILES } from '@hubbub/protocol';
import { levelOf } from '../src/case.ts';
import { ALL_CASES } from '../src/cases/catalogue.ts';
import { listCases } from '../src/list-cases.ts';
import { ALL_MUTANTS } from '../src/mutants/catalogue.ts';

/** The document, in Markdown. */
export function killMatrixMarkdown(): string {
  const cases = listCases();
  const musts = ALL_CASES.filter((test) => levelOf(test) === 'MUST').length;
  const counts = PROFILES.map(
    (profile) => `${profile} ${cases.filter((one) => one.profile === profile).length}`,
  );
  const sections = Map.groupBy(cases, ({ clause }) => clause.slice(0, clause.lastIndexOf('-')));
  return [
    '# The kill matrix',
    '',
    'Which cases of the conformance suite catch which mutants: servers that are broken on purpose, in one place each.',
    '`pnpm mutants` runs every mutant against the cases named here, over every binding that they share, and fails where',
    'one gets through. Written by `vitest run packages/conformance/test/catalogue -u`; not to be edited.',
    '',
    `${cases.length} cases (${counts.join(', ')}), ${musts} of them MUST; ${ALL_MUTANTS.length} mutants.`,
    '',
    '## By case',
    ...[...sections].flatMap(([section, listed]) => [
      '',
      `### ${section}`,
      '',
      ...listed.map(
        ({ id, title, profile, kills }) =>
          `- **${id}** (${profile}) ${escaped(title)}: ${kills.length === 0 ? 'no mutant' : coded(kills)}`,
      ),
    ]),
    '',
    '## By mutant',
    '',
    ...ALL_MUTANTS.map(
      ({ id, title, clause, kills }) => `- \`${id}\` ${escaped(title)} (${clause}): ${kills.join(', ')}`,
    ),
    '',
  ].join('\n');
}

const coded = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ');

/** Words as Markdown takes them literally. */
const escaped = (text: string): string => text.replace(/[\\`*_<>[\]]/g, '\\$&');
