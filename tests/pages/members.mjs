// What members do with a key: follow up a plan, publish a release, read the log. The keys are real, and so is what is
// written: into a plan and a release of the suite's own.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { axeFaults, base, drawn, openView, picture, test } from './harness.mjs';
import da from '../../web/explorer/words/da.js';
import en from '../../web/explorer/words/en.js';
import sv from '../../web/explorer/words/sv.js';

const place = 'se-9920';
const mark = Date.now().toString(36).slice(-6);
const plan = `pl-${mark}`, release = `rel-${mark}`;
const year = String(1950 + (Date.now() % 60));
const refused = { expected: [/Failed to load resource/] };

const keys = new Map();
function keyOf(role) {
  if (!keys.has(role)) {
    const database = (user) => `host=${process.env.TILLIT_PGHOST} dbname=${process.env.TILLIT_DATABASE} user=${user}`;
    const env = { ...process.env, TILLIT_DB_APP: database('tillit_app'), TILLIT_DB_PUBLIC: database('tillit_public'), TILLIT_DB_ADMIN: database('postgres') };
    keys.set(role, execFileSync(process.env.TILLIT_BIN, ['key', 'create', '--role', role, '--municipality', place], { env, stdio: ['ignore', 'pipe', 'ignore'] }).toString().trim());
  }
  return keys.get(role);
}

async function ask(role, path, method = 'GET', body = undefined, more = {}) {
  const reply = await fetch(`${base}/tillit/v1/${path}`, { method, body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
    headers: { 'Content-Type': method === 'PATCH' ? 'application/merge-patch+json' : 'application/json', ...(role ? { Authorization: `Bearer ${keyOf(role)}` } : {}), ...more } });
  const text = await reply.text();
  assert.ok(reply.ok, `${method} ${path}: ${reply.status} ${text}`);
  return { object: JSON.parse(text), etag: reply.headers.get('etag') };
}

async function changed(path, body) {
  const { etag } = await ask('publisher', path);
  await ask('publisher', path, 'PATCH', body, { 'If-Match': etag });
}

// Opens a view as whoever has the role.
async function as(open, role, view, options = {}) {
  const page = await open({ ...refused, ...options });
  await openView(page, `#/${view}`);
  await page.locator('.key summary').click();
  await page.locator('#key').fill(keyOf(role));
  await page.locator('#key').press('Enter');
  await page.waitForFunction(() => document.querySelector('.key summary').textContent.includes('✓') && !document.querySelector('[aria-busy]'));
  page.api.length = 0;
  return page;
}

const button = (page, name) => page.getByRole('button', { name, exact: true });
const said = (page, words) => page.locator('.said').filter({ hasText: words }).waitFor();
const shown = (page, words) => page.locator('main').getByText(words).first().waitFor();

async function looksWell(page, name) {
  for (const [scheme, width] of [['light', 1280], ['dark', 320]]) {
    await page.emulateMedia({ colorScheme: scheme });
    await page.setViewportSize({ width, height: 900 });
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${name} scrolls sideways at ${width}`);
    assert.doesNotMatch(await page.locator('main').innerText(), /undefined|\[object|NaN|null/);
    assert.deepEqual(await axeFaults(page), [], `${name} ${scheme} ${width}`);
    await picture(page, `${name}-${scheme}-${width}`);
  }
  await page.setViewportSize({ width: 1280, height: 900 });
}

for (const view of ['work', 'drafts', 'log']) {
  test(`${view} without a key says what is needed`, async (open) => {
    const page = await open();
    await openView(page, `#/${view}/${place}?lang=en`);
    assert.match(await page.locator('main').innerText(), /type a key of the municipality/);
    assert.deepEqual(await axeFaults(page), []);
    assert.equal(await page.locator('.views').getByText(en.views[view], { exact: true }).count(), 0, 'not offered without a key');
  });
}

test('a plan is followed up: progress, a milestone, a follow-up', async (open) => {
  await ask('editor', 'plans', 'POST', { code: plan, municipality: place, title: `Plan ${mark}`, start_date: '2025-01-01', end_date: '2027-12-31' });
  await ask('editor', 'goals', 'POST', { code: `${plan}-g1`, plan, title: 'First goal', result_level: 'outcome' });
  await ask('editor', 'actions', 'POST', { code: `${plan}-a1`, goal: `${plan}-g1`, title: 'First action', start_date: '2025-01-01', end_date: '2026-12-31' });
  const page = await as(open, 'editor', `work/${place}?lang=en&plan=${plan}`);
  await button(page, `${en.work.report}: First action`).click();
  await page.getByLabel(en.fields.state).selectOption('in_progress');
  await page.getByLabel(en.fields.progress).fill('40');
  await button(page, en.form.save).click();
  await said(page, en.form.saved);
  await shown(page, '40 % done so far');
  await button(page, `${en.work.newMilestone}: First action`).click();
  await page.getByLabel(en.fields.title).fill('First milestone');
  await page.getByLabel(en.fields.due_date).fill('2025-06-30');
  await button(page, en.work.add).click();
  await shown(page, 'First milestone, June 30, 2025: open');
  await button(page, `${en.work.change}: First milestone`).click();
  await page.getByLabel(en.fields.state).selectOption('met');
  await page.getByLabel(en.fields.met_on).fill('2025-06-20');
  await button(page, en.form.save).click();
  await shown(page, 'First milestone, June 30, 2025: met');
  await page.locator('#follow-up-about').selectOption(`action ${plan}-a1`);
  await button(page, en.work.newFollowUp).click();
  await page.getByLabel(en.fields.as_of).fill('2025-09-01');
  await page.getByLabel(en.fields.analysis).fill('It goes on.');
  await page.getByLabel(en.fields.decision).selectOption('adjust');
  await button(page, en.work.add).click();
  await shown(page, 'It goes on.');
  const { object } = await ask('editor', `plans/${plan}?expand=actions,milestones,follow_ups`);
  assert.deepEqual([object.actions[0].progress, object.actions[0].state], [0.4, 'in_progress']);
  assert.deepEqual([object.milestones[0].state, object.milestones[0].met_on], ['met', '2025-06-20']);
  assert.deepEqual([object.follow_ups[0].action, object.follow_ups[0].decision], [`${plan}-a1`, 'adjust']);
});

test('goals and actions are added, and changed', async (open) => {
  const page = await as(open, 'editor', `work/${place}?lang=en&plan=${plan}`);
  await button(page, `${en.work.newGoal}: Plan ${mark}`).click();
  await page.getByLabel(en.fields.title).fill('Second goal');
  await page.getByLabel(en.fields.result_level).selectOption('output');
  await button(page, en.work.add).click();
  await shown(page, 'Second goal');
  await button(page, `${en.work.newAction}: Second goal`).click();
  await page.getByLabel(en.fields.title).fill('Second action');
  await page.getByLabel(en.fields.start_date).fill('2025-02-01');
  await page.getByLabel(en.fields.end_date).fill('2025-12-31');
  await button(page, en.work.add).click();
  await shown(page, 'Second action');
  await button(page, `${en.work.changeGoal}: Second goal`).click();
  await page.getByLabel(en.fields.title).fill('Second goal, reworded');
  await button(page, en.form.save).click();
  await shown(page, 'Second goal, reworded');
});

test('a plan is made, and adopted', async (open) => {
  const page = await as(open, 'editor', `work/${place}?lang=en&plan=${plan}`);
  await button(page, en.work.newPlan).click();
  for (const [name, value] of Object.entries({ code: `${plan}-n`, title: `New plan ${mark}`, start_date: '2026-01-01', end_date: '2027-12-31' })) await page.getByLabel(en.fields[name], { exact: true }).fill(value);
  await button(page, en.work.add).click();
  await page.waitForURL(new RegExp(`plan=${plan}-n`));
  await shown(page, `New plan ${mark} · draft · internal`);
  await button(page, `${en.work.changePlan}: New plan ${mark}`).click();
  await page.getByLabel(en.fields.state, { exact: true }).selectOption('adopted');
  await page.getByLabel(en.fields.decided_by, { exact: true }).fill('The council');
  await button(page, en.form.save).click();
  await said(page, en.form.saved);
  await shown(page, `New plan ${mark} · adopted · internal`);
});

test('what the service finds wrong stands beside its field', async (open) => {
  const page = await as(open, 'editor', `work/${place}?lang=en&plan=${plan}`);
  await button(page, en.work.newFollowUp).click();
  await page.getByLabel(en.fields.as_of).fill('2025-09-02');
  await page.getByLabel(en.fields.status_manual).selectOption('red');
  await button(page, en.work.add).click();
  const reason = page.getByLabel(en.fields.manual_reason);
  await page.waitForFunction(() => document.activeElement?.getAttribute('aria-invalid') === 'true');
  assert.equal(await reason.getAttribute('aria-invalid'), 'true');
  assert.equal(await reason.evaluate((field) => field === document.activeElement), true, 'the first wrong field has the focus');
  const fault = page.locator(`#${await reason.getAttribute('aria-describedby')}`);
  assert.equal(await fault.innerText(), `Is needed when ${en.form.named(en.fields.status_manual)} ${en.form.given}.`);
  await looksWell(page, 'work-fault');
  await reason.fill('Seen on the spot.');
  await button(page, en.work.add).click();
  await said(page, en.form.saved);
  await looksWell(page, 'work');
});

for (const [choice, stored] of [[en.form.keepMine, 0.7], [en.form.takeStored, 0.6]]) {
  test(`changed by somebody else meanwhile: both versions are told; ${choice}`, async (open) => {
    await changed(`actions/${plan}-a1`, { progress: 0.5 });
    const page = await as(open, 'editor', `work/${place}?lang=en&plan=${plan}`);
    await button(page, `${en.work.report}: First action`).click();
    await page.getByLabel(en.fields.progress).fill('70');
    await changed(`actions/${plan}-a1`, { progress: 0.6 });
    await button(page, en.form.save).click();
    const alert = page.getByRole('alert');
    await alert.waitFor();
    assert.match(await alert.innerText(), /60 %\s+70 %/);
    assert.equal((await ask('editor', `actions/${plan}-a1`)).object.progress, 0.6, 'nothing was saved');
    assert.deepEqual(await axeFaults(page), []);
    await picture(page, 'work-stale');
    await button(page, choice).click();
    await shown(page, `${Math.round(stored * 100)} % done so far`);
    assert.equal((await ask('editor', `actions/${plan}-a1`)).object.progress, stored);
  });
}

test('a release is made, filled, looked through, published and withdrawn', async (open) => {
  const figure = (sex, n, x) => ['ins-01', place, year, 'resident', sex, (Math.round((x / n) * 1000) / 10).toFixed(1), n, x].join(',');
  const file = ['indicator,area,period,respondent_group,sex,value,n_valid,x', figure('_T', 64, 40), figure('F', 60, 38), figure('M', 4, 2)].join('\n');
  await ask('editor', 'imports?dataset=observations', 'POST', file, { 'Content-Type': 'text/csv' });
  const page = await as(open, 'publisher', `drafts/${place}?lang=en`);
  await button(page, en.drafts.newRelease).click();
  await page.getByLabel(en.fields.code).fill(release);
  await button(page, en.work.add).click();
  await page.waitForFunction(() => document.activeElement?.getAttribute('aria-invalid') === 'true');
  assert.equal(await page.getByLabel(en.fields.title).getAttribute('aria-invalid'), 'true');
  await page.getByLabel(en.fields.title).fill(`Release ${mark}`);
  await button(page, en.work.add).click();
  await page.waitForURL(new RegExp(`release=${release}`));
  const own = page.getByRole('checkbox', { name: year });
  await page.getByLabel(en.drafts.all, { exact: true }).check();
  assert.equal(await own.count(), 3);
  for (const box of await page.locator('tbody input[type=checkbox]').all()) assert.equal(await box.isChecked(), true);
  await page.getByLabel(en.drafts.all, { exact: true }).uncheck();
  for (const box of await own.all()) await box.check();
  await button(page, en.drafts.put(`Release ${mark}`)).click();
  await said(page, en.drafts.putIn(3, `Release ${mark}`));
  await button(page, en.drafts.preview).click();
  await shown(page, en.drafts.would(3, 2));
  await shown(page, 'too few answers');
  await shown(page, 'protects another cell');
  await looksWell(page, 'drafts');
  const open3 = await fetch(`${base}/tillit/v1/observations?area=${place}&period=${year}`).then((reply) => reply.json());
  assert.equal(open3.observations.length, 0, 'nothing is public yet');
  await button(page, en.drafts.publish).click();
  await button(page, en.form.yes).click();
  await said(page, en.drafts.published(`Release ${mark}`));
  const { object } = await ask(null, `observations?area=${place}&period=${year}&indicator=ins-01`);
  assert.deepEqual(object.observations.map((cell) => [cell.sex, cell.conf_status, cell.value]).sort(), [['F', 'C', null], ['M', 'C', null], ['_T', 'F', 62.5]]);
  await button(page, en.drafts.withdraw).click();
  await button(page, en.form.cancel).click();
  await button(page, en.drafts.withdraw).click();
  await button(page, en.form.yes).click();
  await said(page, en.drafts.withdrawn(`Release ${mark}`));
});

test('more drafts than are shown are put into a release all at once', async (open) => {
  const count = 230, code = `${release}-m`, title = `Many ${mark}`;
  const file = ['indicator,area,period,respondent_group,sex,age_band,value,n_valid,x', ...[...Array(count).keys()].map((i) => ['ins-01', place, 1700 + i, 'resident', '_T', '_T', '62.5', 64, 40].join(','))].join('\n');
  await ask('editor', 'imports?dataset=observations', 'POST', file, { 'Content-Type': 'text/csv' });
  await ask('publisher', 'releases', 'POST', { code, owner: place, title, audience: 'internal' });
  const page = await as(open, 'publisher', `drafts/${place}?lang=en&release=${code}`);
  const { object } = await ask('publisher', `observations?municipality=${place}&is_draft=true&limit=1`);
  const all = object._meta.total_records;
  assert.ok(all >= count);
  assert.equal(await page.locator('#drafts tbody tr').count(), 200);
  await shown(page, en.drafts.notAll(200, all));
  await page.getByLabel(`${en.drafts.all} ${all}`, { exact: true }).check();
  await button(page, en.drafts.put(title)).click();
  await said(page, en.drafts.putIn(all, title));
  await button(page, en.drafts.preview).click();
  await shown(page, en.drafts.would(all, 0));
});

test('a release that has changed since it was looked through is not published', async (open) => {
  const code = `${release}-b`;
  await ask('publisher', 'releases', 'POST', { code, owner: place, title: 'As looked through', audience: 'internal' });
  const file = `indicator,area,period,respondent_group,value,n_valid,x,state,release\nins-06,${place},${year},resident,12.5,64,8,validated,${code}`;
  await ask('editor', 'imports?dataset=observations', 'POST', file, { 'Content-Type': 'text/csv' });
  const page = await as(open, 'publisher', `drafts/${place}?lang=en&release=${code}`);
  await button(page, en.drafts.preview).click();
  await shown(page, en.drafts.would(1, 0));
  await changed(`releases/${code}`, { audience: 'public' });
  await button(page, en.drafts.publish).click();
  await button(page, en.form.yes).click();
  await page.getByRole('alert').waitFor();
  assert.ok((await page.getByRole('alert').innerText()).startsWith(en.faults.stale[0]));
  assert.equal((await ask('publisher', `releases/${code}`)).object.state, 'planned');
});

test('the log tells what was done and what was refused; an editor is told that it is not for him', async (open) => {
  const page = await as(open, 'admin', `log/${place}?lang=en`);
  await shown(page, `releases/${release}`);
  await page.locator('#choose-action').selectOption('publish');
  await page.waitForURL(/action=publish/);
  await page.waitForFunction(() => !document.querySelector('[aria-busy]'));
  assert.equal(await page.locator('tbody tr').first().locator('td').nth(1).innerText(), 'publish');
  await looksWell(page, 'log');
  const editor = await as(open, 'editor', `log/${place}?lang=en`);
  assert.ok((await editor.getByRole('alert').innerText()).startsWith(en.faults.key[0]));
});

test('the views of members in three languages, with at most six requests', async (open) => {
  for (const view of ['work', 'drafts', 'log']) {
    for (const [lang, words] of Object.entries({ sv, da, en })) {
      const page = await as(open, 'admin', `${view}/${place}?lang=${lang}${view === 'work' ? `&plan=${plan}` : ''}`);
      await drawn(page, `#/${view}/${place}`);
      assert.ok((await page.locator('h1').innerText()).startsWith(words.views[view]));
      assert.doesNotMatch(await page.locator('body').evaluate((body) => body.textContent), /undefined|\[object|NaN|Infinity|null/);
      assert.ok(page.api.length <= 6, page.api.join(' '));
    }
  }
});

test('a reply is fetched with the key that the page has, as a file', async (open) => {
  const page = await as(open, 'editor', `work/${place}?lang=en&plan=${plan}`);
  await page.locator('.requests > summary').click();
  const link = page.locator('.request a.download').filter({ hasText: /^CSV / }).last();
  const [file] = await Promise.all([page.waitForEvent('download'), link.click()]);
  assert.equal(file.suggestedFilename(), 'plans-csv.csv');
});
