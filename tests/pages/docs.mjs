// The guides and the reference.
import assert from 'node:assert/strict';
import { axeFaults, base, picture, test } from './harness.mjs';

const guides = ['', 'start', 'concepts', 'begrepp', 'begreber', 'reading', 'hidden', 'formats', 'errors', 'versions'];

for (const name of guides) {
  test(`/docs/${name}`, async (open) => {
    for (const scheme of ['light', 'dark']) {
      const page = await open({ scheme, width: scheme === 'dark' ? 360 : 1280 });
      await page.goto(`${base}/docs/${name}`);
      await page.waitForSelector('#guides a[aria-current=page]');
      assert.deepEqual(await axeFaults(page), []);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
      await picture(page, `docs-${name || 'index'}-${scheme}`);
      const links = await page.locator('a[href^="/"]').evaluateAll((all) => [...new Set(all.map((link) => link.getAttribute('href')))]);
      for (const link of links) assert.equal((await fetch(base + link, { headers: { Accept: 'text/html, */*;q=0.5' } })).status, 200, link);
    }
  });
}

test('the addresses of the five-minute start answer', async (open) => {
  const page = await open();
  await page.goto(`${base}/docs/start`);
  const text = (await page.locator('pre').allTextContents()).join('\n');
  const found = [...text.matchAll(/http:\/\/localhost:8080([^'"\s]+)/g)].map((match) => match[1]);
  assert.ok(found.length >= 6);
  for (const path of found) assert.equal((await fetch(base + path)).status, 200, path);
});

// Some seconds on an idle machine, and minutes on one that is busy: swagger-ui resolves the whole document.
const limit = 120000;
test('the reference draws the served document, asks nobody else and can try a request', async (open) => {
  const page = await open();
  await page.goto(`${base}/docs/reference`);
  await page.waitForSelector('body[data-shown=reference]', { timeout: limit });
  assert.match(await page.locator('#reference .info').innerText(), /Tillit/);
  assert.ok(await page.locator('.opblock-tag-section').count() > 5);
  await page.locator('.opblock-tag').first().click();
  await picture(page, 'docs-reference-light');
}, limit + 30000);
