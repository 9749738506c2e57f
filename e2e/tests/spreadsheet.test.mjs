// The tracking spreadsheet of today: by keyboard alone from the file to the board, without JavaScript, on a phone.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { openPage, sample, signIn, startBrowser, startEmpty } from '../board.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const DIRTY = sample('theo-doi-nhiem-vu.xlsx');
const SHEET = /\/spreadsheets\/\d+(#.*)?$/;

let board, browser, state;

before(async () => {
  board = await startEmpty();
  browser = await startBrowser();
  const { context, page } = await openPage(browser, { width: 1280 });
  await signIn(page, board.url, board.accounts.daumoi);
  state = await context.storageState();
  await context.close();
});

after(async () => {
  await browser?.close();
  await board?.stop();
});

/** The page fits and axe-core finds no serious fault. */
async function isSound(page) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(wide <= 0, `${wide} px wider than the screen`);
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  assert.deepEqual(serious.map(({ id, nodes }) => `${id}: ${nodes[0].html}`), []);
}

/** Presses Tab until the element is reached. */
async function tabTo(page, selector, most = 60) {
  const reached = () => page.evaluate((selector) => document.activeElement.matches(selector), selector);
  for (let step = 0; step < most && !(await reached()); step += 1) await page.keyboard.press('Tab');
  assert.ok(await reached(), `${selector} is reached by Tab`);
}

/** One file chosen is sent at once. */
async function received(page, file) {
  await page.goto(`${board.url}/spreadsheets/new`);
  await page.locator('#tep').setInputFiles(file);
  await page.waitForURL(SHEET);
}

test('by keyboard alone from the file to the tasks', async () => {
  const { context, page, faults } = await openPage(browser, { width: 1280, state });
  // Listened for before the key is pressed: the browser has to be told first.
  const chosen = page.waitForEvent('filechooser');
  await page.goto(`${board.url}/plans`);
  await page.locator('#noi-dung').focus();
  await tabTo(page, 'a[href="/spreadsheets/new"]');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/spreadsheets/new');
  await page.locator('#noi-dung').focus();
  await tabTo(page, '#tep');
  await page.keyboard.press('Enter');
  await (await chosen).setFiles(DIRTY);
  await page.waitForURL(SHEET);
  assert.match(await page.locator('.lede').innerText(), /14 nhiệm vụ đưa vào được; 4 dòng chưa đưa vào được/);

  // One column is not used after all: the preview follows, and the proposal of the others stays.
  await page.locator('#noi-dung').focus();
  await tabTo(page, 'select[name="column11"]');
  await page.keyboard.press('Home');
  await tabTo(page, '#cac-cot ~ p button, section[aria-labelledby="cac-cot"] button');
  await page.keyboard.press('Enter');
  await page.waitForURL(/#xem-lai$/);
  assert.equal(await page.locator('select[name="column11"]').inputValue(), '');
  assert.equal(await page.locator('select[name="column7"]').inputValue(), 'deadline');

  // The day that counts is chosen by a person.
  await page.locator('#plan').focus();
  await tabTo(page, 'input[name="days"]');
  await page.keyboard.press('Space');
  await tabTo(page, '#stopped_by');
  await page.keyboard.type('15/TB-UBND ngày 02/11/2026');
  await tabTo(page, 'button[formaction$="/loading"]');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: /^Đã đưa / }).waitFor();
  assert.match(await page.locator('.lede').innerText(), /14 nhiệm vụ mới/);
  await page.locator('#noi-dung').focus();
  await tabTo(page, 'a[href^="/tasks?plan="]');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/tasks\?plan=/);
  assert.match(await page.locator('.pager').innerText(), /14 nhiệm vụ/);
  assert.deepEqual(faults, []);
  await context.close();
});

test('the same sheet again is met, not doubled', async () => {
  const { context, page } = await openPage(browser, { width: 1280, state });
  await received(page, DIRTY);
  assert.notEqual(await page.locator('#plan').inputValue(), '');
  assert.ok(await page.getByText('14 dòng khớp').isVisible());
  await page.locator('input[name="days"][value="deadline"]').check();
  await page.locator('#stopped_by').fill('15/TB-UBND');
  await page.getByRole('button', { name: /dòng vào theo dõi$/ }).click();
  await page.getByRole('heading', { name: /^Đã đưa / }).waitFor();
  await page.goto(`${board.url}/tasks`);
  assert.match(await page.locator('.pager').innerText(), /14 nhiệm vụ/);
  await context.close();
});

test('a decision that is missing is told beside the form, and nothing typed is lost', async () => {
  const { context, page } = await openPage(browser, { width: 360, state });
  await received(page, DIRTY);
  await page.getByText('Tên và cơ quan giao việc').click();
  await page.locator('#title').fill('Theo dõi của Văn phòng');
  await page.getByRole('button', { name: /dòng vào theo dõi$/ }).click();
  assert.match(await page.getByRole('alert').innerText(), /không có ngày/);
  assert.equal(await page.locator('#title').inputValue(), 'Theo dõi của Văn phòng');
  await isSound(page);
  await context.close();
});

test('the file comes back with its bad cells marked', async () => {
  const { context, page } = await openPage(browser, { width: 1280, state });
  await received(page, sample('theo-doi-xa.csv'));
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Tải tệp có đánh dấu' }).click()]);
  assert.equal(download.suggestedFilename(), 'theo-doi-xa (cần sửa).csv');
  const text = readFileSync(await download.path(), 'utf8');
  assert.match(text, /Rõ Việc: cần sửa/);
  assert.match(text, /E6: “04\/30\/2026” viết tháng trước ngày/);
  await context.close();
});

test('without JavaScript', async () => {
  const plain = await browser.newContext({ viewport: { width: 360, height: 800 }, javaScriptEnabled: false, storageState: state });
  const page = await plain.newPage();
  await page.goto(`${board.url}/spreadsheets/new`);
  await page.locator('#tep').setInputFiles(sample('theo-doi-he-1904.xlsx'));
  await page.getByRole('button', { name: 'Đọc bảng' }).click();
  await page.waitForURL(SHEET);
  await page.locator('select[name="column2"]').selectOption('coordinating');
  await page.getByRole('button', { name: 'Xem lại' }).click();
  assert.equal(await page.locator('select[name="column2"]').inputValue(), 'coordinating');
  await page.getByRole('button', { name: /dòng vào theo dõi$/ }).click();
  assert.ok(await page.getByRole('heading', { name: /^Đã đưa / }).isVisible());
  await plain.close();
});

test('every page is sound on a phone, a tablet and a desk, in the dark too', async () => {
  for (const [width, scheme] of [[360, 'light'], [768, 'light'], [1280, 'light'], [1280, 'dark']]) {
    const { context, page, faults } = await openPage(browser, { width, scheme, state });
    await page.goto(`${board.url}/spreadsheets/new`);
    await isSound(page);
    await received(page, DIRTY);
    await isSound(page);
    if (process.env.ROVIEC_SHEET_SHOTS) await page.screenshot({ path: `${process.env.ROVIEC_SHEET_SHOTS}/sheet-${width}-${scheme}.png`, fullPage: true });
    await page.goto(`${board.url}/spreadsheets/1`);
    await isSound(page);
    if (process.env.ROVIEC_SHEET_SHOTS) await page.screenshot({ path: `${process.env.ROVIEC_SHEET_SHOTS}/loaded-${width}-${scheme}.png`, fullPage: true });
    assert.deepEqual(faults, []);
    await context.close();
  }
});
