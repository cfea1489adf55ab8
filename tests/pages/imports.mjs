// A file handed in by a member: what would happen, faults beside their lines, then the import.
import assert from 'node:assert/strict';
import { axeFaults, base, openView, picture, test } from './harness.mjs';
import en from '../../web/explorer/words/en.js';

const rows = (...lines) => ({ name: 'dialogues.csv', mimeType: 'text/csv', buffer: Buffer.from(['code,municipality', ...lines].join('\n')) });
const fault = { line: 3, column: 'held_on', code: 'required', detail: 'Is missing.' };

// The replies are the service's own form; keys are given by the service's suites, not here.
async function member(open, told = fault) {
  const page = await open({ locale: 'sv-SE', expected: [/Failed to load resource/] });
  page.sent = [];
  await page.route('**/tillit/v1/**', async (route) => {
    const request = route.request(), headers = { ...request.headers() };
    if (request.method() === 'POST') {
      const text = request.postData(), trial = request.url().includes('dry_run=true');
      page.sent.push({ url: request.url(), text, trial, lang: headers['accept-language'], retry: headers['idempotency-key'], key: headers.authorization, type: headers['content-type'] });
      if (text.includes('wrong')) return route.fulfill({ status: 422, contentType: 'application/problem+json', body: JSON.stringify({ type: 'x', title: 'x', status: 422, detail: 'The content breaks rules.', errors: [told], errors_total: 1 }) });
      return route.fulfill({ json: { dataset: 'dialogues', dry_run: trial, rows: 2, inserted: 1, revised: 1, unchanged: 0, warnings: [], warnings_total: 0 } });
    }
    delete headers.authorization;
    return route.continue({ headers });
  });
  await openView(page, '#/overview/se-9901?lang=en');
  assert.equal(await page.getByRole('link', { name: en.views.imports }).count(), 0, 'not offered without a key');
  await page.locator('.key summary').click();
  await page.locator('#key').fill('tillit_made_up');
  await page.locator('#key').press('Enter');
  await page.getByRole('link', { name: en.views.imports }).click();
  await page.waitForSelector('#choose-dataset');
  await page.locator('#choose-dataset').selectOption('dialogues');
  await page.waitForURL(/dataset=dialogues/);
  await page.waitForFunction(() => document.querySelector('.drop + .tools button') && !document.querySelector('[aria-busy]'));
  return page;
}

test('without a key it says what is needed', async (open) => {
  const page = await open();
  await openView(page, '#/imports/se-9901?lang=en');
  assert.match(await page.locator('main').innerText(), /key of an editor/);
});

test('a wrong file: faults with line, column and the line itself; nothing can be imported', async (open) => {
  const page = await member(open);
  await page.locator('#file').setInputFiles(rows('dl-1,se-9901', 'dl-wrong,se-9901'));
  await page.getByRole('button', { name: en.imports.tryIt }).click();
  await page.getByRole('alert').waitFor();
  const text = await page.locator('#import').innerText();
  for (const words of ['One fault. Nothing was stored.', 'held_on', 'Is missing.', 'dl-wrong,se-9901']) assert.ok(text.includes(words), words);
  assert.equal(await page.getByRole('button', { name: en.imports.store, exact: true }).isDisabled(), true);
  assert.deepEqual(await axeFaults(page), []);
  await picture(page, 'imports-faults');
});

// Each: the file, the fault of the service's reply, and what stands beside it.
const cells = {
  'a cell with commas in quotes': ['code,title,held_on', '"dl-1","One, ""two""",2025-13-01', { line: 2, column: 'title' }, 'One, "two"'],
  'the date': ['code,held_on,title', '"dl-1",2025-13-01,"One, two"', { line: 2, column: 'held_on' }, '2025-13-01'],
  'semicolons, with a mark of their own': ['sep=;\ncode;held_on;title', 'dl-1;soon;One, two', { line: 3, column: 'held_on' }, 'soon'],
  'an empty cell': ['code,title,held_on', 'dl-1,,2025-01-01', { line: 2, column: 'title' }, en.imports.emptyCell],
  'a column that is not there': ['code,title', 'dl-1,One', { line: 2, column: 'held_on' }, '–'],
};

for (const [name, [head, line, at, wanted]] of Object.entries(cells)) {
  test(`a fault stands beside its cell: ${name}`, async (open) => {
    const page = await member(open, { ...fault, ...at });
    await page.locator('#file').setInputFiles({ name: 'dialogues.csv', mimeType: 'text/csv', buffer: Buffer.from(`${head}\n${line}\nwrong`) });
    await page.getByRole('button', { name: en.imports.tryIt }).click();
    await page.locator('#import table').waitFor();
    const row = await page.locator('#import tbody tr').first().locator('td, th').allInnerTexts();
    assert.equal(row[2], wanted);
  });
}

test('a file that is dropped is taken, and while it is read that is told', async (open) => {
  const page = await member(open);
  let go;
  await page.route('**/tillit/v1/imports?*', async (route) => { await new Promise((done) => { go = done; }); return route.fallback(); });
  const dropped = await page.evaluateHandle(() => {
    const data = new DataTransfer();
    data.items.add(new File(['code,municipality\ndl-1,se-9901'], 'dropped.csv', { type: 'text/csv' }));
    return data;
  });
  await page.dispatchEvent('.drop', 'drop', { dataTransfer: dropped });
  await page.getByRole('button', { name: en.imports.tryIt }).click();
  await page.getByRole('progressbar').waitFor();
  assert.deepEqual(await axeFaults(page), []);
  while (!go) await page.waitForTimeout(20);
  go();
  await page.getByText(en.imports.would).waitFor();
  assert.equal(await page.getByRole('progressbar').count(), 0);
});

test('a good file: first on trial, then for good, once', async (open) => {
  const page = await member(open);
  await page.locator('#file').setInputFiles(rows('dl-1,se-9901', 'dl-2,se-9901'));
  const store = page.getByRole('button', { name: en.imports.store, exact: true });
  assert.equal(await store.isDisabled(), true, 'not before it was tried');
  await page.getByRole('button', { name: en.imports.tryIt }).click();
  await page.getByText(en.imports.would).waitFor();
  await store.click();
  await page.getByText(en.imports.done).waitFor();
  assert.match(await page.locator('#import').innerText(), /2 rows: 1 new, 1 changed, 0 as before/);
  assert.equal(await store.isDisabled(), true, 'once');
  assert.deepEqual(page.sent.map((sent) => [sent.trial, Boolean(sent.retry), sent.key, sent.type]), [[true, false, 'Bearer tillit_made_up', 'text/csv'], [false, true, 'Bearer tillit_made_up', 'text/csv']]);
  assert.ok(page.sent.every((sent) => sent.lang === 'en' && new URL(sent.url).searchParams.get('dataset') === 'dialogues' && sent.url.startsWith(base)));
});

test('another file has to be tried again', async (open) => {
  const page = await member(open);
  await page.locator('#file').setInputFiles(rows('dl-1,se-9901'));
  await page.getByRole('button', { name: en.imports.tryIt }).click();
  await page.getByText(en.imports.would).waitFor();
  await page.locator('#file').setInputFiles(rows('dl-2,se-9901'));
  assert.equal(await page.getByRole('button', { name: en.imports.store, exact: true }).isDisabled(), true);
});
