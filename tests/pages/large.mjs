// By hand, on much data (`./dev run --bench 230000`, then TILLIT_BASE_URL=… tests/pages/run large): every view draws with
// a municipality of many indicators, asks at most six times, and is quick.
import assert from 'node:assert/strict';
import { base, openPage, openView, test } from './harness.mjs';

const mostRequests = 6;
const mostWeight = 500 * 1024;
const mostMs = 1000; // to the first picture, cold
const rounds = 5;

const { municipalities } = await fetch(`${base}/tillit/v1/municipalities?limit=1&fields=code`).then((reply) => reply.json());
const place = municipalities[0].code;
const series = await fetch(`${base}/tillit/v1/series?municipality=${place}&limit=1000&fields=indicator`).then((reply) => reply.json());
const views = ['overview', 'series', 'districts', 'classes', 'effects', 'plan', 'process', 'ideas'];

test('a municipality with twenty indicators or more', async () => {
  assert.ok(new Set(series.series.map((one) => one.indicator)).size >= 20);
});

for (const view of views) {
  for (const lang of ['sv', 'da', 'en']) {
    test(`${view} in ${lang}`, async (open) => {
      const page = await open();
      const session = await page.context().newCDPSession(page);
      let bytes = 0;
      await session.send('Network.enable');
      session.on('Network.loadingFinished', (event) => { bytes += event.encodedDataLength; });
      await openView(page, `#/${view}/${place}?lang=${lang}`);
      assert.ok(page.api.length <= mostRequests, page.api.join(' '));
      assert.ok(bytes <= mostWeight, `${bytes} bytes`);
      assert.equal(await page.getByRole('alert').count(), 0);
      assert.doesNotMatch(await page.locator('body').evaluate((body) => body.textContent), /undefined|\[object|NaN|Infinity|null/);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
      console.log(`     ${view} ${lang}: ${page.api.length} requests, ${bytes} bytes`);
    });
  }
}

test('the first picture is there in a second, with nothing kept', async () => {
  const times = [];
  for (let i = 0; i < rounds; i += 1) {
    const page = await openPage();
    const started = Date.now();
    await page.goto(`${base}/#/overview/${place}?lang=en`);
    await page.waitForSelector('.plot-place svg');
    times.push(Date.now() - started);
    await page.context().close();
  }
  times.sort((a, b) => a - b);
  console.log(`     first picture: ${times.join(', ')} ms`);
  assert.ok(times[Math.floor(rounds / 2)] <= mostMs, times.join(', '));
});
