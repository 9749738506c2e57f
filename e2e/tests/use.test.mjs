// What a person does: sign in and out, move by keyboard, search, filter, open a row at its place in the source, print.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { everyPage, openPage, signIn, startBrowser, startDemo } from '../board.mjs';

let demo, browser, state, pages;

before(async () => {
  demo = await startDemo();
  browser = await startBrowser();
  const { context, page } = await openPage(browser, { width: 1280 });
  await signIn(page, demo.url, demo.account);
  state = await context.storageState();
  pages = await everyPage(page, demo.url);
  await context.close();
});

after(async () => {
  await browser?.close();
  await demo?.stop();
});

test('a wrong password is told beside the form, the right one opens the page that was asked for', async () => {
  const { context, page } = await openPage(browser, { width: 360 });
  await page.goto(`${demo.url}/units`);
  assert.equal(new URL(page.url()).pathname, '/sign-in');
  await page.getByLabel('Tên đăng nhập').fill(demo.account.login);
  await page.getByLabel('Mật khẩu').fill('mat-khau-khong-dung');
  await page.keyboard.press('Enter');
  assert.match(await page.getByRole('alert').innerText(), /chưa đúng/);
  assert.equal(await page.getByLabel('Tên đăng nhập').inputValue(), demo.account.login);
  await page.getByLabel('Mật khẩu').fill(demo.account.password);
  await page.keyboard.press('Enter');
  await page.waitForURL('**/units');
  await context.close();
});

test('signing out ends the session', async () => {
  const { context, page } = await openPage(browser, { width: 1280 });
  await signIn(page, demo.url, demo.account);
  await page.getByRole('button', { name: 'Đăng xuất' }).click();
  await page.waitForURL('**/sign-in');
  await page.goto(`${demo.url}/tasks`);
  assert.equal(new URL(page.url()).pathname, '/sign-in');
  await context.close();
});

test('the keyboard reaches the skip link first, then the parts of the board, then the list', async () => {
  const { context, page } = await openPage(browser, { width: 1280, state });
  await page.goto(`${demo.url}/tasks`);
  const focused = () => page.evaluate(() => document.activeElement.textContent.trim());
  await page.keyboard.press('Tab');
  assert.equal(await focused(), 'Đến nội dung chính');
  assert.ok(await page.getByRole('link', { name: 'Đến nội dung chính' }).isVisible());
  const seen = [];
  for (let step = 0; step < 8; step += 1) {
    await page.keyboard.press('Tab');
    seen.push(await focused());
  }
  assert.deepEqual(seen, ['Rõ Việc', 'Điều hành', 'Việc của tôi', 'Kế hoạch', 'Nhiệm vụ', 'Chỉ đạo', 'Chỉ tiêu', 'Đơn vị']);
  const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
  assert.equal(outline, 'solid');
  await page.goto(`${demo.url}/tasks`);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'noi-dung');
  await context.close();
});

test('a row opens its place in the source, on a desk and on a phone', async () => {
  for (const width of [1280, 360]) {
    const { context, page } = await openPage(browser, { width, state });
    await page.goto(`${demo.url}${pages.plan}?muc=nhiem-vu`);
    const row = page.locator('tr.opens').nth(3);
    const name = (await row.locator('.row-link').innerText()).replace(/^[\d.]+\s*/, '');
    await row.locator('.row-link').click();
    await page.waitForURL(/dong=4#nguon$/);
    const lit = page.locator('#nguon');
    await lit.waitFor();
    assert.ok((await lit.innerText()).replace(/\s+/g, ' ').includes(name.slice(0, 25)), 'the lit words are the row’s');
    const box = await lit.boundingBox();
    const height = page.viewportSize().height;
    assert.ok(box.y >= 0 && box.y < height, `the place is on the screen (${box.y})`);
    assert.ok((await page.getByRole('region', { name: 'Dòng đang xem' }).innerText()).includes(name.slice(0, 25)));
    await page.getByRole('link', { name: 'Dòng sau' }).first().click();
    await page.waitForURL(/dong=5#nguon$/);
    await context.close();
  }
});

test('a search without diacritics finds what has them', async () => {
  const { context, page } = await openPage(browser, { width: 1280, state });
  await page.goto(`${demo.url}/tasks`);
  const name = await page.locator('.row-link').first().innerText();
  const words = name.replace(/^[\d.]+\s*/, '').split(' ').slice(0, 4).join(' ');
  const plain = words.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('đ', 'd').replaceAll('Đ', 'D').replace(/[^\p{L}\p{N} ]/gu, '');
  await page.getByRole('searchbox').fill(plain);
  await page.keyboard.press('Enter');
  await page.waitForURL(/[?&]q=/);
  const found = await page.locator('.row-link').allInnerTexts();
  assert.ok(found.includes(name), `${plain} finds ${name}`);
  await context.close();
});

test('the filters read as a sentence, stay chosen and can be dropped', async () => {
  const { context, page } = await openPage(browser, { width: 360, state });
  await page.goto(`${demo.url}/tasks`);
  await page.locator('select[name=state]').selectOption('overdue');
  await page.getByRole('button', { name: 'Lọc' }).click();
  await page.waitForURL(/state=overdue/);
  assert.equal(await page.locator('select[name=state]').inputValue(), 'overdue');
  const states = await page.locator('tbody .state').allInnerTexts();
  assert.ok(states.length > 0 && states.every((state) => state.trim() === 'Quá hạn'), states.join());
  await page.getByRole('link', { name: 'Bỏ lọc' }).click();
  await page.waitForURL(/\/tasks$/);
  await context.close();
});

test('a number of the board opens the list behind it', async () => {
  const { context, page } = await openPage(browser, { width: 1280, state });
  await page.goto(demo.url);
  const row = page.locator('table tbody tr').first();
  const late = row.locator('td').first().getByRole('link');
  const number = Number(await late.innerText());
  await late.click();
  await page.waitForURL(/state=late/);
  assert.match(await page.locator('.pager').innerText(), new RegExp(`(^|\\D)${number} nhiệm vụ`));
  await context.close();
});

test('nothing needs JavaScript', async () => {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 }, javaScriptEnabled: false, storageState: state });
  const page = await context.newPage();
  await page.goto(`${demo.url}${pages.plan}?muc=nhiem-vu`);
  await page.locator('.row-link').first().click();
  await page.waitForURL(/dong=1#nguon$/);
  assert.ok(await page.locator('#nguon').isVisible());
  await page.goto(`${demo.url}/units`);
  assert.ok(await page.locator('.tree summary').first().isVisible());
  await context.close();
});

test('a printed page has its heading and its rows, and no controls', async () => {
  const { context, page } = await openPage(browser, { width: 1280, state });
  await page.goto(`${demo.url}/tasks`);
  await page.emulateMedia({ media: 'print' });
  assert.ok(await page.locator('h1').isVisible());
  assert.ok(await page.locator('.row-link').first().isVisible());
  for (const gone of ['.top', '.skip', 'form button']) assert.ok(!(await page.locator(gone).first().isVisible()), gone);
  const pdf = await page.pdf({ format: 'A4' });
  assert.equal(pdf.subarray(0, 5).toString(), '%PDF-');
  await context.close();
});
