// The page in a real browser: nothing asks the network, nothing runs over the edge, light and dark differ, and every drawing
// has a size, on a telephone and on a desk.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { toHtml } from '../src/index.ts';
import { richResults } from './fixtures/rich-results.ts';

const CHROMIUM = '/usr/bin/chromium';
const folder = mkdtempSync(join(tmpdir(), 'hubbub-page-'));
const file = join(folder, 'report.html');
let browser: Browser;

beforeAll(async () => {
  writeFileSync(file, toHtml(richResults()));
  browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
});

afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true });
});

it.each([
  [390, 'light'],
  [390, 'dark'],
  [1280, 'light'],
  [1280, 'dark'],
] as const)('is whole at %d px, %s', async (width, colorScheme) => {
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
  const asked: string[] = [];
  const faults: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  page.on('console', (message) => faults.push(message.text()));
  page.on('pageerror', (error) => faults.push(error.message));
  const address = pathToFileURL(file).href;
  await page.goto(address);
  expect(asked).toEqual([address]);
  expect(faults).toEqual([]);
  const seen = await page.evaluate<PageFacts>(LOOK);
  expect(seen.over).toEqual([]);
  expect(seen.sizes.length).toBeGreaterThan(5);
  expect(Math.min(...seen.sizes)).toBeGreaterThan(100);
  expect(seen.hatched).toBeGreaterThan(0);
  expect(seen.brightness > 128).toBe(colorScheme === 'light');
  await page.close();
});

interface PageFacts {
  /** What is wider than the window and does not scroll by itself. */
  readonly over: readonly string[];
  /** Heights of the drawings that are shown. */
  readonly sizes: readonly number[];
  readonly hatched: number;
  readonly brightness: number;
}

/** Runs in the page. */
const LOOK = `(() => {
  const shown = [...document.querySelectorAll('.plot svg, svg.percentiles')].map((one) => one.getBoundingClientRect());
  const wide = document.documentElement.scrollWidth > innerWidth;
  const over = !wide ? [] : [...document.querySelectorAll('main *')]
    .filter((one) => one.getBoundingClientRect().right > innerWidth + 1 && one.closest('.scroll') === null)
    .map((one) => one.outerHTML.slice(0, 80));
  const [red, green, blue] = getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number);
  return {
    over: wide && over.length === 0 ? ['the page'] : over,
    sizes: shown.filter(({ width }) => width > 0).map(({ height }) => height),
    hatched: [...document.querySelectorAll('td.invalid')].filter((one) => getComputedStyle(one).backgroundImage.includes('gradient')).length,
    brightness: (red + green + blue) / 3,
  };
})()`;
