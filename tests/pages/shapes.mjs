// What is drawn is what the figures say, where guesses are wrong: below zero, a year missing, one end missing, a break.
import assert from 'node:assert/strict';
import { openView, picture, test } from './harness.mjs';
import en from '../../web/explorer/words/en.js';

const figure = (year, value, low, high, more = {}) => ({
  indicator: 'org-06', indicator_version: 'org-06-v1', area: 'se-9901', municipality: 'se-9901', period: String(year), period_start: `${year}-01-01`, period_end: `${year}-12-31`,
  respondent_group: 'manager', sex: '_T', age_band: '_T', kind: 'condition', trust_form: null, value, ci: { low, high }, ci_level: 0.95, ci_method: 'student_t', unit: 'score_m5_p5', decimals: 3,
  n_valid: 40, obs_status: 'A', conf_status: 'F', revision: 1, reason: 'initial', source: 'made-up', freshness: 'fresh', is_synthetic: true, ...more,
});

// Draws a series of these figures; gives the scale from a value to its height on the drawing.
async function drawSeries(open, figures, name) {
  const page = await open();
  await page.route('**/tillit/v1/observations?*', (route) => route.fulfill({ json: { observations: figures, _meta: { total_records: figures.length } } }));
  await page.route('**/tillit/v1/targets?*', (route) => route.fulfill({ json: { targets: [], _meta: { total_records: 0 } } }));
  await openView(page, '#/series/se-9901?lang=en&indicator=org-06');
  await picture(page, `shape-${name}`);
  return page;
}

// Where the points are, and the numbers of every path of a mark.
const circles = (page) => page.locator('g.point circle').evaluateAll((all) => all.map((circle) => [Number(circle.getAttribute('cx')), Number(circle.getAttribute('cy'))]));
const paths = (page, mark) => page.locator(`g.${mark} path`).evaluateAll((all) => all.map((path) => path.getAttribute('d').match(/-?[\d.]+/g).map(Number)).map((numbers) => numbers.reduce((pairs, n, i) => (i % 2 ? (pairs.at(-1).push(n), pairs) : [...pairs, [n]]), [])));
const rules = (page, mark) => page.locator(`g.${mark} line`).evaluateAll((all) => all.map((line) => ['x1', 'y1', 'x2', 'y2'].map((name) => Number(line.getAttribute(name)))));

// Height by value, from two points that are drawn.
function scaleOf(points, values) {
  const [a, b] = [0, points.length - 1];
  const slope = (points[b][1] - points[a][1]) / (values[b] - values[a]);
  return (value) => points[a][1] + (value - values[a]) * slope;
}

const near = (found, wanted, what) => assert.ok(Math.abs(found - wanted) < 0.6, `${what}: ${found}, not ${wanted}`);

test('a band across zero is drawn between its own ends', async (open) => {
  const figures = [figure(2021, -0.5, -1.2, 0.2), figure(2022, 0.4, -0.3, 1.1), figure(2023, 0.9, 0.2, 1.6)];
  const page = await drawSeries(open, figures, 'negative');
  const points = await circles(page);
  const y = scaleOf(points, figures.map((item) => item.value));
  const [band, ...others] = await paths(page, 'band');
  assert.equal(others.length, 0);
  assert.equal(band.length, 6, 'three upper ends, three lower ends');
  for (const [i, item] of figures.entries()) {
    const heights = band.filter(([x]) => Math.abs(x - points[i][0]) < 0.6).map(([, at]) => at).sort((a, b) => a - b);
    near(heights[0], y(item.ci.high), `upper end of ${item.period}`);
    near(heights[1], y(item.ci.low), `lower end of ${item.period}`);
  }
  const [zero] = await rules(page, 'zero');
  near(zero[1], y(0), 'the line of zero');
  assert.ok(y(-1.2) > zero[1], 'a negative lower end lies below zero');
});

test('a missing year is a gap in line and band', async (open) => {
  const figures = [figure(2019, 1, 0.5, 1.5), figure(2020, 1.2, 0.7, 1.7), figure(2022, 2, 1.5, 2.5), figure(2023, 2.1, 1.6, 2.6)];
  const page = await drawSeries(open, figures, 'gap');
  const points = await circles(page);
  for (const mark of ['line', 'band']) {
    const drawn = await paths(page, mark);
    assert.equal(drawn.length, 2, mark);
    for (const path of drawn) {
      const xs = path.map(([x]) => x);
      const spans = xs.some((x) => x < points[1][0] + 1) && xs.some((x) => x > points[2][0] - 1);
      assert.equal(spans, false, `${mark} crosses the missing year`);
    }
  }
});

test('a year that is there without a figure is a gap with its reason', async (open) => {
  const figures = [figure(2020, 1, 0.5, 1.5), figure(2021, null, null, null, { obs_status: 'Q', conf_status: 'C' }), figure(2022, 2, 1.5, 2.5), figure(2023, null, null, null, { obs_status: 'L' })];
  const page = await drawSeries(open, figures, 'hidden');
  const points = await circles(page);
  assert.equal(points.length, 2);
  for (const mark of ['line', 'band'])
    for (const path of await paths(page, mark)) assert.ok(path.every(([x]) => Math.abs(x - path[0][0]) < 1), `${mark} crosses the hidden year`);
  assert.deepEqual(await page.locator('g.gone text').allTextContents(), ['▨ hidden', '▨ not collected']);
});

test('an interval with one end reaches from the value to the end that is known', async (open) => {
  const figures = [figure(2021, 1, 0.2, 1.8), figure(2022, 1.5, null, 2.4), figure(2023, 2, 1.1, null), figure(2024, 2.5, null, null)];
  const page = await drawSeries(open, figures, 'one-ended');
  const points = await circles(page);
  const y = scaleOf(points, figures.map((item) => item.value));
  const whole = await rules(page, 'interval');
  assert.equal(whole.length, 1);
  const open1 = (await rules(page, 'interval-open')).sort((a, b) => a[0] - b[0]);
  assert.equal(open1.length, 2, 'two intervals have one end, one has none');
  const ends = ([, a,, b]) => [a, b].sort((one, other) => one - other);
  near(ends(open1[0])[0], y(2.4), 'the known upper end');
  near(ends(open1[0])[1], y(1.5), 'the value');
  near(ends(open1[1])[0], y(2), 'the value');
  near(ends(open1[1])[1], y(1.1), 'the known lower end');
  for (const path of await paths(page, 'band')) assert.ok(path.every(([x]) => x < points[1][0] - 1), 'no band where an end is missing');
  await page.locator('details.behind').evaluate((details) => { details.open = true; });
  const table = await page.locator('details.behind table').innerText();
  for (const words of ['≤ 2.40', '≥ 1.10', 'not known']) assert.ok(table.includes(words), words);
  const caption = await page.locator('figcaption').innerText();
  for (const words of [en.oneEnd, en.unsureNote]) assert.ok(caption.includes(words), words);
  assert.ok((await page.locator('.summary').innerText()).startsWith(`2024: 2.50 (${en.unsure}).`));
});

test('a band ends where an end is missing, and begins again behind', async (open) => {
  const figures = [figure(2020, 1, 0.5, 1.5), figure(2021, 1.2, 0.7, 1.7), figure(2022, 1.5, null, 2.4), figure(2023, 2, 1.1, 2.9), figure(2024, 2.2, 1.3, 3.1)];
  const page = await drawSeries(open, figures, 'band-end');
  const points = await circles(page);
  assert.equal((await paths(page, 'line')).length, 1);
  const bands = await paths(page, 'band');
  assert.equal(bands.length, 2);
  for (const path of bands) assert.ok(path.every(([x]) => x < points[2][0] - 1) || path.every(([x]) => x > points[2][0] + 1), 'a band crosses the figure with one end');
});

test('a break is marked, and nothing is drawn across it', async (open) => {
  const figures = [figure(2020, 1, 0.5, 1.5), figure(2021, 1.2, 0.7, 1.7), figure(2022, 3, 2.5, 3.5, { indicator_version: 'org-06-v2', obs_status: 'B' }), figure(2023, 3.1, 2.6, 3.6, { indicator_version: 'org-06-v2' })];
  const page = await drawSeries(open, figures, 'break');
  const points = await circles(page);
  const breaks = await rules(page, 'break');
  assert.equal(breaks.length, 1);
  assert.ok(breaks[0][0] > points[1][0] && breaks[0][0] < points[2][0]);
  assert.equal((await paths(page, 'line')).length, 2);
  assert.equal((await paths(page, 'band')).length, 2);
});

test('a corrected figure is a ring beside the one that stands', async (open) => {
  const figures = [figure(2022, 1, 0.5, 1.5), figure(2023, 2, 1.5, 2.5), figure(2023, 1.4, 0.9, 1.9, { revision: 2, reason: 'correction' })];
  const page = await drawSeries(open, figures, 'revision');
  const points = await circles(page);
  assert.equal(points.length, 2);
  const y = scaleOf(points, [1, 1.4]);
  const rings = await page.locator('g.earlier circle').evaluateAll((all) => all.map((circle) => Number(circle.getAttribute('cy'))));
  assert.equal(rings.length, 1);
  near(rings[0], y(2), 'the first figure');
  const box = (place) => place.evaluate((element) => { const { top, bottom } = element.getBoundingClientRect(); return { top, bottom }; });
  const label = await box(page.locator('.plot-place svg text').filter({ hasText: /^1\.40$/ }));
  assert.ok(label.bottom <= (await box(page.locator('g.earlier circle'))).top + 1, 'the label hides the ring');
});

test('an interval that is narrower than its point is seen beside it', async (open) => {
  const page = await drawSeries(open, [figure(2021, 1, 0.2, 1.8), figure(2022, 1.5, 1.49, 1.51), figure(2023, 2, 1.1, 2.9)], 'narrow');
  const points = await circles(page);
  const radius = Number(await page.locator('g.point circle').nth(1).getAttribute('r'));
  const caps = (await rules(page, 'cap')).filter(([x1,, x2]) => x1 < points[1][0] && x2 > points[1][0]);
  assert.equal(caps.length, 2, 'both ends are marked');
  for (const [x1,, x2] of caps) assert.ok(x1 < points[1][0] - radius && x2 > points[1][0] + radius, 'an end is hidden behind the point');
});

// The ratio of an interval's bar, as it lies on the paper, to the paper.
const contrast = (page) => page.locator('.plot-place').first().evaluate((place) => {
  const numbers = (text) => text.match(/[\d.]+/g).slice(0, 3).map(Number);
  const light = (color) => color.map((part) => part / 255).map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)).reduce((sum, part, i) => sum + part * [0.2126, 0.7152, 0.0722][i], 0);
  const paper = numbers(getComputedStyle(place.closest('.card')).backgroundColor);
  return [...place.querySelectorAll('g.interval line')].map((line) => {
    const style = getComputedStyle(line), share = Number(style.strokeOpacity);
    const [a, b] = [light(numbers(style.stroke).map((part, i) => share * part + (1 - share) * paper[i])), light(paper)].sort((one, other) => other - one);
    return (a + 0.05) / (b + 0.05);
  });
});

test('rows: an interval is seen against the paper, light and dark, and is higher than its point', async (open) => {
  const page = await open();
  await openView(page, '#/districts/se-9901?lang=en&indicator=ins-01');
  for (const scheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme: scheme });
    const ratios = await contrast(page);
    assert.ok(ratios.length > 5);
    for (const ratio of ratios) assert.ok(ratio >= 3, `${scheme}: ${ratio}`);
  }
  const height = Number(await page.locator('g.interval').first().getAttribute('stroke-width'));
  for (const circle of await page.locator('g.point circle').all()) assert.ok(height > 2 * Number(await circle.getAttribute('r')));
});

test('a single figure is a point, not a crash', async (open) => {
  const page = await drawSeries(open, [figure(2023, 2, 1.5, 2.5)], 'single');
  assert.equal((await circles(page)).length, 1);
});

test('rows: intervals of changes lie on both sides of zero', async (open) => {
  const page = await open();
  await openView(page, '#/effects/dk-991?lang=en&evaluation=ev-sam');
  const card = page.locator('#pooled-score-1-5');
  const [zero] = await card.locator('g.reference line').evaluateAll((all) => all.map((line) => Number(line.getAttribute('x1'))));
  const found = await card.locator('g.interval line').evaluateAll((all) => all.map((line) => [Number(line.getAttribute('x1')), Number(line.getAttribute('x2'))]));
  const fills = await card.locator('g.point circle').evaluateAll((all) => all.map((circle) => circle.getAttribute('fill')));
  assert.equal(found.length, fills.length);
  assert.ok(found.some(([low, high]) => high < zero && low < high) && found.some(([low]) => low > zero) && found.some(([low, high]) => low < zero && high > zero));
  // What might be chance is not coloured as if it were none.
  for (const [i, [low, high]] of found.entries()) assert.equal(fills[i], low < zero && high > zero ? 'var(--soft)' : 'var(--mark)');
});

test('on a phone no cell of a table is cut, and each names its column', async (open) => {
  const page = await open({ width: 320 });
  for (const address of ['#/overview/se-9901?lang=sv', '#/plan/se-9901?lang=sv&plan=pl-norr', '#/ideas/se-9901?lang=sv']) {
    await openView(page, address);
    const cells = page.locator('main td:visible');
    assert.ok(await cells.count() > 5, address);
    const wrong = await cells.evaluateAll((all) => all.filter((cell) => cell.getBoundingClientRect().right > cell.closest('.scroll').getBoundingClientRect().right + 0.5 ||
      cell.scrollWidth > cell.clientWidth + 1 || getComputedStyle(cell, '::before').content !== `"${cell.dataset.label}"`).map((cell) => cell.textContent));
    assert.deepEqual(wrong, [], address);
    assert.equal(await page.getByRole('table').first().getByRole('columnheader').count() > 1, true, 'it is a table still');
  }
});

test('no label of a row is cut at the edge of its picture', async (open) => {
  const page = await open();
  for (const address of ['#/effects/dk-991?lang=sv&evaluation=ev-sam', '#/districts/se-9901?lang=sv&indicator=ins-01', '#/plan/se-9901?lang=sv&plan=pl-norr', '#/classes/se-9901?lang=sv']) {
    await openView(page, address);
    for (const width of [1280, 320]) {
      await page.setViewportSize({ width, height: 900 });
      await page.waitForFunction(() => [...document.querySelectorAll('.plot-place')].every((place) => Math.abs(place.drawnWidth - place.clientWidth) < 2));
      const cut = await page.locator('.plot-place').evaluateAll((all) => all.flatMap((place) => [...place.querySelectorAll('svg text')]
        .filter((text) => text.getBoundingClientRect().left < place.getBoundingClientRect().left - 0.5 || text.getBoundingClientRect().right > place.getBoundingClientRect().right + 0.5).map((text) => text.textContent)));
      assert.deepEqual(cut, [], `${address} at ${width}`);
    }
  }
});
