// Whom a name means: decided once, with the keyboard alone and without JavaScript, and known to the next plan.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { openPage, sample, signIn, startBrowser, startEmpty } from '../board.mjs';

let board, browser;

before(async () => {
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
});
beforeEach(async () => {
  board = await startEmpty();
});
afterEach(async () => {
  await board?.stop();
});

/** The sample of a commune, one of its offices under a name nobody answers to. */
function misspelt() {
  const text = readFileSync(sample('tan-hoa-xa.txt'), 'utf8').replaceAll('Phòng Văn hóa - Xã hội', 'Phòng Văn xã');
  return { name: 'ke-hoach.txt', mimeType: 'text/plain', buffer: Buffer.from(text) };
}

/** Presses Tab until what has the focus is found; fails after too many. */
async function tabTo(page, found) {
  for (let press = 0; press < 120; press += 1) {
    if (await page.evaluate(found)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error('not reached by keyboard');
}

test('a name nobody answers to is decided with the keyboard alone, and its work finds the unit', async () => {
  const { context, page, faults } = await openPage(browser, { width: 1280 });
  await signIn(page, board.url, board.accounts.daumoi);
  await page.goto(`${board.url}/intakes/new`);
  await page.locator('input[type=file]').first().setInputFiles(misspelt());
  await page.locator('#duyet').waitFor();
  const review = new URL(page.url()).pathname;
  await tabTo(page, () => /chưa nhận ra/.test(document.activeElement?.closest('a')?.textContent ?? ''));
  await page.keyboard.press('Enter');
  await page.waitForURL(/agencies/);
  const open = page.locator('.agency[data-open]', { hasText: 'Phòng Văn xã' });
  await open.waitFor();
  await tabTo(page, () => document.activeElement?.name === 'other' && document.activeElement.closest('.agency').textContent.includes('Phòng Văn xã'));
  await page.keyboard.type('Phòng không có');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').waitFor();
  assert.match(await page.getByRole('alert').innerText(), /Không có đơn vị nào tên “Phòng không có”/);
  await tabTo(page, () => document.activeElement?.name === 'other' && document.activeElement.value === 'Phòng không có');
  await page.keyboard.press('Control+A');
  await page.keyboard.type('Phòng Văn hóa - Xã hội');
  await page.keyboard.press('Enter');
  await page.getByRole('status').waitFor();
  assert.match(await page.getByRole('status').innerText(), /Đã ghi nhận “Phòng Văn xã”/);
  assert.equal(await open.count(), 0);
  assert.ok((await page.locator('table tr', { hasText: 'Phòng Văn xã' }).innerText()).includes('Tân Hòa'));
  assert.deepEqual(faults.filter((fault) => !/422/.test(fault)), []);
  await page.goto(board.url + review);
  assert.ok(!(await page.locator('main').innerText()).includes('tên đơn vị chưa nhận ra'));
  await context.close();
});

test('a suggestion is taken, and a name left as it stands, without JavaScript', async () => {
  const context = await browser.newContext({ javaScriptEnabled: false, locale: 'vi-VN', viewport: { width: 360, height: 780 } });
  const page = await context.newPage();
  await signIn(page, board.url, board.accounts.daumoi);
  await page.goto(`${board.url}/intakes/new`);
  await page.locator('input[type=file]').first().setInputFiles(misspelt());
  await page.getByRole('button', { name: 'Đưa vào', exact: true }).click();
  await page.waitForURL(/intakes\/\d+/);
  await page.goto(`${board.url}/intakes/1/agencies`);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth).catch(() => 0);
  assert.ok(wide <= 360, `${wide} px wide`);
  const asked = await page.locator('.agency[data-open]').count();
  await page.locator('.agency[data-open] .choices button').first().click();
  await page.getByRole('status').waitFor();
  assert.equal(await page.locator('.agency[data-open]').count(), asked - 1);
  await context.close();
});
