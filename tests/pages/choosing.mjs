// Choices among many are searched by name.
import assert from 'node:assert/strict';
import { axeFaults, drawn, openView, picture, test } from './harness.mjs';
import en from '../../web/explorer/words/en.js';

// Sixty municipalities, two of one name.
const many = [...Array(60).keys()].map((i) => ({ code: `se-10${String(i).padStart(2, '0')}`, name: i < 2 ? 'Twin' : `Town ${i} of many`, country: 'SE' }));

async function among(open, view = 'plan') {
  const page = await open({ expected: [/Failed to load resource/] });
  await page.route('**/tillit/v1/municipalities?*', (route) => route.fulfill({ json: { municipalities: [{ code: 'se-9901', name: 'Norrsjö', country: 'SE' }, ...many], _meta: { total_records: 61 } } }));
  await openView(page, `#/${view}/se-9901?lang=en`);
  return page;
}

// Typed, and where it leads; null: nowhere.
const typed = { 'Town 17 of many': 'se-1017', 'town 17': 'se-1017', '23 OF': 'se-1023', 'Twin (se-1001)': 'se-1001', Town: null, nowhere: null };

for (const [text, code] of Object.entries(typed)) {
  test(`"${text}" leads ${code === null ? 'nowhere, and that is said' : `to ${code}`}`, async (open) => {
    const page = await among(open);
    const field = page.locator('#municipality');
    assert.equal(await field.inputValue(), 'Norrsjö');
    await field.fill(text);
    await field.press('Enter');
    if (code !== null) return drawn(page, `#/plan/${code}`);
    await page.getByText(en.notFound).waitFor();
    assert.equal(await field.getAttribute('aria-invalid'), 'true');
    assert.deepEqual(await axeFaults(page), []);
    return picture(page, 'choosing');
  });
}

test('what is chosen is written out, and an empty field is the same again', async (open) => {
  const page = await among(open);
  await page.locator('#municipality').fill('');
  await page.locator('#municipality').press('Enter');
  assert.equal(await page.locator('#municipality').inputValue(), 'Norrsjö');
  assert.equal(await page.locator('datalist option').count(), 61);
});
