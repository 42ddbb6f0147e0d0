// Who may say hello (HELLO-8, HELLO-10): a shared secret, or JWTs signed by a key of a JWKS file. The engine asks and
// learns yes or no; why not is nobody's business, not even the log's.
import { createHash, createPublicKey, type JsonWebKey, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { ChatPorts } from '@hubbub/chat';
import { HubbubError, type ServerConfig } from '@hubbub/protocol';

type Auth = NonNullable<ServerConfig['auth']>;
type Secret = Extract<Auth, { secret: string }>;

/** The engine's port for tokens. */
export type Authenticate = NonNullable<ChatPorts['authenticate']>;

/**
 * The check that a configuration asks for.
 * @throws HubbubError `config_invalid` where the JWKS file cannot be read or holds no usable key.
 */
export async function createAuthenticate(auth: Auth): Promise<Authenticate> {
  return 'secret' in auth ? againstSecret(auth.secret) : againstKeys(auth);
}

function againstSecret(secret: string): Authenticate {
  const digestOf = (text: string) => createHash('sha256').update(text).digest();
  const wanted = digestOf(secret);
  // Digests have one length, so that the comparison takes the same time for every token.
  return (token, done) => done(token !== undefined && timingSafeEqual(digestOf(token), wanted));
}

async function againstKeys({ jwks, issuer, audience }: Exclude<Auth, Secret>): Promise<Authenticate> {
  const keys = await readKeys(jwks);
  // Only who uses it pays for loading it.
  const { createLocalJWKSet, errors, jwtVerify } = await import('jose');
  const keyOf = createLocalJWKSet({ keys });
  const options = { ...(issuer !== undefined && { issuer }), ...(audience !== undefined && { audience }) };
  const verify = async (token: string): Promise<void> => {
    try {
      await jwtVerify(token, keyOf, options);
    } catch (error) {
      if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error;
      // A token without `kid` may be any key's.
      const attempts: Promise<unknown>[] = [];
      for await (const key of error) attempts.push(jwtVerify(token, key, options));
      await Promise.any(attempts);
    }
  };
  return (token, done) => {
    if (token === undefined) return done(false);
    verify(token).then(
      () => done(true),
      () => done(false),
    );
  };
}

async function readKeys(path: string): Promise<JsonWebKey[]> {
  try {
    const { keys } = JSON.parse(await readFile(path, 'utf8')) as { keys: JsonWebKey[] };
    for (const key of keys) {
      if ('d' in key) throw new Error('a private key is in it');
      createPublicKey({ key, format: 'jwk' });
    }
    if (keys.length === 0) throw new Error('it holds no key');
    return keys;
  } catch (error) {
    const why = HubbubError.from(error).message;
    throw new HubbubError('config_invalid', `"auth.jwks": ${path} is no set of public keys: ${why}`, {
      cause: error,
    });
  }
}
