// The same code on other runtimes against profile `core` of the conformance suite.
import { resolve } from 'node:path';
import { describeVariants } from '@hubbub/conformance';
import { describe, test } from 'vitest';

describeVariants(resolve(import.meta.dirname, '..'), { describe, test });
