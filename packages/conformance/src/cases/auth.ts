// Cases of authentication (HELLO-8, HELLO-10, HELLO-11): data and their runs, nothing that runs them.
import { type CaseDraft, type ConformanceCase, defineCase } from '../case.ts';
import type { CaseContext } from '../context.ts';
import {
  AUDIENCE,
  claims,
  ISSUER,
  SECRET,
  signed,
  signedWithPublicKey,
  signingKeys,
  unsigned,
} from '../fixtures/tokens.ts';
import type { Peer } from '../peers/peer.ts';

const UNAUTHORIZED = { error: 'unauthorized', closeCode: 4002 } as const;
const PAST_S = 600;

const bySecret = (draft: Omit<CaseDraft, 'features' | 'needs'>): ConformanceCase =>
  defineCase({ ...draft, features: ['auth'], needs: { auth: 'secret' } });
const byJwt = (draft: Omit<CaseDraft, 'features' | 'needs'>): ConformanceCase =>
  defineCase({ ...draft, features: ['auth'], needs: { auth: 'jwt' } });

const welcomed = (ctx: CaseContext, token: string): Promise<Peer> => ctx.client({ hello: { token } });

/** Says hello with this token, `undefined` for none, and must be refused; the error without its `ref`. */
async function refusedWith(ctx: CaseContext, token: string | undefined): Promise<object> {
  const peer = await ctx.connect();
  const hello = { type: 'hello', version: 1, nick: ctx.nick(), ...(token !== undefined && { token }) };
  const { ref: _, ...error } = await peer.refused(hello, 'unauthorized');
  await peer.expectClosed(UNAUTHORIZED);
  return error;
}

/** Each of these must be refused, and a good one taken afterwards. */
async function refusesAll(ctx: CaseContext, tokens: readonly string[]): Promise<void> {
  for (const token of tokens) await refusedWith(ctx, token);
  await welcomed(ctx, signed(signingKeys().ec));
}

const seconds = (fromNow: number): number => Math.floor(Date.now() / 1_000) + fromNow;

/** The cases of authentication. */
export const authCases: readonly ConformanceCase[] = [
  bySecret({
    id: 'HELLO-8.1',
    title: 'MUST welcome a client with the right token and name the feature auth',
    async run(ctx) {
      const peers = await Promise.all([welcomed(ctx, SECRET), welcomed(ctx, SECRET)]);
      ctx.assert.that(
        peers.every(({ welcome }) => welcome.features.includes('auth')),
        'auth in the features',
        peers[0].welcome.features,
      );
      const room = await ctx.roomOf(...peers);
      await peers[0].ask({ type: 'say', room, text: 'in' }, 'said');
      await peers[1].expect({ type: 'message', room, text: 'in' });
    },
  }),
  bySecret({
    id: 'HELLO-8.2',
    title: 'MUST refuse a hello without a token with unauthorized and close',
    async run(ctx) {
      await refusedWith(ctx, undefined);
      await welcomed(ctx, SECRET);
    },
  }),
  bySecret({
    id: 'HELLO-8.3',
    title:
      'MUST refuse every wrong token: another, the beginning of the right one, more than it, another case',
    async run(ctx) {
      for (const token of [
        ctx.unique(),
        SECRET.slice(0, -1),
        `${SECRET}x`,
        ` ${SECRET}`,
        SECRET.toUpperCase(),
        'x'.repeat(1_000),
      ])
        await refusedWith(ctx, token);
      await welcomed(ctx, SECRET);
    },
  }),
  bySecret({
    id: 'HELLO-8.4',
    title: 'MUST answer a missing and a wrong token alike',
    async run(ctx) {
      const first = await refusedWith(ctx, undefined);
      for (const token of [ctx.unique(), SECRET.slice(1)])
        ctx.assert.equal(await refusedWith(ctx, token), first, 'the error for a wrong token');
    },
  }),
  bySecret({
    id: 'HELLO-8.5',
    title: 'MUST handle nothing that was pipelined after a hello with a wrong token',
    async run(ctx) {
      const watcher = await welcomed(ctx, SECRET);
      const room = await ctx.roomOf(watcher);
      const peer = await ctx.connect();
      peer.sendTogether([
        { type: 'hello', version: 1, nick: ctx.nick(), token: 'wrong' },
        { type: 'join', room },
        { type: 'say', room, text: 'let me in' },
        { type: 'hello', version: 1, nick: ctx.nick(), token: SECRET },
        { type: 'join', room },
      ]);
      await peer.expectClosed(UNAUTHORIZED);
      ctx.assert.equal(peer.received('welcome').length, 0, 'the number of welcome frames');
      await watcher.expectNone((frame) => frame.type === 'member_joined' || frame.type === 'message');
    },
  }),
  bySecret({
    id: 'HELLO-8.6',
    title:
      'MUST refuse a token that is no string, or an empty one, with invalid_field and leave the connection',
    async run(ctx) {
      const peer = await ctx.connect();
      for (const token of [7, null, true, [SECRET], { secret: SECRET }, ''])
        await peer.refused({ type: 'hello', version: 1, nick: ctx.nick(), token }, 'invalid_field', 'token');
      await peer.ask({ type: 'hello', version: 1, nick: ctx.nick(), token: SECRET }, 'welcome');
    },
  }),
  bySecret({
    id: 'HELLO-8.7',
    title: 'MUST answer ping and bye without a token, and hello_required to all else',
    async run(ctx) {
      const peer = await ctx.connect();
      await peer.barrier();
      await peer.refused({ type: 'rooms' }, 'hello_required');
      await peer.ask({ type: 'bye' }, 'closing');
      await peer.expectClosed({ closeCode: 1000 });
    },
  }),
  byJwt({
    id: 'HELLO-10.1',
    title: 'MUST take a JWT signed by any key of the set: ES256, EdDSA and RS256',
    async run(ctx) {
      const { ec, ed, rsa } = signingKeys();
      for (const key of [ec, ed, rsa]) {
        const peer = await welcomed(ctx, signed(key));
        await peer.expectUsable();
      }
    },
  }),
  byJwt({
    id: 'HELLO-10.2',
    title: 'MUST handle what was pipelined after a hello with a JWT, in order and after the welcome',
    async run(ctx) {
      const peer = await ctx.connect();
      const room = ctx.room();
      const token = signed(signingKeys().rsa);
      peer.sendTogether([
        { type: 'hello', version: 1, nick: ctx.nick(), token },
        { type: 'join', room },
        ...Array.from({ length: 20 }, (_, i) => ({ type: 'say', room, text: `${i}`, ref: `r${i}` })),
        { type: 'leave', room, ref: 'last' },
      ]);
      await peer.expect({ type: 'left', ref: 'last' });
      const said = peer.received('said').map(({ ref }) => ref);
      ctx.assert.equal(
        said,
        Array.from({ length: 20 }, (_, i) => `r${i}`),
        'the refs of said, in order',
      );
      ctx.assert.equal(peer.received('error').length, 0, 'the number of errors');
    },
  }),
  byJwt({
    id: 'HELLO-10.3',
    title: 'MUST refuse a JWT that has expired, or is not valid yet',
    run: (ctx) =>
      refusesAll(ctx, [
        signed(signingKeys().ec, claims({ exp: seconds(-PAST_S) })),
        signed(signingKeys().ec, claims({ nbf: seconds(3_600), exp: seconds(7_200) })),
      ]),
  }),
  byJwt({
    id: 'HELLO-10.4',
    title: 'MUST refuse a JWT of another issuer or audience, or without them, where they are configured',
    run: (ctx) =>
      refusesAll(
        ctx,
        [
          { iss: 'https://evil.example' },
          { iss: undefined },
          { aud: 'another' },
          { aud: ['another', `${AUDIENCE}x`] },
          { aud: undefined },
        ].map((wrong) => signed(signingKeys().ec, claims(wrong))),
      ),
  }),
  byJwt({
    id: 'HELLO-10.5',
    title: 'MUST take a JWT whose aud is a list with the audience in it, and one without exp and nbf',
    async run(ctx) {
      for (const payload of [{ aud: ['another', AUDIENCE] }, { exp: undefined, nbf: undefined }])
        await welcomed(ctx, signed(signingKeys().ec, claims({ ...payload, iss: ISSUER })));
    },
  }),
  byJwt({
    id: 'HELLO-10.6',
    title:
      'MUST refuse a JWT whose signature is another key’s, is cut, or whose claims were changed after signing',
    async run(ctx) {
      const { ec, ed, stranger } = signingKeys();
      const [head, , signature] = signed(ec).split('.');
      const forged = Buffer.from(JSON.stringify(claims({ sub: 'admin' }))).toString('base64url');
      await refusesAll(ctx, [
        signed(stranger),
        signed(ed, claims(), { kid: ec.kid }),
        signed(ec, claims(), { kid: 'nobody' }),
        signed(ec).slice(0, -4),
        `${head}.${forged}.${signature}`,
      ]);
    },
  }),
  byJwt({
    id: 'HELLO-10.7',
    title: 'MUST refuse a JWT that is not signed, or signed with HMAC and the public key as its secret',
    run: (ctx) => refusesAll(ctx, [unsigned(), signedWithPublicKey(signingKeys().rsa)]),
  }),
  byJwt({
    id: 'HELLO-10.8',
    title: 'MUST refuse what is no JWT, alike with an expired one',
    async run(ctx) {
      const first = await refusedWith(ctx, signed(signingKeys().ec, claims({ exp: seconds(-PAST_S) })));
      for (const token of [undefined, 'x', '..', 'a.b.c', SECRET, `${signed(signingKeys().ec)}.x`])
        ctx.assert.equal(await refusedWith(ctx, token), first, `the error for ${token}`);
    },
  }),
  bySecret({
    id: 'HELLO-11.1',
    title: 'MUST answer unauthorized, not nick_taken, for a nick in use or reserved',
    async run(ctx) {
      const holder = await welcomed(ctx, SECRET);
      for (const nick of [holder.nick, 'server']) {
        const peer = await ctx.connect();
        await peer.refused({ type: 'hello', version: 1, nick, token: 'wrong' }, 'unauthorized');
        await peer.expectClosed(UNAUTHORIZED);
      }
      const second = await ctx.connect();
      await second.refused({ type: 'hello', version: 1, nick: holder.nick, token: SECRET }, 'nick_taken');
      await holder.expectUsable();
    },
  }),
  bySecret({
    id: 'HELLO-11.2',
    title: 'MUST not let a session be taken over without the token',
    async run(ctx) {
      const holder = await welcomed(ctx, SECRET);
      const { session } = holder.welcome;
      const thief = await ctx.connect();
      await thief.refused({ type: 'hello', version: 1, nick: holder.nick, session }, 'unauthorized');
      await thief.expectClosed(UNAUTHORIZED);
      await holder.expectUsable();
      const heir = await ctx.client({ nick: holder.nick, hello: { session, token: SECRET } });
      await holder.expectClosed({ error: 'replaced', closeCode: 4000 });
      await heir.expectUsable();
    },
  }),
];
