// Tokens as the kit checks them (HELLO-8, HELLO-10); what clients see of it is in the conformance suite.
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SignJWT } from 'jose';
import { afterAll, expect, test } from 'vitest';
import { createAuthenticate } from '../src/auth.ts';
import { startServer } from '../src/index.ts';
import { plainServer } from './plain-server.ts';

const folder = mkdtempSync(join(tmpdir(), 'hubbub-auth-'));
afterAll(() => rmSync(folder, { recursive: true }));

const pairs = [0, 1].map(() => generateKeyPairSync('ed25519'));

function keyFile(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

const publicKeys = () => pairs.map(({ publicKey }) => publicKey.export({ format: 'jwk' }));

test('a token without kid may be signed by any key of the set, and by no other', async () => {
  const authenticate = await createAuthenticate({ jwks: keyFile('two.json', { keys: publicKeys() }) });
  const isAuthorized = (token?: string) => new Promise((resolve) => authenticate(token, resolve));
  const tokens = await Promise.all(
    [...pairs, generateKeyPairSync('ed25519')].map(({ privateKey }) =>
      new SignJWT().setProtectedHeader({ alg: 'EdDSA' }).sign(privateKey),
    ),
  );
  expect(await Promise.all([...tokens, undefined].map(isAuthorized))).toEqual([true, true, false, false]);
});

test.each<[string, () => unknown, string]>([
  ['no JSON', () => '{', 'JSON'],
  ['no set', () => [], 'keys'],
  ['an empty set', () => ({ keys: [] }), 'it holds no key'],
  [
    'a private key',
    () => ({ keys: [pairs[0]?.privateKey.export({ format: 'jwk' })] }),
    'a private key is in it',
  ],
  ['a symmetric key', () => ({ keys: [{ kty: 'oct', k: 'AAAA' }] }), 'is no set of public keys'],
])('a key file with %s is refused before the server listens', async (what, content, sentence) => {
  const jwks = keyFile(`${what}.json`, content());
  await expect(startServer(plainServer, { auth: { jwks } })).rejects.toMatchObject({
    code: 'config_invalid',
    message: expect.stringContaining(sentence),
  });
});

test('a key file that is not there is refused by its name', async () => {
  await expect(createAuthenticate({ jwks: join(folder, 'nothing') })).rejects.toThrow('nothing');
});

test('PROC-4: auth is a feature where it is configured; TLS files that are none are refused', async () => {
  const server = await startServer(plainServer, { auth: { secret: 's' } });
  expect(server.ready.features).toEqual(['history', 'auth']);
  await server.close();
  const tls = { cert: keyFile('cert.pem', 'x'), key: keyFile('key.pem', 'x') };
  await expect(startServer({ ...plainServer, tls: true }, { tls })).rejects.toMatchObject({
    code: 'config_invalid',
  });
});
