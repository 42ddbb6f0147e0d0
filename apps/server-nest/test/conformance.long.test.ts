// The process against profile `core` of the conformance suite, and its other fan-out modes: a test for each case.
import { resolve } from 'node:path';
import { describeEntrant } from '@hubbub/conformance';
import { describe, test } from 'vitest';

describeEntrant(resolve(import.meta.dirname, '..'), { describe, test });
