// Addresses hold what is shown: deep links, back and forward, choices.
import assert from 'node:assert/strict';
import { drawn, openView, test } from './harness.mjs';

test('a choice goes into the address, and back takes it out', async (open) => {
  const page = await open();
  await openView(page, '#/overview/se-9901?lang=en');
  await page.getByRole('link', { name: 'Districts', exact: true }).click();
  await drawn(page, '#/districts/se-9901');
  await page.locator('#choose-indicator').selectOption('ins-06');
  await page.waitForURL(/indicator=ins-06/);
  await page.waitForFunction(() => document.querySelector('.card h2').textContent.startsWith('Mistrust'));
  await page.goBack();
  await page.waitForFunction(() => document.querySelector('.card h2').textContent.startsWith('Trust in the municipality'));
  await page.goBack();
  await drawn(page, '#/overview/se-9901');
  await page.goForward();
  await drawn(page, '#/districts/se-9901');
  assert.equal(await page.locator('.views a[aria-current=page]').innerText(), 'Districts');
});

test('language and municipality change what is shown, not which view', async (open) => {
  const page = await open();
  await openView(page, '#/plan/se-9901?lang=sv');
  await page.locator('#language').selectOption('da');
  await page.waitForFunction(() => document.documentElement.lang === 'da' && !document.querySelector('[aria-busy]'));
  assert.match(page.url(), /#\/plan\/se-9901\?lang=da/);
  await page.locator('#municipality').selectOption('dk-991');
  await drawn(page, '#/plan/dk-991');
  assert.match(await page.locator('main').innerText(), /Samskabt styring/);
  assert.equal(await page.locator('#municipality').inputValue(), 'dk-991');
});

test('a period is kept from view to view', async (open) => {
  const page = await open();
  await openView(page, '#/overview/se-9901?lang=en&period=2022');
  assert.match(await page.locator('main').innerText(), /49\.4 %/);
  await page.getByRole('link', { name: 'Districts', exact: true }).click();
  await drawn(page, '#/districts/se-9901');
  assert.match(await page.locator('.card .lead').first().innerText(), /2022/);
});

test('a link from a figure leads to its series, of its group', async (open) => {
  const page = await open();
  await openView(page, '#/overview/se-9901?lang=en');
  await page.getByRole('link', { name: 'Managers\' trust in employees' }).click();
  await drawn(page, '#/series/se-9901');
  assert.match(await page.locator('.card .lead').first().innerText(), /managers/);
});

test('an address that names no view shows the overview', async (open) => {
  const page = await open();
  await openView(page, '#/overview/se-9902?lang=en');
  await page.goto(`${page.url().split('#')[0]}#/nothing/se-9901?lang=en`);
  await drawn(page, '#/overview/se-9901');
});

test('by keyboard alone: skip link, views, tables', async (open) => {
  const page = await open();
  await openView(page, '#/overview/se-9901?lang=en');
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.className), 'skip');
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'main');
  await page.getByRole('link', { name: 'Plan', exact: true }).focus();
  await page.keyboard.press('Enter');
  await drawn(page, '#/plan/se-9901');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'main');
  await page.locator('details.behind summary').first().focus();
  await page.keyboard.press('Space');
  assert.ok(await page.locator('details.behind table').first().isVisible());
});
