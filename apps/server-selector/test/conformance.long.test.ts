// The process against profile `core` of the conformance suite: a test for each case.
import { resolve } from 'node:path';
import { describeConformance, entrantTarget } from '@hubbub/conformance';
import { describe, test } from 'vitest';

const target = entrantTarget(resolve(import.meta.dirname, '..'));
describeConformance({ target }, { describe, test });
