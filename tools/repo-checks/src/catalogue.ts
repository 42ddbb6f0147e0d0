// All checks, as the runner and the tests iterate them.
import type { Check } from './check.ts';
import { boundaryTags } from './checks/boundary-tags.ts';
import { dependencyVersions } from './checks/dependency-versions.ts';
import { engineClock } from './checks/engine-clock.ts';
import { exportedDocs } from './checks/exported-docs.ts';
import { fileNames } from './checks/file-names.ts';
import { foreignServers } from './checks/foreign-servers.ts';
import { generatedBlocks } from './checks/generated-blocks.ts';
import { honestTests } from './checks/honest-tests.ts';
import { indexFiles } from './checks/index-files.ts';
import { markdownLinks } from './checks/markdown-links.ts';
import { openingComment } from './checks/opening-comment.ts';
import { processEdges } from './checks/process-edges.ts';
import { runtimeFree } from './checks/runtime-free.ts';
import { servers } from './checks/servers.ts';
import { workspaceEdges } from './checks/workspace-edges.ts';

/** Every rule of the house that a program can check. */
export const CHECKS: readonly Check[] = [
  boundaryTags,
  workspaceEdges,
  dependencyVersions,
  openingComment,
  fileNames,
  exportedDocs,
  indexFiles,
  processEdges,
  runtimeFree,
  engineClock,
  servers,
  foreignServers,
  honestTests,
  markdownLinks,
  generatedBlocks,
];
