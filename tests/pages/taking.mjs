// What can be taken along: requests in other languages, data, pictures, paper.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { base, openView, picture, test } from './harness.mjs';
import { views } from './views-list.mjs';
import da from '../../web/explorer/words/da.js';
import en from '../../web/explorer/words/en.js';

async function saved(page, button) {
  const [download] = await Promise.all([page.waitForEvent('download'), button.click()]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

for (const address of views) {
  test(`the requests of ${address} are those it made, and work elsewhere`, async (open) => {
    const page = await open();
    await openView(page, `#/${address}${address.includes('?') ? '&' : '?'}lang=en`);
    const made = [...new Set(page.api)];
    await page.locator('.requests > summary').click();
    await page.waitForFunction(() => [...document.querySelectorAll('.request:has(.code)')].every((request) => request.querySelector('a.download')));
    const codes = async () => (await page.locator('.request .code code').allTextContents());
    const shown = (await codes()).map((code) => code.match(/^curl -s '(.*)'$/)[1]);
    assert.deepEqual(shown.map((url) => decodeURIComponent(url)).sort(), made.map((path) => decodeURIComponent(base + path)).sort());
    for (const link of await page.locator('.request a.download').evaluateAll((all) => all.map((a) => a.href))) {
      const reply = await fetch(link);
      const text = await reply.text();
      assert.equal(reply.status, 200, `${link}: ${text}`);
    }
    for (const [name, pattern] of [['R', /read\.csv\("(.*)"\)/], ['Python', /pandas\.read_csv\("(.*)"\)/], ['JavaScript', /fetch\("(.*)"\)/], ['Excel', /^(http.*)$/]]) {
      await page.locator('.requests').getByText(name, { exact: true }).click();
      const code = (await codes())[0];
      const reply = await fetch(code.match(pattern)[1]);
      assert.equal(reply.status, 200, code);
      assert.match(reply.headers.get('content-type'), name === 'JavaScript' ? /json/ : /csv/);
      await reply.body.cancel();
    }
  });
}

test('a list is offered in every format that the contract names', async (open) => {
  const page = await open();
  await openView(page, '#/districts/se-9901?lang=en&indicator=ins-01');
  const before = page.api.length;
  await page.locator('.requests > summary').click();
  await page.waitForSelector('.request a.download');
  assert.deepEqual(page.api.slice(before), ['/tillit/v1/openapi.json'], 'the contract is read when the panel is opened');
  const { paths, components } = await fetch(`${base}/tillit/v1/openapi.json`).then((reply) => reply.json());
  for (const [path, about] of [['/observations', en.requests.latest], ['/analyses/trust-gaps', en.requests.gaps], ['/areas', en.requests.areas]]) {
    const parameters = paths[path].get.parameters.map((one) => (one.$ref ? components.parameters[one.$ref.split('/').at(-1)] : one));
    // A picture has one axis: a request that names no indicator has none.
    const wanted = parameters.find((one) => one.name === 'format').schema.enum.map((format) => format.toUpperCase()).filter((format) => format !== 'SVG');
    const offered = await page.locator('.request').filter({ has: page.getByText(about, { exact: true }) }).locator('a.download').evaluateAll((all) => all.map((link) => link.firstChild.textContent));
    assert.deepEqual(offered, wanted, path);
    if (path === '/observations') for (const format of ['JSON-STAT', 'PX', 'SDMX-CSV']) assert.ok(offered.includes(format), format);
  }
});

test('a picture as SVG tells where it comes from, and needs no page', async (open) => {
  const page = await open({ scheme: 'dark' });
  await openView(page, '#/series/se-9901?lang=en&indicator=ins-01');
  const { name, bytes } = await saved(page, page.getByRole('button', { name: 'SVG' }));
  const text = bytes.toString();
  assert.equal(name, 'tillit-se-9901-series.svg');
  const plain = text.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
  for (const words of ['Trust in the municipality as a whole', 'confidence interval', 'Invented', 'synth-survey', base]) assert.ok(plain.includes(words), words);
  assert.doesNotMatch(text, /var\(--/);
  assert.match(text, /fill="#ffffff"/, 'on white paper, whatever the screen');
  const alone = await open();
  await alone.setContent('');
  assert.equal(await alone.evaluate((svg) => new DOMParser().parseFromString(svg, 'image/svg+xml').querySelectorAll('parsererror').length, text), 0);
});

for (const [address, card] of [['series/se-9901?indicator=ins-01', 'series'], ['districts/se-9901?indicator=ins-01', 'districts'], ['overview/se-9901', 'where']]) {
  test(`the picture of ${address} has an address of its own, which the service draws`, async (open) => {
    const page = await open({ locale: 'da-DK' });
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await openView(page, `#/${address}${address.includes('?') ? '&' : '?'}lang=da`);
    await page.locator(`#${card}`).getByRole('button', { name: da.imageAddress }).click();
    const shown = await page.locator(`#${card} pre code`).innerText();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), shown);
    const reply = await fetch(shown), text = await reply.text();
    assert.equal(reply.headers.get('content-type'), 'image/svg+xml', text);
    const drawn = await page.locator(`#${card} .plot-place`).evaluate((place) => [place.querySelectorAll('g.point circle').length, place.querySelectorAll('g.gone text').length]);
    const whole = card === 'series' ? 0 : 1; // a line on the page, a row of its own in the picture
    assert.deepEqual(['point', 'gone'].map((name) => text.split(`class="${name}"`).length - 1), [drawn[0] + whole, drawn[1]], 'as many figures, as many without');
    const image = await open();
    await image.setContent(`<img alt="x" src="data:image/svg+xml;base64,${Buffer.from(text).toString('base64')}">`);
    await image.waitForFunction(() => document.querySelector('img').naturalWidth === 760);
    await picture(image, `image-${card}`);
  });
}

test('without a clipboard the address stands there, and nothing is said to be copied', async (open) => {
  const page = await open();
  await page.addInitScript(() => Object.defineProperty(Navigator.prototype, 'clipboard', { get: () => undefined }));
  await openView(page, '#/series/se-9901?lang=en&indicator=ins-01');
  const card = page.locator('#series');
  await card.getByRole('button', { name: en.imageAddress }).click();
  assert.match(await card.locator('pre code').innerText(), /format=svg/);
  assert.equal(await card.getByRole('button', { name: en.copied }).count(), 0);
});

test('a series that was corrected can be taken along as a cube', async (open) => {
  const page = await open();
  await openView(page, '#/series/se-9901?lang=en&indicator=ins-01');
  await page.locator('.requests > summary').click();
  await page.waitForSelector('.request a.download');
  const links = await page.locator('.request a.download').evaluateAll((all) => all.map((a) => a.href).filter((href) => href.includes('/observations?')));
  for (const link of links) assert.equal(/format=(json-stat|px|svg)/.test(link), !link.includes('history=true'), link);
});

test('a picture as PNG is twice as fine as on the screen', async (open) => {
  const page = await open();
  await openView(page, '#/districts/se-9901?lang=en&indicator=ins-01');
  const { name, bytes } = await saved(page, page.getByRole('button', { name: 'PNG' }));
  assert.equal(name, 'tillit-se-9901-districts.png');
  assert.equal(bytes.subarray(1, 4).toString(), 'PNG');
  const width = bytes.readUInt32BE(16), chart = Number(await page.locator('.plot-place svg').getAttribute('width'));
  assert.equal(width, 2 * (chart + 48));
  assert.ok(bytes.length > 20000);
});

test('a table as a file has what the table shows', async (open) => {
  const page = await open();
  await openView(page, '#/districts/se-9901?lang=sv&indicator=ins-01');
  const { bytes } = await saved(page, page.getByRole('button', { name: 'Tabell (CSV)' }));
  const lines = bytes.toString().replace('\ufeff', '').split('\r\n');
  assert.ok(lines[0].startsWith('"Område";"Värde"'));
  assert.ok(lines.some((line) => line.startsWith('"Solvägen";"35,8 %";"26,9–45,8";"95"')), lines.join('\n'));
  assert.ok(lines.some((line) => line.includes('dold för att skydda små grupper')));
});

test('on paper: tables are open, controls are gone', async (open) => {
  const page = await open();
  await openView(page, '#/districts/se-9901?lang=en&indicator=ins-01');
  await page.emulateMedia({ media: 'print' });
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  assert.ok(await page.locator('details.behind table').isVisible());
  for (const gone of ['.top', '.tools', '.requests', '.choosers']) assert.equal(await page.locator(gone).first().isVisible(), false, gone);
  assert.ok((await page.pdf({ format: 'A4' })).length > 10000);
  await page.evaluate(() => dispatchEvent(new Event('afterprint')));
  assert.equal(await page.locator('details.behind').getAttribute('open'), null);
  assert.equal(await page.title().then((title) => title.includes(en.views.districts)), true);
});
