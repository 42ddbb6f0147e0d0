// The page in a real browser, wide and narrow, light and dark: a cell opens its wire log, the filters filter, nothing runs
// over the edge, nothing is fetched, and nothing that a server sent becomes markup.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { toHtml } from '../src/report/matrix/page.ts';
import { envelopeOf, resultOf } from './made-up.ts';

const folder = mkdtempSync(join(tmpdir(), 'hubbub-page-'));
const file = join(folder, 'matrix.html');
let browser: Browser;

const HOSTILE = '<img src=x onerror="document.title=1">';
const failed = resultOf({
  id: 'FRAME-1.2',
  title: `MUST bear ${HOSTILE}`,
  verdict: 'fail',
  failure: { clause: 'FRAME-2', expected: HOSTILE, seen: 'x'.repeat(900) },
  wire: Array.from({ length: 80 }, (_, index) => ({
    ...{
      atMs: index * 1.5,
      peer: 'alice',
      direction: '>' as const,
      text: `${HOSTILE} ${'long '.repeat(60)}`,
    },
  })),
});
const passed = resultOf({ wire: [{ atMs: 0.5, peer: 'bob', direction: '<', text: '{"type":"pong"}' }] });

beforeAll(async () => {
  const many = Array.from({ length: 24 }, (_, index) => {
    const envelope = envelopeOf(
      index === 3 ? [passed, failed] : [passed, resultOf({ id: 'FRAME-1.2', title: failed.title })],
    );
    return { ...envelope, server: { ...envelope.server, target: `server-number-${index}` } };
  });
  writeFileSync(file, toHtml(many));
  browser = await chromium.launch({ executablePath: installedBrowser(), args: ['--no-sandbox'] });
});
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true });
});

const LOOKS = [
  { name: 'wide and light', width: 1400, height: 900, colorScheme: 'light' },
  { name: 'narrow and dark', width: 380, height: 800, colorScheme: 'dark' },
] as const;

test.for(LOOKS)('$name: a cell opens its wire log by a click and by its address', async (look) => {
  await withPage(look, async (page) => {
    await page.click('a[href="#server-number-3/lines/FRAME-1.2"]');
    await page.waitForSelector('dialog[open] .wire tr');
    expect(await page.locator('dialog .wire tr').count()).toBe(80);
    const text = await page.locator('dialog').textContent();
    expect(text).toContain('FRAME-2');
    expect(text).toContain(HOSTILE);
    expect(await overflow(page, 'dialog')).toBe(0);
    await page.keyboard.press('Escape');
    await page.waitForSelector('dialog:not([open])', { state: 'attached' });
    await page.evaluate("location.hash = 'server-number-5/lines/FRAME-1.1'");
    await page.waitForSelector('dialog[open]');
    expect(await page.locator('dialog').textContent()).toContain('{"type":"pong"}');
    expect(await page.title()).toMatch(/^Hubbub conformance/);
  });
});

test.for(LOOKS)(
  '$name: the page itself does not scroll sideways, and its text stands out from its ground',
  async (look) => {
    await withPage(look, async (page) => {
      expect(await overflow(page, 'html')).toBe(0);
      for (const part of ['h1', 'p', 'td.pass a', 'td.fail a', '.matrix th[scope="row"]', '.clause p'])
        expect(await contrast(page, part), part).toBeGreaterThan(4.5);
    });
  },
);

test('what is typed filters the cases, and only what some server misses can be shown', async () => {
  await withPage(LOOKS[0], async (page) => {
    const shown = () => page.locator('tr[data-case]:visible').count();
    expect(await shown()).toBe(2);
    await page.check('#misses');
    expect(await shown()).toBe(1);
    await page.uncheck('#misses');
    await page.fill('#search', 'ignore members');
    expect(await shown()).toBe(2);
    await page.fill('#search', 'bear');
    expect(await shown()).toBe(1);
    await page.fill('#search', 'no such case');
    expect(await shown()).toBe(0);
    expect(await page.locator('tbody.section:visible').count()).toBe(0);
  });
});

test('without a script the matrix and the failures can be read', async () => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(pathToFileURL(file).href);
  expect(await page.locator('tr[data-case]:visible').count()).toBe(2);
  expect(await page.locator('#tools').isVisible()).toBe(false);
  await page.click('.failure summary');
  expect(await page.locator('.failure pre').textContent()).toContain('clause    FRAME-2');
  await context.close();
});

/** Opens the page and fails on anything that it fetches or throws. */
async function withPage(look: (typeof LOOKS)[number], use: (page: Page) => Promise<void>): Promise<void> {
  const { width, height, colorScheme } = look;
  const context = await browser.newContext({ viewport: { width, height }, colorScheme });
  const faults: string[] = [];
  const page = await context.newPage();
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  page.on('request', (request) => request.url().startsWith('file:') || faults.push(request.url()));
  await page.goto(pathToFileURL(file).href);
  await use(page);
  await context.close();
  expect(faults).toEqual([]);
}

/** How far an element's content reaches over its own edge, CSS pixels. */
const overflow = (page: Page, selector: string): Promise<number> =>
  page.locator(selector).evaluate((element) => {
    const { scrollWidth, clientWidth } = element as unknown as Record<string, number>;
    return (scrollWidth ?? 0) - (clientWidth ?? 0);
  });

/** The contrast of an element's text with what it stands on (WCAG 2); a tinted ground counts as it is painted. */
async function contrast(page: Page, selector: string): Promise<number> {
  const seen = (await page.evaluate(`(() => {
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    const paint = (colour) => { canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); };
    const read = () => [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
    const element = document.querySelector(${JSON.stringify(selector)});
    const grounds = [];
    for (let at = element; at; at = at.parentElement) grounds.unshift(getComputedStyle(at).backgroundColor);
    paint('white');
    for (const ground of grounds) paint(ground);
    const ground = read();
    paint(getComputedStyle(element).color);
    return { ground, text: read() };
  })()`)) as { ground: number[]; text: number[] };
  const [light = 0, dark = 0] = [luminance(seen.ground), luminance(seen.text)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: readonly number[]): number {
  const [red = 0, green = 0, blue = 0] = colour.map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Chromium as Debian and others call it; CI installs it. */
function installedBrowser(): string {
  const names = ['chromium', 'chromium-browser', 'google-chrome'];
  const paths = (process.env.PATH ?? '').split(delimiter);
  const found = names.flatMap((name) => paths.map((path) => join(path, name))).find(existsSync);
  if (found === undefined) throw new Error(`none of ${names.join(', ')} is installed`);
  return found;
}
