// The check of a server's configuration, which every server makes at its start: compiled beforehand, so that the compiler
// is loaded only to say what is wrong.
import { resolveLimits } from './limits.ts';
import type { ServerConfig } from './process.ts';
import { isServerConfig } from './server-config.compiled.ts';

/**
 * Checks a server's configuration (PROC-1): members, limits and how limits fit together. What is absent stays absent.
 * Rejects with HubbubError `config_invalid` and a sentence that names the first member at fault, an unknown one included.
 */
export async function checkServerConfig(value: unknown): Promise<ServerConfig> {
  const limits = (value as { limits?: unknown } | null | undefined)?.limits;
  if (typeof limits === 'object' && limits !== null && !Array.isArray(limits)) resolveLimits({ ...limits });
  if (isServerConfig(value)) return value;
  const { assertServerConfig } = await import('./checks.ts');
  return assertServerConfig(value);
}
