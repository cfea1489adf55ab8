// Views in frames of other sites: the view alone, and only where the setting allows it.
import assert from 'node:assert/strict';
import http from 'node:http';
import { axeFaults, base, drawn, openView, picture, test } from './harness.mjs';
import en from '../../web/explorer/words/en.js';

async function embedded(open, hash, options) {
  const page = await open(options);
  await page.goto(`${base}/embed/${hash}`);
  await drawn(page, hash);
  return page;
}

test('a view in a frame has no choices, and a way to the whole', async (open) => {
  const page = await embedded(open, '#/series/se-9901?lang=en&indicator=ins-01');
  assert.equal(await page.locator('.plot-place svg').count(), 1);
  for (const gone of ['#choices', '#views', '.requests', '.key']) assert.equal(await page.locator(gone).count(), 0, gone);
  const link = page.getByRole('link', { name: en.embed.whole });
  assert.equal(await link.getAttribute('href'), '/#/series/se-9901?lang=en&indicator=ins-01');
  assert.equal(await link.getAttribute('rel'), 'noopener');
  for (const [scheme, width] of [['light', 600], ['dark', 320]]) {
    await page.emulateMedia({ colorScheme: scheme });
    await page.setViewportSize({ width, height: 600 });
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    assert.deepEqual(await axeFaults(page), []);
    await picture(page, `embed-${scheme}-${width}`);
  }
});

test('one card alone, by its name; a card that is not there leaves the view', async (open) => {
  const page = await embedded(open, '#/overview/se-9901?lang=en&card=forms');
  assert.deepEqual(await page.locator('.card').evaluateAll((all) => all.map((card) => card.id)), ['forms']);
  assert.deepEqual(await axeFaults(page), []);
  await picture(page, 'embed-card');
  const other = await embedded(open, '#/overview/se-9901?lang=en&card=x%27%5D');
  assert.ok(await other.locator('.card').count() > 3);
});

test('what needs a key is not in frames', async (open) => {
  const page = await embedded(open, '#/overview/se-9901?lang=en');
  await page.goto(`${base}/embed/#/drafts/se-9901?lang=en`);
  await drawn(page, '#/overview/se-9901');
});

test('another site may not show any page in a frame unless it is named', async (open) => {
  const site = http.createServer((request, reply) => {
    reply.setHeader('Content-Type', 'text/html');
    reply.end(`<!doctype html><html lang="en"><title>x</title><iframe title="x" src="${base}${decodeURIComponent(request.url)}"></iframe></html>`);
  });
  await new Promise((ready) => site.listen(0, '127.0.0.1', ready));
  try {
    for (const path of ['/', '/embed/', '/docs/']) {
      const page = await open({ expected: [/frame-ancestors/, /ERR_BLOCKED_BY_RESPONSE/] });
      await page.goto(`http://127.0.0.1:${site.address().port}${path}`);
      await page.waitForFunction(() => frames.length === 1);
      await page.waitForTimeout(300);
      page.faults = page.faults.filter((fault) => !fault.startsWith('left the origin'));
      const inner = page.frames().find((frame) => frame !== page.mainFrame());
      assert.equal(await inner.locator('#main, main').count(), 0, path);
    }
  } finally {
    site.close();
  }
});

test('the panel of requests gives the frame of what is shown', async (open) => {
  const page = await open();
  await openView(page, '#/districts/se-9901?lang=en&indicator=ins-01');
  await page.locator('.requests > summary').click();
  const code = await page.locator('.requests code').filter({ hasText: '<iframe' }).innerText();
  const address = code.match(/src="([^"]+)"/)[1];
  assert.equal(address, `${base}/embed/#/districts/se-9901?lang=en&indicator=ins-01`);
  await page.goto(address);
  await drawn(page, '#/districts/se-9901');
  assert.equal(await page.locator('.plot-place svg').count(), 1);
});
