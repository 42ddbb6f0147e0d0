// The version of the suite, told in every envelope: the package's own.
import manifest from '../package.json' with { type: 'json' };

/** Semantic version of the suite. */
export const SUITE_VERSION: string = manifest.version;
