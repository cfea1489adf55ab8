// What is said when there is nothing to show.
import assert from 'node:assert/strict';
import { base, openView, test } from './harness.mjs';
import da from '../../web/explorer/words/da.js';
import en from '../../web/explorer/words/en.js';
import sv from '../../web/explorer/words/sv.js';

const loadFailure = [/Failed to load resource/];

for (const [lang, words] of Object.entries({ sv, da, en })) {
  test(`the API is away, in ${lang}; asked again it is there`, async (open) => {
    const page = await open({ expected: loadFailure });
    await page.route('**/tillit/v1/**', (route) => route.abort());
    await page.goto(`${base}/#/overview/se-9901?lang=${lang}`);
    await page.getByRole('alert').waitFor();
    assert.ok((await page.getByRole('alert').innerText()).startsWith(words.faults.away[0]));
    await page.unroute('**/tillit/v1/**');
    await page.getByRole('button', { name: words.faults.again }).click();
    await page.waitForSelector('.plot-place svg');
  });
}

const problem = (status, detail) => ({ status, contentType: 'application/problem+json', body: JSON.stringify({ type: 'x', title: 'x', status, detail }) });

for (const [status, kind] of [[503, 'busy'], [404, 'missing'], [401, 'key'], [400, 'refused']]) {
  test(`a ${status} is told in plain words`, async (open) => {
    const page = await open({ expected: loadFailure });
    await page.route('**/tillit/v1/observations?*', (route) => route.fulfill(problem(status, 'A sentence of the service.')));
    await page.goto(`${base}/#/overview/se-9901?lang=en`);
    const alert = page.getByRole('alert');
    await alert.waitFor();
    const text = await alert.innerText();
    assert.ok(text.startsWith(en.faults[kind][0]), text);
    if (kind === 'refused') assert.match(text, /A sentence of the service/);
  });
}

test('a page of a proxy instead of JSON is an API that is away', async (open) => {
  const page = await open({ expected: loadFailure });
  await page.route('**/tillit/v1/observations?*', (route) => route.fulfill({ status: 502, contentType: 'text/html', body: '<h1>Bad gateway</h1>' }));
  await page.goto(`${base}/#/overview/se-9901?lang=en`);
  await page.getByRole('alert').waitFor();
  assert.ok((await page.getByRole('alert').innerText()).startsWith(en.faults.away[0]));
});

test('a wrong key is told, and forgotten on demand', async (open) => {
  const page = await open({ expected: loadFailure });
  await openView(page, '#/overview/se-9901?lang=en');
  await page.locator('.key summary').click();
  await page.locator('#key').fill('tillit_wrong');
  await page.getByRole('button', { name: en.keyUse }).click();
  await page.getByRole('alert').waitFor();
  assert.ok((await page.getByRole('alert').innerText()).startsWith(en.faults.key[0]));
  await page.locator('.key summary').click();
  await page.getByRole('button', { name: en.keyForget }).click();
  await page.waitForSelector('.plot-place svg');
});

test('nothing for a year: said so, with a way to the latest', async (open) => {
  const page = await open();
  await openView(page, '#/overview/se-9901?lang=en&period=2016');
  assert.ok((await page.locator('.notice').first().innerText()).startsWith(en.empty.title));
  await page.getByRole('link', { name: en.empty.latest }).click();
  await page.waitForSelector('#forms svg');
});

test('a municipality without plan, evaluation, districts', async (open) => {
  const page = await open();
  for (const [view, words] of [['plan', en.empty.noPlan], ['effects', en.empty.noEvaluation], ['districts', en.empty.noDistricts], ['ideas', en.ideas.none]]) {
    await openView(page, `#/${view}/se-9920?lang=en`);
    assert.match(await page.locator('main').innerText(), new RegExp(words.replace(/[().]/g, '\\$&')));
  }
});

test('all hidden: said so, and no picture pretends otherwise', async (open) => {
  const page = await open();
  await page.route('**/tillit/v1/observations?*', async (route) => {
    const reply = await route.fetch();
    const body = await reply.json();
    for (const figure of body.observations) Object.assign(figure, { value: null, ci: null, obs_status: 'Q', conf_status: 'C', n_valid: null });
    await route.fulfill({ json: body });
  });
  await openView(page, '#/districts/se-9901?lang=en&indicator=ins-01');
  assert.match(await page.locator('.notice').first().innerText(), new RegExp(en.empty.allHidden[0]));
  assert.equal(await page.locator('g.point circle').count(), 0);
  assert.ok(await page.locator('g.gone text').count() > 5);
  await openView(page, '#/series/se-9901?lang=en&indicator=ins-01');
  assert.match(await page.locator('main').innerText(), new RegExp(en.empty.allHidden[0]));
});

test('the one asked for last is shown, however slow the first', async (open) => {
  const page = await open();
  await page.route('**/tillit/v1/plans?municipality=se-9901*', async (route) => { await new Promise((go) => setTimeout(go, 1500)); await route.continue().catch(() => {}); });
  await page.goto(`${base}/#/plan/se-9901?lang=en`);
  await page.waitForSelector('#municipality');
  await page.evaluate(() => { location.hash = '#/ideas/se-9901?lang=en'; });
  await page.waitForFunction(() => document.getElementById('main').dataset.shown === 'ideas/se-9901/en');
  await page.waitForTimeout(1800);
  assert.equal(await page.locator('#main').getAttribute('data-shown'), 'ideas/se-9901/en');
});

test('text from the API is text, whatever it looks like', async (open) => {
  const page = await open();
  await page.route('**/tillit/v1/plans?*', async (route) => {
    const body = await (await route.fetch()).json();
    for (const plan of body.plans) { plan.title = '<img src=x onerror=alert(1)>'; for (const goal of plan.goals) goal.title = '<script>alert(1)</script>'; }
    await route.fulfill({ json: body });
  });
  await openView(page, '#/plan/se-9901?lang=en');
  assert.match(await page.locator('main').innerText(), /<img src=x onerror/);
  assert.equal(await page.locator('main img, main script').count(), 0);
});
