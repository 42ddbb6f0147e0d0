// The manifest that npm gets. Packing itself is in packer.long.test.ts.
import { expect, test } from 'vitest';
import { type Manifest, publishedManifest } from '../src/packer.ts';

const MANIFEST: Manifest = {
  name: '@hubbub/some',
  version: '1.2.3',
  private: true,
  exports: { '.': './src/index.ts' },
  scripts: { prepack: 'x' },
  dependencies: { left: 'catalog:', '@hubbub/other': 'workspace:*', inside: 'catalog:' },
  devDependencies: { test: 'catalog:' },
  publishConfig: {
    entries: { index: 'src/index.ts' },
    bundles: ['inside'],
    platform: 'node',
    exports: { '.': './dist/index.js' },
    bin: { some: './dist/main.js' },
  },
};

test('exports what was compiled, and depends on versions that npm knows', () => {
  const versions = { catalog: { left: '4.5.6', inside: '1.0.0' }, workspace: () => '0.9.0' };
  expect(publishedManifest(MANIFEST, versions)).toEqual({
    name: '@hubbub/some',
    version: '1.2.3',
    exports: { '.': './dist/index.js' },
    bin: { some: './dist/main.js' },
    dependencies: { left: '4.5.6', '@hubbub/other': '^0.9.0' },
    publishConfig: { access: 'public' },
  });
});
