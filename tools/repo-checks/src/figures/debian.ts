// What Debian's packages take on disk, by dpkg's own record.
import { spawnSync } from 'node:child_process';

/** dpkg's own placeholder, not ours. */
const SIZE_FIELD = '$'.concat('{Installed-Size}');

/** The installed size in bytes of the packages that an `apt-get install` command names; 0 for those not installed. */
export function debianBytes(installCommands: readonly string[]): number {
  const packages = new Set(
    installCommands.flatMap((command) => command.split(/\s+/).filter((word) => /^python3/.test(word))),
  );
  return [...packages].reduce((sum, name) => {
    const { stdout } = spawnSync('dpkg-query', ['-W', '-f', SIZE_FIELD, name], { encoding: 'utf8' });
    return sum + Number(stdout || 0) * 1024;
  }, 0);
}
