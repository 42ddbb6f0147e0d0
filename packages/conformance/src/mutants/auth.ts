// Mutants that break authentication (HELLO-8, HELLO-10, HELLO-11): data, each one fault.
import { AUDIENCE, ISSUER, SECRET, signed, signingKeys } from '../fixtures/tokens.ts';
import { defineMutant, type MutableFrame, type Mutant, type MutantConnection } from './mutant.ts';
import { altered, misread } from './refusal.ts';

const isHello = (frame: MutableFrame): boolean => frame.type === 'hello';

/** What a token says of itself, whoever signed it. */
function contentOf(token: unknown): { header: Record<string, unknown>; payload: Record<string, unknown> } {
  const parse = (part = ''): Record<string, unknown> => {
    try {
      return JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;
    } catch {
      return {};
    }
  };
  const [head, payload] = String(token).split('.');
  return { header: parse(head), payload: parse(payload) };
}

/** Takes a hello whose token fits for a good one. */
function takesTokens(fits: (token: unknown) => boolean) {
  return (config: { auth?: object }) => () => ({
    fromClient(frame: MutableFrame): MutableFrame {
      if (!isHello(frame) || !fits(frame.token)) return frame;
      const token = config.auth && 'secret' in config.auth ? SECRET : signed(signingKeys().ec);
      return { ...frame, token };
    },
  });
}

const now = (): number => Date.now() / 1_000;

/** The mutants of authentication. */
export const authMutants: readonly Mutant[] = [
  defineMutant({
    id: 'auth-off',
    title: 'takes everybody though authentication is configured',
    clause: 'HELLO-8',
    kills: ['HELLO-8.2', 'HELLO-8.3', 'HELLO-8.4', 'HELLO-8.5', 'HELLO-10.8', 'HELLO-11.1', 'HELLO-11.2'],
    reconfigures: ({ auth: _, ...config }) => config,
    claims: ['auth'],
  }),
  defineMutant({
    id: 'auth-refuses-all',
    title: 'refuses the right token too',
    clause: 'HELLO-8',
    kills: ['HELLO-8.1', 'HELLO-8.6', 'HELLO-10.1', 'HELLO-10.2', 'HELLO-10.5'],
    fault: misread('hello', (frame) => ({ ...frame, token: 'wrong' })),
  }),
  defineMutant({
    id: 'auth-only-when-given',
    title: 'checks a token only where there is one',
    clause: 'HELLO-8',
    kills: ['HELLO-8.2', 'HELLO-8.4', 'HELLO-11.2'],
    fault: takesTokens((token) => token === undefined),
  }),
  defineMutant({
    id: 'secret-by-prefix',
    title: 'takes the beginning of the secret for the secret',
    clause: 'HELLO-8',
    kills: ['HELLO-8.3'],
    fault: takesTokens((token) => typeof token === 'string' && token.length > 1 && SECRET.startsWith(token)),
  }),
  defineMutant({
    id: 'unauthorized-tells-why',
    title: 'tells a missing token from a wrong one',
    clause: 'HELLO-8',
    kills: ['HELLO-8.4', 'HELLO-10.8'],
    fault: () => () => {
      let why = '';
      return {
        fromClient(frame) {
          if (isHello(frame)) why = frame.token === undefined ? 'no token' : `a wrong token: ${frame.token}`;
          return frame;
        },
        fromServer: (frame) => (frame.code === 'unauthorized' ? { ...frame, message: why } : frame),
      };
    },
  }),
  defineMutant({
    id: 'unauthorized-stays',
    title: 'leaves the connection of a client with a wrong token open',
    clause: 'HELLO-8',
    kills: ['HELLO-8.2', 'HELLO-8.3', 'HELLO-8.5'],
    bindings: ['lines', 'websocket'], // Socket.IO's own word for the end is a packet, and that is let through
    fault: () => () => {
      let isRefused = false;
      return {
        fromServer(frame) {
          isRefused ||= frame.code === 'unauthorized';
          return frame;
        },
        serverEnded: () => !isRefused,
      };
    },
  }),
  defineMutant({
    id: 'token-of-any-type',
    title: 'takes a token that is no string for a wrong one',
    clause: 'HELLO-8',
    kills: ['HELLO-8.6'],
    fault: misread('hello', (frame) =>
      typeof frame.token === 'string' && frame.token !== '' ? frame : { ...frame, token: 'wrong' },
    ),
  }),
  defineMutant({
    id: 'auth-before-everything',
    title: 'answers ping before the token came with an error',
    clause: 'HELLO-8',
    kills: ['HELLO-8.7'],
    fault: () => (connection) => ({
      fromClient: (frame) =>
        frame.type === 'ping' && connection.nick === '' ? { ...frame, type: 'rooms' } : frame,
    }),
  }),
  defineMutant({
    id: 'jwt-expired-taken',
    title: 'looks at neither exp nor nbf',
    clause: 'HELLO-10',
    kills: ['HELLO-10.3'],
    fault: takesTokens((token) => {
      const { exp, nbf } = contentOf(token).payload;
      return Number(exp) < now() || Number(nbf) > now();
    }),
  }),
  defineMutant({
    id: 'jwt-issuer-ignored',
    title: 'does not look at iss',
    clause: 'HELLO-10',
    kills: ['HELLO-10.4'],
    fault: takesTokens(
      (token) => contentOf(token).payload.iss !== ISSUER && contentOf(token).header.alg === 'ES256',
    ),
  }),
  defineMutant({
    id: 'jwt-audience-ignored',
    title: 'does not look at aud',
    clause: 'HELLO-10',
    kills: ['HELLO-10.4'],
    fault: takesTokens(
      (token) => contentOf(token).payload.iss === ISSUER && contentOf(token).payload.aud !== AUDIENCE,
    ),
  }),
  defineMutant({
    id: 'jwt-audience-list-refused',
    title: 'takes an aud that is a list for a wrong one',
    clause: 'HELLO-10',
    kills: ['HELLO-10.5'],
    fault: misread('hello', (frame) =>
      Array.isArray(contentOf(frame.token).payload.aud) ? { ...frame, token: 'wrong' } : frame,
    ),
  }),
  defineMutant({
    id: 'jwt-signature-ignored',
    title: 'reads claims whose signature does not hold',
    clause: 'HELLO-10',
    kills: ['HELLO-10.6'],
    fault: takesTokens(
      (token) => contentOf(token).header.alg === 'ES256' && contentOf(token).payload.sub === 'admin',
    ),
  }),
  defineMutant({
    id: 'jwt-none-taken',
    title: 'takes a token that says it needs no signature',
    clause: 'HELLO-10',
    kills: ['HELLO-10.7'],
    fault: takesTokens((token) => contentOf(token).header.alg === 'none'),
  }),
  defineMutant({
    id: 'jwt-hmac-by-public-key',
    title: 'lets the token choose HMAC, with the public key as the secret',
    clause: 'HELLO-10',
    kills: ['HELLO-10.7'],
    fault: takesTokens((token) => contentOf(token).header.alg === 'HS256'),
  }),
  defineMutant({
    id: 'jwt-one-key-alone',
    title: 'knows the first key of the set alone',
    clause: 'HELLO-10',
    kills: ['HELLO-10.1', 'HELLO-10.2'],
    fault: misread('hello', (frame) =>
      contentOf(frame.token).header.alg === 'ES256' ? frame : { ...frame, token: 'wrong' },
    ),
  }),
  defineMutant({
    id: 'pipelined-dropped-while-verifying',
    title: 'drops what comes while it looks at a token',
    clause: 'HELLO-10',
    kills: ['HELLO-10.2'],
    fault: () => (connection) => ({
      fromClient: (frame) =>
        frame.type === 'say' && connection.nick === '' ? (frame.ref === 'r7' ? undefined : frame) : frame,
    }),
  }),
  defineMutant({
    id: 'nick-before-token',
    title: 'tells whether a nick is taken before it looks at the token',
    clause: 'HELLO-11',
    kills: ['HELLO-11.1'],
    fault: () => (connection: MutantConnection) => ({
      fromClient(frame) {
        const isTaken = isHello(frame) && connection.all.some(({ nick }) => nick === frame.nick);
        return isTaken ? { ...frame, token: SECRET } : frame;
      },
    }),
  }),
  defineMutant({
    id: 'session-is-enough',
    title: 'takes a session for a token',
    clause: 'HELLO-11',
    kills: ['HELLO-11.2'],
    fault: misread('hello', (frame) => (frame.session === undefined ? frame : { ...frame, token: SECRET })),
  }),
  defineMutant({
    id: 'auth-not-named',
    title: 'does not name the feature auth',
    clause: 'HELLO-8',
    kills: ['HELLO-8.1'],
    fault: altered('welcome', (frame) => ({ ...frame, features: ['history'] })),
  }),
];
