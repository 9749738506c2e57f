// From a file to the board: by mouse, by keyboard alone, without JavaScript, and with two people at once.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, beforeEach, afterEach, describe, test } from 'node:test';
import { openPage, sample, signIn, startBrowser, startEmpty, tabTo } from '../board.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const PLAN = 'lam-giang-tinh.docx';

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

async function signedIn(login, options = {}) {
  const opened = await openPage(browser, { width: 1280, ...options });
  await signIn(opened.page, board.url, board.accounts[login]);
  return opened;
}

/** Drops a file on the page; the address of its review. */
async function takenIn(page, file = PLAN) {
  await page.goto(`${board.url}/intakes/new`);
  await page.locator('input[type=file]').first().setInputFiles(sample(file));
  await page.locator('#duyet').waitFor();
  return new URL(page.url()).pathname;
}

/** Serious and critical faults of the page. */
async function faultsOf(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes[0].html} (${nodes[0].failureSummary})`);
}

const picked = (page) => page.locator('#danh-sach tr.opens[aria-current] .row-link');
const field = (page, label) => page.locator('#sua .edit-form').getByLabel(label, { exact: false }).first();

for (const file of [PLAN, 'clean-phuong-binh-an.docx']) test(`${file} is on the board after at most five clicks`, async () => {
  const { context, page, faults } = await signedIn('daumoi');
  let clicks = 0;
  const click = async (locator) => {
    clicks += 1;
    await locator.click();
  };
  await page.goto(`${board.url}/`);
  await click(page.getByRole('link', { name: 'Kế hoạch', exact: true }).first());
  await click(page.getByRole('link', { name: 'Đưa kế hoạch vào' }));
  // Dropping the file is one movement of the hand.
  clicks += 1;
  await page.locator('input[type=file]').first().setInputFiles(sample(file));
  await page.locator('#duyet').waitFor();
  await click(page.getByRole('button', { name: 'Đưa vào thực hiện' }));
  await page.waitForURL(/\/\?plan=\d+/);
  assert.match(await page.getByRole('status').innerText(), /Đã đưa vào thực hiện: \d+ nhiệm vụ/);
  assert.ok(clicks <= 5, `${clicks} clicks`);
  assert.deepEqual(faults, []);
  await context.close();
});

test('by mouse: either side leads to the other, a row is edited, divided, dropped and taken back', async () => {
  const { context, page, faults } = await signedIn('daumoi');
  await takenIn(page);
  await page.locator('#danh-sach .row-link').nth(2).click();
  await page.locator('#sua').waitFor();
  const name = await field(page, 'Nội dung nhiệm vụ').inputValue();
  assert.ok((await page.locator('#nguon').innerText()).replace(/\s+/g, ' ').includes(name.slice(0, 30)));
  const paper = await page.locator('.panel.source').boundingBox();
  const place = await page.locator('#nguon').boundingBox();
  assert.ok(place.y >= paper.y && place.y < paper.y + paper.height, 'the place is within its pane');

  const other = page.locator('.paper a.leads', { hasText: 'Xây dựng chuyên mục' }).first();
  await other.click();
  await page.waitForFunction(() => document.querySelector('#sua textarea')?.value.startsWith('Xây dựng chuyên mục'));

  await field(page, 'Thời hạn').fill('quý III/2026');
  await page.locator('.meaning', { hasText: '30/09/2026' }).waitFor();
  await page.locator('#danh-sach .row-link').nth(4).click();
  assert.match(await page.locator('.unsaved').innerText(), /chưa lưu/, 'what is typed is not lost to a click');
  await page.getByRole('button', { name: 'Lưu', exact: true }).click();
  await page.locator('tr[aria-current] .touched[data-touched=edited]').waitFor();

  await page.locator('#sua summary', { hasText: 'Tách dòng' }).click();
  await page.locator('#tach-1').fill('Xây dựng chuyên mục trên báo in');
  await page.locator('#tach-2').fill('Phát thanh, truyền hình');
  await page.getByRole('button', { name: 'Tách thành hai dòng' }).click();
  await page.locator('#danh-sach .row-link', { hasText: /Phát thanh, truyền hình$/ }).click();
  await page.locator('#sua textarea', { hasText: 'Phát thanh' }).first().waitFor();
  const count = await page.locator('#danh-sach .row-link').count();
  await page.getByRole('button', { name: 'Bỏ dòng này' }).click();
  await page.waitForFunction((before) => document.querySelectorAll('#danh-sach .row-link').length === before - 1, count);
  await page.locator('summary', { hasText: '1 dòng đã bỏ' }).click();
  await page.getByRole('button', { name: /^Lấy lại/ }).click();
  await page.waitForFunction((before) => document.querySelectorAll('#danh-sach .row-link').length === before, count);
  assert.deepEqual(faults, []);
  await context.close();
});

test('a page of a PDF is its picture, and a click on a row of it opens the row', async () => {
  const { context, page, faults } = await signedIn('daumoi');
  await takenIn(page, 'dong-phu-xa.pdf');
  const place = page.locator('.picture a[aria-label^="Thay thế máy tính"]');
  await place.scrollIntoViewIfNeeded();
  await page.waitForFunction(() => [...document.querySelectorAll('.picture img')].some((img) => img.complete && img.naturalWidth > 800));
  await place.click();
  await page.waitForFunction(() => document.querySelector('#sua textarea')?.value.startsWith('Thay thế máy tính'));
  const [lit, paper] = [await page.locator('#nguon').boundingBox(), await page.locator('.panel.source').boundingBox()];
  assert.ok(lit.y >= paper.y && lit.y + lit.height <= paper.y + paper.height, 'the lit box is within its pane');
  const loaded = await page.locator('.picture img').evaluateAll((all) => all.filter((img) => img.complete && img.naturalWidth > 0).length);
  assert.ok(loaded >= 1);
  assert.deepEqual(faults, []);
  await context.close();
});

test('agencies are suggested after the last semicolon, and a row is divided where the caret stands', async () => {
  const { context, page } = await signedIn('daumoi');
  await takenIn(page);
  await page.locator('#danh-sach .row-link').nth(2).click();
  const lead = field(page, 'Chủ trì');
  await lead.fill('Sở Y tế; so noi');
  await page.waitForFunction(() => {
    const { list } = document.querySelector('#sua .edit-form [name=lead]');
    return [...(list?.options ?? [])].some((option) => option.value === 'Sở Y tế; Sở Nội vụ');
  });
  await page.getByRole('button', { name: 'Bỏ chỗ vừa ghi' }).click();
  await page.waitForFunction(() => !document.querySelector('#sua .edit-form [name=lead]')?.value.includes('so noi'));
  await page.locator('#sua .edit-form [name=name]').evaluate((text) => text.setSelectionRange(12, 12));
  await page.locator('#sua summary', { hasText: 'Tách dòng' }).click();
  const whole = await field(page, 'Nội dung nhiệm vụ').inputValue();
  // A fold tells that it was opened only after the click.
  await page.waitForFunction((first) => document.querySelector('#tach-1').value === first, whole.slice(0, 12).trim());
  assert.equal(await page.locator('#tach-2').inputValue(), whole.slice(12).trim());
  await context.close();
});

test('by keyboard alone: moved, edited, undone, a part found right, accepted', async () => {
  const { context, page, faults } = await signedIn('daumoi');
  await takenIn(page);
  const press = (key) => page.keyboard.press(key);
  await press('j');
  await page.locator('#sua').waitFor();
  const first = await picked(page).innerText();
  await press('j');
  await page.waitForFunction((before) => document.querySelector('tr[aria-current] .row-link').innerText !== before, first);
  await press('k');
  await page.waitForFunction((before) => document.querySelector('tr[aria-current] .row-link').innerText === before, first);
  await press('e');
  assert.equal(await page.evaluate(() => document.activeElement.name), 'name');
  await page.keyboard.type('jkesua? ');
  assert.match(await field(page, 'Nội dung nhiệm vụ').inputValue(), /jkesua\? /, 'keys are letters while typing');
  await press('Escape');
  assert.equal(await page.evaluate(() => document.activeElement.className.includes('row-link')), true);
  await press('s');
  await page.locator('tr[aria-current] .touched[data-touched=edited]').waitFor();
  await press('u');
  await page.locator('tr[aria-current] .touched[data-touched=edited]').waitFor({ state: 'detached' });
  assert.equal(await picked(page).innerText(), first);
  await press('a');
  await page.locator('.section-row .touched[data-touched=seen]').first().waitFor();
  assert.match(await page.locator('#tom-tat').innerText(), /1\/\d+ phần đã xem/);
  await press('?');
  assert.ok(await page.locator('#phim').isHidden());
  // Tab alone reaches the one primary button, too.
  await page.evaluate(() => document.activeElement.blur());
  await page.locator('#noi-dung').focus();
  for (let step = 0; step < 12; step += 1) {
    await press('Tab');
    if (await page.evaluate(() => document.activeElement.textContent.trim() === 'Đưa vào thực hiện')) break;
  }
  await press('Enter');
  await page.waitForURL(/\/\?plan=\d+/);
  assert.deepEqual(faults, []);
  await context.close();
});

test('without JavaScript: a row is corrected, a part found right, the plan accepted', async () => {
  const { context: first, page: taking } = await signedIn('daumoi');
  const path = await takenIn(taking);
  const state = await first.storageState();
  await first.close();
  const context = await browser.newContext({ viewport: { width: 360, height: 740 }, javaScriptEnabled: false, storageState: state });
  const page = await context.newPage();
  await page.goto(board.url + path);
  await page.locator('#danh-sach .row-link').nth(1).click();
  await page.waitForURL(/dong=.*#sua$/);
  await field(page, 'Sản phẩm').fill('Báo cáo kết quả');
  await page.getByRole('button', { name: 'Lưu', exact: true }).click();
  await page.waitForURL(/dong=.*#sua$/);
  assert.equal(await page.locator('tr[aria-current] .touched[data-touched=edited]').count(), 1);
  await page.getByRole('button', { name: 'Phần này đúng' }).first().click();
  assert.match(await page.locator('#tom-tat').innerText(), /1\/\d+ phần đã xem/);
  await page.getByRole('button', { name: 'Đưa vào thực hiện' }).click();
  await page.waitForURL(/\/\?plan=\d+/);
  assert.match(await page.getByRole('status').innerText(), /Đã đưa vào thực hiện: 28 nhiệm vụ/);
  await context.close();
});

test('two people at once see each other’s changes, and neither text is lost', async () => {
  const one = await signedIn('daumoi');
  const two = await signedIn('daumoi2');
  const path = await takenIn(one.page);
  await two.page.goto(board.url + path);
  for (const { page } of [one, two]) {
    await page.locator('#danh-sach .row-link').nth(0).click();
    await page.locator('#sua').waitFor();
  }
  await field(one.page, 'Sản phẩm').fill('Đang viết dở');
  await field(two.page, 'Nội dung nhiệm vụ').fill('Chuyên mục do người thứ hai viết');
  await two.page.getByRole('button', { name: 'Lưu', exact: true }).click();
  await two.page.locator('tr[aria-current] .touched[data-touched=edited]').waitFor();

  await one.page.locator('#thay-doi .told', { hasText: 'Lê Văn Tổng Hợp vừa sửa nội dung nhiệm vụ' }).waitFor({ timeout: 15000 });
  assert.match(await picked(one.page).innerText(), /Chuyên mục do người thứ hai viết/, 'the list is fresh');
  assert.equal(await field(one.page, 'Sản phẩm').inputValue(), 'Đang viết dở', 'the form is not overwritten');

  await field(one.page, 'Nội dung nhiệm vụ').fill('Chuyên mục do người thứ nhất viết');
  await one.page.getByRole('button', { name: 'Lưu', exact: true }).click();
  const conflict = one.page.locator('.conflict');
  await conflict.waitFor();
  const both = await conflict.innerText();
  assert.match(both, /người thứ nhất viết/);
  assert.match(both, /người thứ hai viết/);
  assert.equal(await field(one.page, 'Sản phẩm').inputValue(), 'Đang viết dở', 'what did not collide is kept');
  await one.page.getByRole('button', { name: 'Lấy của Lê Văn Tổng Hợp' }).click();
  await conflict.waitFor({ state: 'detached' });
  assert.match(await picked(one.page).innerText(), /người thứ hai viết/);

  await two.page.getByRole('button', { name: 'Đưa vào thực hiện' }).click();
  await two.page.waitForURL(/\/\?plan=\d+/);
  await one.page.locator('#thay-doi .told', { hasText: 'vừa được đưa vào thực hiện' }).waitFor({ timeout: 15000 });
  assert.deepEqual(two.faults, []);
  // A refused save is answered with 409, which the browser notes in its console; nothing else may be there.
  assert.deepEqual(one.faults.filter((fault) => !fault.includes('409')), []);
  await one.context.close();
  await two.context.close();
});

test('a row that a colleague drops does not take the typed words with it', async () => {
  const one = await signedIn('daumoi');
  const two = await signedIn('daumoi2');
  const path = await takenIn(one.page);
  await two.page.goto(board.url + path);
  for (const { page } of [one, two]) {
    await page.locator('#danh-sach .row-link').nth(3).click();
    await page.locator('#sua').waitFor();
  }
  await field(one.page, 'Sản phẩm').fill('Lời văn đang viết');
  await two.page.getByRole('button', { name: 'Bỏ dòng này' }).click();
  await one.page.locator('#thay-doi .told', { hasText: 'vừa được người khác bỏ' }).waitFor({ timeout: 15000 });
  assert.equal(await field(one.page, 'Sản phẩm').inputValue(), 'Lời văn đang viết');
  await one.page.getByRole('button', { name: 'Lưu', exact: true }).click();
  await one.page.locator('#bao', { hasText: 'Lời văn đang viết' }).waitFor();
  await one.context.close();
  await two.context.close();
});

test('a remark is set aside with its reason, which a colleague’s change does not take away, and taken back', async () => {
  const one = await signedIn('daumoi');
  const two = await signedIn('daumoi2');
  const path = await takenIn(one.page, 'tan-hoa-xa.txt');
  await one.page.goto(`${board.url}${path}?muc=canh-bao`);
  const first = one.page.locator('.diagnostics > li').first();
  const message = await first.locator('p').nth(1).innerText();
  await tabTo(one.page, first.locator('.dismiss summary'));
  await one.page.keyboard.press('Enter');
  await one.page.keyboard.press('Tab');
  // Letters that are commands elsewhere on the page.
  await one.page.keyboard.type('je sau khi xem lại');

  await two.page.goto(board.url + path);
  await two.page.locator('#danh-sach .row-link').first().click();
  await field(two.page, 'Sản phẩm').fill('Danh sách có xác nhận');
  await two.page.getByRole('button', { name: 'Lưu', exact: true }).click();
  await one.page.locator('#thay-doi .told', { hasText: 'vừa sửa sản phẩm' }).waitFor({ timeout: 15000 });
  assert.equal(await first.locator('textarea').inputValue(), 'je sau khi xem lại', 'what is typed stays');
  assert.equal(await first.locator('textarea').isVisible(), true, 'the form stays open');

  await one.page.keyboard.press('Tab');
  await one.page.keyboard.press('Tab');
  await one.page.keyboard.press('Enter');
  const aside = one.page.locator('.diagnostics > li.aside');
  await aside.waitFor();
  const told = await aside.innerText();
  for (const words of [message, 'Lý do: je sau khi xem lại', 'Trần Thị Đầu Mối']) assert.ok(told.includes(words), `${words}: ${told}`);
  await aside.getByRole('button', { name: 'Không bỏ qua nữa' }).click();
  await aside.waitFor({ state: 'detached' });
  assert.deepEqual(one.faults, []);
  await one.context.close();
  await two.context.close();
});

test('an amended file: what differs is decided row by row with the keyboard alone, and every page of it fits', async () => {
  const text = readFileSync(sample('tan-hoa-xa.txt'), 'utf8');
  const amended = text.replace('Thời gian thực hiện: 15/12/2026.', 'Thời gian thực hiện: 20/12/2026.').replace('2.2. Lắp đặt camera an ninh tại trục đường chính và điểm trường học.', '2.2. Thuê dịch vụ lưu trữ dữ liệu dùng chung của xã.');
  const { context, page, faults } = await signedIn('daumoi');
  await takenIn(page, 'tan-hoa-xa.txt');
  await page.locator('#danh-sach .row-link', { hasText: 'Lắp đặt camera' }).waitFor();
  await page.getByRole('button', { name: 'Đưa vào thực hiện' }).click();
  await page.waitForURL(/\/\?plan=\d+/);
  await page.goto(`${board.url}/intakes/new`);
  await page.locator('input[type=file]').first().setInputFiles({ name: 'tan-hoa-sua-doi.txt', mimeType: 'text/plain', buffer: Buffer.from(amended) });
  await page.locator('#duyet').waitFor();
  await tabTo(page, page.getByRole('link', { name: /^Xem \d+ điểm khác$/ }));
  await page.keyboard.press('Enter');
  for (const width of [360, 768, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(wide <= 0, `${wide} px wider than ${width}`);
    assert.deepEqual(await faultsOf(page), []);
  }
  await tabTo(page, page.getByRole('button', { name: 'Cho kết thúc' }).first());
  await page.keyboard.press('Enter');
  await page.waitForLoadState();
  await tabTo(page, page.getByRole('button', { name: 'Đưa vào thực hiện' }));
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/\?plan=\d+&vua=lai/);
  assert.match(await page.getByRole('status').innerText(), /Đã cập nhật theo bản vừa xem lại/);
  assert.deepEqual(faults, []);
  await context.close();
});

describe('every width', () => {
  for (const width of [360, 768, 1280]) {
    test(`${width} px: it fits, and axe-core finds nothing serious`, async () => {
      const { context, page, faults } = await signedIn('daumoi', { width });
      const path = await takenIn(page);
      const row = await page.locator('#danh-sach .row-link').nth(13).getAttribute('href');
      for (const at of [path, row, `${path}?muc=chi-tieu`, `${path}?muc=bao-cao`, `${path}?muc=can-cu`, `${path}?muc=canh-bao`, `${path}?dong=document`]) {
        await page.goto(board.url + at);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.ok(wide <= 0, `${at}: ${wide} px wider than the screen`);
        assert.equal(await page.locator('h1').count(), 1);
        assert.deepEqual(await faultsOf(page), [], at);
      }
      assert.deepEqual(faults, []);
      await context.close();
    });
  }
});
