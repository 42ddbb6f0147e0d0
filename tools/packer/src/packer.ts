// In the workspace a package is its TypeScript, run as it stands; npm gets JavaScript and declarations, since Node strips
// no types below node_modules. `publishConfig` of package.json says what differs. The rest of the manifest stays one.
import { copyFileSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'tsdown';
import { parse } from 'yaml';

/** What of a manifest is read or changed. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: unknown;
  readonly scripts?: unknown;
  readonly publishConfig: PublishConfig;
  readonly [member: string]: unknown;
}

/** What the published form has in place of the workspace's. */
export interface PublishConfig {
  /** Modules of `dist/` by name. */
  readonly entries: Readonly<Record<string, string>>;
  /** Packages whose code goes into `dist/`; they are no dependencies then. */
  readonly bundles?: readonly string[];
  readonly platform: 'node' | 'neutral';
  readonly exports: unknown;
  readonly imports?: unknown;
  readonly bin?: unknown;
}

/** Versions that a manifest of the workspace refers to. */
export interface Versions {
  readonly catalog: Readonly<Record<string, string>>;
  /** Of packages of the workspace. */
  readonly workspace: (name: string) => string;
}

const KEPT = 'package.workspace.json';

/**
 * The manifest as npm gets it: `publishConfig` applied, versions in place of `catalog:` and `workspace:`, nothing that is
 * of use in the workspace alone.
 */
export function publishedManifest(manifest: Manifest, versions: Versions): Record<string, unknown> {
  const {
    publishConfig,
    scripts: _,
    devDependencies: __,
    dependencies = {},
    private: ___,
    ...rest
  } = manifest;
  const { exports, imports, bin, bundles = [] } = publishConfig;
  const needed = Object.entries(dependencies).filter(([name]) => !bundles.includes(name));
  return {
    ...rest,
    exports,
    ...(imports !== undefined && { imports }),
    ...(bin !== undefined && { bin }),
    dependencies: Object.fromEntries(
      needed.map(([name, version]) => [
        name,
        version === 'catalog:' ? versions.catalog[name] : `^${versions.workspace(name)}`,
      ]),
    ),
    publishConfig: { access: 'public' },
  };
}

/** Compiles the package in `folder` into `dist/` and puts the published manifest in place; `postpack` puts it back. */
export async function prepack(folder: string): Promise<void> {
  // A pack that was killed left its manifest behind.
  postpack(folder);
  const root = resolve(folder, '../..');
  const path = join(folder, 'package.json');
  const text = readFileSync(path, 'utf8');
  const manifest = JSON.parse(text) as Manifest;
  const { catalog } = parse(readFileSync(join(root, 'pnpm-workspace.yaml'), 'utf8')) as Versions;
  const { entries, platform, bundles = [], imports = {} } = manifest.publishConfig;
  await build({
    config: false,
    cwd: folder,
    entry: { ...entries },
    format: 'esm',
    platform,
    outDir: 'dist',
    clean: true,
    fixedExtension: false,
    tsconfig: 'tsconfig.publish.json',
    dts: { tsconfig: 'tsconfig.publish.json' },
    logLevel: 'warn',
    deps: {
      alwaysBundle: bundles.map((name) => new RegExp(`^${name}($|/)`)),
      onlyBundle: false,
      neverBundle: Object.keys(imports as object),
    },
  });
  const workspace = (name: string): string => {
    const other = join(root, 'packages', name.replace(/^@[^/]+\//, ''), 'package.json');
    return (JSON.parse(readFileSync(other, 'utf8')) as Manifest).version;
  };
  copyFileSync(join(root, 'LICENSE'), join(folder, 'LICENSE'));
  writeFileSync(join(folder, KEPT), text);
  writeFileSync(path, `${JSON.stringify(publishedManifest(manifest, { catalog, workspace }), null, 2)}\n`);
}

/** Puts the workspace's manifest back; does nothing where there is nothing to put back. */
export function postpack(folder: string): void {
  const kept = join(folder, KEPT);
  if (!existsSync(kept)) return;
  renameSync(kept, join(folder, 'package.json'));
  rmSync(join(folder, 'LICENSE'), { force: true });
}
