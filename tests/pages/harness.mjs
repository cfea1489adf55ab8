// A browser, pages that watch themselves, and a list of cases.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const installed = createRequire(`${process.env.TILLIT_PAGES}/package.json`);
const { chromium } = installed('playwright-core');
const axe = readFileSync(installed.resolve('axe-core/axe.min.js'), 'utf8');

export const base = process.env.TILLIT_BASE_URL;
export const shots = process.env.TILLIT_SHOTS ?? join(tmpdir(), 'tillit-pages');
export const results = { passed: 0, failed: 0 };
const caseLimit = 60000;
mkdirSync(shots, { recursive: true });

let cases = [];
export const test = (name, run, limit = caseLimit) => cases.push({ name, run, limit });

let browser = null;
async function theBrowser() {
  browser ??= await chromium.launch({ executablePath: process.env.TILLIT_CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
  return browser;
}

export async function closeBrowser() {
  if (browser !== null) await browser.close();
}

// A page of its own that notes whatever must not happen: a request that leaves the origin, an error on the console, a
// violation of the policy. `expected` are patterns of console errors that the case provokes.
export async function openPage({ width = 1280, height = 900, scheme = 'light', locale = 'en-GB', expected = [] } = {}) {
  const context = await (await theBrowser()).newContext({ viewport: { width, height }, colorScheme: scheme, locale, acceptDownloads: true });
  context.setDefaultTimeout(15000);
  const page = await context.newPage();
  page.faults = [];
  page.api = [];
  await page.exposeFunction('noteViolation', (text) => page.faults.push(`policy: ${text}`));
  await page.addInitScript(() => addEventListener('securitypolicyviolation', (event) => globalThis.noteViolation(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`)));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type()) && !expected.some((pattern) => pattern.test(message.text()))) page.faults.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => page.faults.push(`page: ${error.message}`));
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (!['blob:', 'data:'].includes(url.protocol) && url.origin !== new URL(base).origin) page.faults.push(`left the origin: ${url}`);
    if (url.pathname.startsWith('/tillit/')) page.api.push(url.pathname + url.search);
  });
  return page;
}

// Opens a view by its address and waits until it has been drawn.
export async function openView(page, address) {
  await page.goto(`${base}/${address}`);
  await drawn(page, address);
}

export async function drawn(page, address) {
  const [view, municipality] = address.replace(/^#\//, '').split('?')[0].split('/');
  await page.waitForFunction(([name, code]) => {
    const main = document.getElementById('main');
    return main.dataset.shown?.startsWith(`${name}/${code ?? ''}`) && !main.hasAttribute('aria-busy') &&
      [...document.querySelectorAll('.plot-place')].every((place) => place.querySelector('svg'));
  }, [view, municipality], { timeout: 15000 });
}

export async function axeFaults(page) {
  // The policy of the page lets no foreign script in: the debugger puts it there.
  await page.evaluate(axe);
  const found = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'] }));
  return found.violations.map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.target.join(' ')).slice(0, 4).join(', ')}`);
}

export const picture = (page, name) => page.screenshot({ path: join(shots, `${name}.png`), fullPage: true });

export async function runCases(file) {
  for (const { name, run, limit } of cases) {
    const pages = [];
    const started = Date.now();
    let timer;
    try {
      const open = async (options) => { const page = await openPage(options); pages.push(page); return page; };
      await Promise.race([run(open), new Promise((_, no) => { timer = setTimeout(() => no(new Error('took too long')), limit); })]);
      for (const page of pages) assert.deepEqual(page.faults, []);
      results.passed += 1;
      console.log(`ok   ${file}: ${name} (${Date.now() - started} ms)`);
    } catch (error) {
      results.failed += 1;
      console.log(`FAIL ${file}: ${name}\n     ${String(error.stack ?? error).split('\n').slice(0, 12).join('\n     ')}`);
      for (const page of pages) if (page.faults.length) console.log(`     ${page.faults.join('\n     ')}`);
    } finally {
      clearTimeout(timer);
      for (const page of pages) await page.context().close();
    }
  }
  cases = [];
}
