// Every view: in three languages, light and dark, from a phone to a large screen.
import assert from 'node:assert/strict';
import { axeFaults, base, openView, picture, test } from './harness.mjs';
import { views } from './views-list.mjs';
import da from '../../web/explorer/words/da.js';
import en from '../../web/explorer/words/en.js';
import sv from '../../web/explorer/words/sv.js';

const dictionaries = { sv, da, en };
const mostRequests = 6;
const busyLimit = 150000; // six sizes and axe: seconds on an idle machine, minutes on one that is busy
const mostWeight = 500 * 1024;
// What each view must show, and how many pictures.
const wanted = {
  overview: [3, ['Solvägen', '52.9 %', '49.1–56.7', 'Plan för tillitsskapande arbete']],
  series: [1, ['2019', '52.9 %', en.series.break, en.series.trend.stable]],
  districts: [1, [en.hidden, '35.8 %', en.districts.clear('Solvägen, Solvägen mellersta (Solvägen)')]],
  classes: [1, [en.strategies.benevolence[0], en.states.lack, 'Trust: Trust in the municipality as a whole. Mistrust: expects']],
  effects: [4, ['+0.41', '−0.37', '+0.02 to +0.80', 'Fjordby Kommune (demo) is one of them', '▾ Perceived unnecessary red tape: employees (less is better)',
    '0.019' /* p against the comparison, allowing for several measures */]],
  plan: [1, [en.goalStatus.wrong_way, en.goalStatus.achieved, en.rag.red, '58.0 % (2028)', `${en.plan.work}: ${en.rag.green} · ${en.plan.outcome}: `, 'As of ']],
  process: [0, [en.empty.noProcess]],
  ideas: [0, ['influence group', '47']],
};
const nameOf = (address) => address.split('/')[0];
const withLang = (address, lang) => `#/${address}${address.includes('?') ? '&' : '?'}lang=${lang}`;

for (const address of views) {
  const [pictures, shown] = wanted[nameOf(address)];
  test(`${address} shows what it is for`, async (open) => {
    const page = await open();
    await openView(page, withLang(address, 'en'));
    assert.equal(await page.locator('.plot-place svg[role=img]').count(), pictures);
    assert.equal(await page.locator('.plot-place').count(), await page.locator('figure').count());
    for (const details of await page.locator('details.behind').all()) await details.evaluate((element) => { element.open = true; });
    const text = await page.locator('main').innerText();
    const drawn = (await page.locator('.plot-place svg text').allTextContents()).join('\n');
    for (const words of shown) assert.ok(`${text}\n${drawn}`.includes(words), words);
    assert.ok(page.api.length <= mostRequests, `${page.api.length} requests: ${page.api.join(' ')}`);
  });
  test(`${address} in three languages`, async (open) => {
    const page = await open({ locale: 'de-DE' });
    const refused = [];
    page.on('response', (reply) => { if (reply.status() >= 400) refused.push(`${reply.status()} ${reply.url()}`); });
    for (const [lang, words] of Object.entries(dictionaries)) {
      await openView(page, withLang(address, lang));
      await page.waitForFunction((wanted) => document.getElementById('main').dataset.shown.endsWith(`/${wanted}`), lang);
      assert.equal(await page.locator('html').getAttribute('lang'), lang);
      assert.ok((await page.locator('h1').innerText()).startsWith(words.views[nameOf(address)]));
      const text = await page.locator('body').evaluate((body) => body.textContent);
      assert.doesNotMatch(text, /undefined|\[object|NaN|Infinity|null/);
      for (const other of Object.values(dictionaries)) assert.equal(text.includes(other.showRequests), other === words);
    }
    assert.deepEqual(refused, []);
  });
  test(`${address}: axe finds nothing, light and dark, phone and desktop; nothing scrolls sideways`, async (open) => {
    const page = await open();
    await openView(page, withLang(address, 'sv'));
    for (const [scheme, width] of [['light', 1280], ['dark', 1280], ['dark', 360], ['light', 360], ['light', 320], ['light', 3840]]) {
      await page.emulateMedia({ colorScheme: scheme });
      await page.setViewportSize({ width, height: 900 });
      await page.waitForFunction(() => [...document.querySelectorAll('.plot-place')].every((place) => Math.abs(place.drawnWidth - place.clientWidth) < 2));
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${width} scrolls sideways`);
      if (width !== 360 && width !== 1280) continue;
      await picture(page, `${nameOf(address)}-${scheme}-${width < 500 ? 'phone' : 'desktop'}`);
      if ((scheme === 'light') !== (width === 1280)) continue; // each scheme and each width once
      await page.evaluate(() => { for (const details of document.querySelectorAll('main details')) details.open = true; });
      assert.deepEqual(await axeFaults(page), [], `${scheme} ${width}`);
      await page.evaluate(() => { for (const details of document.querySelectorAll('main details')) details.open = false; });
    }
  }, busyLimit);
}

test('with a key the process shows its weakest link, and the key goes nowhere else', async (open) => {
  const page = await open();
  await page.route('**/tillit/v1/plans?*', (route) => (route.request().headers().authorization ? route.fulfill({ json: { plans: [{ code: 'pl-x', title: 'X' }], _meta: { total_records: 1 } } }) : route.continue()));
  await page.route('**/tillit/v1/analyses/weakest-links?*', (route) => (route.request().headers().authorization === undefined ? route.continue() : route.fulfill({ json: { weakest_links: [{ plan: 'pl-x', is_synthetic: true, groups: [{
    respondent_group: 'employee', weakest_process_step: 'feedback', is_clear: true, p_value: 0.0033,
    links: [{ process_step: 'evaluate', mean: 3.195, se: 0.11, ci: { low: 2.9, high: 3.5 }, n: 82 }, { process_step: 'feedback', mean: 2.699, se: 0.12, ci: { low: 2.4, high: 3.1 }, n: 83 },
      { process_step: 'decide', mean: null, se: null, ci: null, n: null }] }] }] } })));
  await page.route('**/tillit/v1/municipalities?*', (route) => route.fulfill({ json: { municipalities: [{ code: 'se-9901', name: 'Norrsjö', country: 'SE' }] } }));
  await openView(page, '#/process/se-9901?lang=en');
  await page.locator('.key summary').click();
  await page.locator('#key').fill('tillit_made_up');
  await page.locator('#key').press('Enter');
  await page.waitForSelector('.plot-place svg');
  assert.match(await page.locator('main').innerText(), /Weakest link for employees: feedback.*Clearly weaker/s);
  // The intervals are those that the service tells, on the axis from 1 to 5: none is worked out here.
  const bands = await page.locator('g.interval line').evaluateAll((all) => all.map((line) => [Number(line.getAttribute('x1')), Number(line.getAttribute('x2'))]));
  const centers = await page.locator('g.point circle').evaluateAll((all) => all.map((circle) => Number(circle.getAttribute('cx'))));
  const scale = (value) => centers[1] + ((value - 2.699) * (centers[0] - centers[1])) / (3.195 - 2.699);
  for (const [i, ends] of [[2.9, 3.5], [2.4, 3.1]].entries()) for (const [j, end] of ends.entries()) assert.ok(Math.abs(bands[i][j] - scale(end)) < 0.6);
  assert.deepEqual(await page.locator('g.gone text').allTextContents(), [`▨ ${en.tooFew}`]);
  const marks = (await page.locator('.plot-place svg text').allTextContents()).join(' ').match(/[\d.]+/g).filter((text) => !text.includes('.') || text.length < 4);
  assert.equal(new Set(marks).size, marks.length, `a mark of the axis stands twice: ${marks.join(' ')}`);
  assert.doesNotMatch(page.url(), /made_up/);
  assert.equal(await page.evaluate(() => localStorage.length + sessionStorage.length + document.cookie.length), 0);
});

test('the overview weighs at most 500 kB', async (open) => {
  const page = await open();
  const session = await page.context().newCDPSession(page);
  let bytes = 0;
  await session.send('Network.enable');
  session.on('Network.loadingFinished', (event) => { bytes += event.encodedDataLength; });
  await openView(page, '#/overview/se-9901?lang=sv');
  assert.ok(bytes > 100 * 1024 && bytes <= mostWeight, `${bytes} bytes`);
});

test('a newcomer sees a municipality of his language', async (open) => {
  for (const [locale, name] of [['sv-SE', 'Norrsjö'], ['da-DK', 'Fjordby'], ['nb-NO', 'Fjordby'], ['de-DE', 'Norrsjö']]) {
    const page = await open({ locale });
    await page.goto(`${base}/`);
    await page.waitForSelector('#main[data-shown]');
    assert.match(await page.locator('h1').innerText(), new RegExp(name));
  }
});
