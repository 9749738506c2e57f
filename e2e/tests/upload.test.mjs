// Taking a plan in: dropped, chosen by keyboard, without JavaScript, refused, cancelled.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { openPage, sample, signIn, startBrowser, startEmpty } from '../board.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const PLAN = sample('dong-phu-xa.docx');
const INTAKE = /\/intakes\/\d+$/;

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

/** No sentence of failure, and no longer being read. */
async function reviewed(page) {
  await page.waitForURL(INTAKE);
  await page.locator('[data-reading]').waitFor({ state: 'detached' });
  assert.equal(await page.locator('#ly-do').count(), 0);
  assert.equal(await page.locator('h1').count(), 1);
}

/** The page fits and axe-core finds no serious fault. */
async function isSound(page) {
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth), 'it fits');
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  assert.deepEqual(serious.map(({ id, nodes }) => `${id}: ${nodes[0].html}`), []);
}

test('a file dropped on the page goes to review by itself', async () => {
  const { context, page, faults } = await openPage(browser, { width: 1280, state });
  await page.goto(`${board.url}/plans`);
  await page.getByRole('link', { name: 'Đưa kế hoạch vào' }).click();
  const dropped = await page.evaluateHandle(([name, bytes]) => {
    const data = new DataTransfer();
    data.items.add(new File([Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))], name));
    return data;
  }, ['Kế hoạch.docx', readFileSync(PLAN).toString('base64')]);
  // What Chromium does for a drop on a file field.
  await page.locator('#tep').evaluate((field, data) => {
    field.files = data.files;
    field.dispatchEvent(new Event('change', { bubbles: true }));
  }, dropped);
  await reviewed(page);
  await page.goto(`${board.url}/plans`);
  assert.ok(await page.getByRole('link', { name: 'Kế hoạch.docx' }).isVisible(), 'it can be found again');
  assert.deepEqual(faults, []);
  await context.close();
});

test('the page is sound on a phone and on a desk, in the dark too', async () => {
  for (const [width, scheme] of [[360, 'light'], [1280, 'light'], [1280, 'dark']]) {
    const { context, page, faults } = await openPage(browser, { width, scheme, state });
    await page.goto(`${board.url}/intakes/new`);
    await page.getByText('Phụ lục ở tệp riêng').click();
    await isSound(page);
    assert.deepEqual(faults, []);
    await context.close();
  }
});

test('by keyboard alone', async () => {
  const { context, page } = await openPage(browser, { width: 1280, state });
  // Listened for before the key is pressed: the browser has to be told first.
  const chosen = page.waitForEvent('filechooser');
  await page.goto(`${board.url}/intakes/new`);
  await page.locator('#noi-dung').focus();
  const focused = () => page.evaluate(() => document.activeElement.id);
  for (let step = 0; step < 5 && (await focused()) !== 'tep'; step += 1) await page.keyboard.press('Tab');
  assert.equal(await focused(), 'tep');
  await page.keyboard.press('Enter');
  await (await chosen).setFiles(PLAN);
  await reviewed(page);
  await context.close();
});

test('without JavaScript', async () => {
  const { context } = await openPage(browser, { width: 360, state });
  await context.close();
  const plain = await browser.newContext({ viewport: { width: 360, height: 800 }, javaScriptEnabled: false, storageState: state });
  const page = await plain.newPage();
  await page.goto(`${board.url}/intakes/new`);
  await page.locator('#tep').setInputFiles(PLAN);
  await page.getByRole('button', { name: 'Đưa vào' }).click();
  await reviewed(page);
  await plain.close();
});

test('body and annexes in their order are one plan', async () => {
  const { context, page } = await openPage(browser, { width: 1280, state });
  await page.goto(`${board.url}/intakes/new`);
  await page.getByText('Phụ lục ở tệp riêng').click();
  await page.locator('#phu-luc').setInputFiles(sample('tan-hoa-xa.txt'));
  await page.locator('#tep').setInputFiles(sample('dong-phu-xa.pdf'));
  assert.equal(await page.locator('#da-chon').innerText(), '1. dong-phu-xa.pdf; 2. tan-hoa-xa.txt');
  await page.getByRole('button', { name: 'Đưa vào' }).click();
  await reviewed(page);
  await page.goto(`${board.url}/plans`);
  assert.ok(await page.getByRole('link', { name: 'dong-phu-xa.pdf, tan-hoa-xa.txt' }).isVisible());
  await context.close();
});

test('a file that cannot be read says why and what to do', async () => {
  const { context, page } = await openPage(browser, { width: 1280, state });
  await page.goto(`${board.url}/intakes/new`);
  await page.locator('#tep').setInputFiles({ name: 'hỏng.docx', mimeType: 'application/octet-stream', buffer: readFileSync(PLAN).subarray(0, 5_000) });
  await page.waitForURL(INTAKE);
  assert.match(await page.locator('#ly-do').innerText(), /^Tệp bị hỏng.*hãy /);
  await isSound(page);
  await page.getByRole('link', { name: 'Tải tệp lên lại' }).click();
  await page.waitForURL('**/intakes/new');
  await context.close();
});

test('a secrecy mark is refused', async () => {
  const { context, page } = await openPage(browser, { width: 1280, state });
  await page.goto(`${board.url}/intakes/new`);
  const text = `TỐI MẬT\n\n${readFileSync(sample('tan-hoa-xa.txt'), 'utf8')}`;
  await page.locator('#tep').setInputFiles({ name: 'kh.txt', mimeType: 'text/plain', buffer: Buffer.from(text) });
  await page.waitForURL(INTAKE);
  assert.match(await page.locator('#ly-do').innerText(), /TỐI MẬT.*không có gì được lưu lại/);
  await context.close();
});

test('the progress is shown, renews itself and can be cancelled', async () => {
  const { context, page } = await openPage(browser, { width: 1280, state });
  await page.goto(`${board.url}/intakes/new`);
  // Long enough to be seen: two million short lines.
  const slow = Buffer.from(`KẾ HOẠCH\n\n${'Số: 1/KH-UBND trước ngày 5/6, hằng quý, giao Sở Y tế chủ trì\n'.repeat(250_000)}`);
  await page.locator('#tep').setInputFiles({ name: 'dài.txt', mimeType: 'text/plain', buffer: slow });
  await page.waitForURL(INTAKE);
  await page.locator('[data-reading] h2').waitFor();
  await isSound(page);
  await page.getByRole('button', { name: 'Hủy' }).click();
  await page.getByRole('heading', { name: 'Đã hủy việc đọc' }).waitFor();
  await context.close();
});
