// Work that no plan brought: one task, many in the grid, the conclusions of a meeting; by keyboard alone and without JavaScript.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { openPage, sample, signIn, startBrowser, startEmpty, tabTo } from '../board.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TASK = /\/tasks\/\d+$/;
const PLAN = /\/plans\/\d+$/;

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

async function withoutScript() {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 }, javaScriptEnabled: false, storageState: state });
  return { context, page: await context.newPage() };
}

/** The page fits and axe-core finds no serious fault. */
async function isSound(page) {
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth), 'it fits');
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  assert.deepEqual(serious.map(({ id, nodes }) => `${id}: ${nodes[0].html}`), []);
}

/** Types into the field that has the focus and goes to the next one. */
async function typed(page, text) {
  await page.keyboard.insertText(text);
  await page.keyboard.press('Tab');
}

test('one task by keyboard alone, from the list of tasks to its page', async () => {
  const { context, page, faults } = await openPage(browser, { width: 1280, state });
  await page.goto(`${board.url}/tasks`);
  await tabTo(page, page.getByRole('link', { name: 'Giao việc' }));
  await page.keyboard.press('Enter');
  await page.waitForURL('**/tasks/new');
  await tabTo(page, page.locator('#kind'));
  for (const text of ['', 'Số 512/UBND-VX', '05/11/2026', 'Ủy ban nhân dân tỉnh Lam Giang', 'Rà soát hồ sơ tồn đọng']) await typed(page, text);
  for (const text of ['Lập danh sách hồ sơ tồn đọng', 'Sở Y tế', 'Sở Nội vụ', 'Danh sách']) await typed(page, text);
  await page.keyboard.insertText('quý IV/2030');
  await page.keyboard.press('Enter');
  await page.waitForURL(TASK);
  const main = page.locator('main');
  for (const words of ['Công văn 512/UBND-VX ngày 05/11/2026', 'Sở Y tế', '31/12/2030']) assert.ok((await main.innerText()).includes(words), words);
  assert.deepEqual(faults, []);
  await context.close();
});

test('one task without JavaScript: refused with suggestions, one press chooses, then it is given', async () => {
  const { context, page } = await withoutScript();
  await page.goto(`${board.url}/tasks/new`);
  await page.getByLabel('Loại văn bản').selectOption('Chỉ đạo trực tiếp');
  await page.getByLabel('Ngày ban hành').fill('06/11/2026');
  await page.getByLabel('Trích yếu').fill('Chuẩn bị họp báo');
  await page.getByLabel('Nội dung nhiệm vụ').fill('Soạn tài liệu họp báo');
  await page.getByLabel('Chủ trì').fill('Sở Yte');
  await page.getByLabel('Thời hạn').fill('30/12/2030');
  await page.getByRole('button', { name: 'Giao việc' }).click();
  assert.ok(await page.getByText('Chưa nhận ra “Sở Yte”; có phải:').isVisible());
  assert.ok(await page.getByText('hiểu là: đến hết ngày 30/12/2030').isVisible());
  await page.getByRole('button', { name: 'Sở Y tế', exact: true }).click();
  assert.equal(await page.getByLabel('Chủ trì').inputValue(), 'Sở Y tế');
  await page.getByRole('button', { name: 'Giao việc' }).click();
  assert.match(page.url(), TASK);
  await page.goto(`${board.url}/plans`);
  assert.ok(await page.getByRole('heading', { name: 'Văn bản giao việc khác' }).isVisible());
  await context.close();
});

test('the grid without JavaScript: more rows keep what was typed, faults stand in their rows', async () => {
  const { context, page } = await withoutScript();
  await page.goto(`${board.url}/tasks/grid`);
  await page.getByLabel('Loại văn bản').selectOption('Ý kiến chỉ đạo');
  await page.getByLabel('Ngày ban hành').fill('07/11/2026');
  await page.getByLabel('Trích yếu').fill('Sau chuyến kiểm tra');
  await page.locator('#name-0').fill('Sửa mái trạm y tế');
  await page.locator('#lead-0').fill('Sở Xây dựng');
  await page.locator('#deadline-0').fill('sớm');
  await page.getByRole('button', { name: 'Thêm dòng' }).click();
  assert.equal(await page.locator('table.typed tbody tr').count(), 20);
  assert.equal(await page.locator('#name-0').inputValue(), 'Sửa mái trạm y tế');
  await page.locator('#name-15').fill('Cấp thuốc');
  await page.locator('#lead-15').fill('Sở Y tế');
  await page.locator('#deadline-15').fill('thường xuyên');
  await page.getByRole('button', { name: 'Giao việc' }).click();
  assert.ok(await page.getByRole('link', { name: /^Dòng 1: Thời hạn: chưa hiểu “sớm”/ }).isVisible());
  assert.equal(await page.locator('#name-15').inputValue(), 'Cấp thuốc');
  await page.locator('#deadline-0').fill('tháng 12/2030');
  await page.getByRole('button', { name: 'Giao việc' }).click();
  assert.match(page.url(), PLAN);
  assert.ok((await page.locator('main').innerText()).includes('2 nhiệm vụ'));
  await context.close();
});

test('cells of a spreadsheet fill the grid, and the keyboard moves in it', async () => {
  const { context, page, faults } = await openPage(browser, { width: 1280, state });
  await page.goto(`${board.url}/tasks/grid`);
  const kind = page.locator('#kind');
  await tabTo(page, kind);
  for (let press = 0; press < 20 && (await kind.inputValue()) !== 'Chỉ đạo trực tiếp'; press += 1) await page.keyboard.press('ArrowDown');
  assert.equal(await kind.inputValue(), 'Chỉ đạo trực tiếp');
  await tabTo(page, page.locator('#issued-on'));
  await page.keyboard.insertText('08/11/2026');
  await tabTo(page, page.locator('#title'));
  await page.keyboard.insertText('Việc sau bão');
  const rows = Array.from({ length: 12 }, (_, at) => `Việc số ${at + 1}\tSở Nội vụ\t\t"Báo cáo\nnhanh"\t30/12/2030`).join('\r\n') + '\r\n';
  await tabTo(page, page.locator('#name-0'));
  await page.evaluate((text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', text);
    document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, rows);
  assert.equal(await page.locator('#name-11').inputValue(), 'Việc số 12');
  assert.equal(await page.locator('#product-3').inputValue(), 'Báo cáo nhanh');
  assert.ok(await page.getByText('Đã dán 12 dòng.').isVisible());
  const at = () => page.evaluate(() => document.activeElement.id);
  assert.equal(await at(), 'name-11');
  await page.keyboard.press('Enter');
  assert.equal(await at(), 'name-12');
  await page.keyboard.insertText('Việc gõ thêm');
  assert.equal(await page.locator('table.typed tbody tr').count(), 14, 'there is always an empty row below');
  await page.keyboard.press('Tab');
  await page.keyboard.insertText('Sở Tài chính');
  await tabTo(page, page.locator('#deadline-11'));
  await page.keyboard.press('ArrowDown');
  assert.equal(await at(), 'deadline-12');
  await page.keyboard.insertText('quý I/2031');
  await page.keyboard.press('ArrowUp');
  assert.equal(await at(), 'deadline-11');
  await tabTo(page, page.getByRole('button', { name: 'Giao việc' }));
  await page.keyboard.press('Enter');
  await page.waitForURL(PLAN);
  assert.ok((await page.locator('main').innerText()).includes('13 nhiệm vụ'));
  assert.deepEqual(faults, []);
  await context.close();
});

test('conclusions of a meeting are pasted, reviewed and accepted by keyboard', async () => {
  const { context, page, faults } = await openPage(browser, { width: 1280, state });
  await page.goto(`${board.url}/meetings/new`);
  await tabTo(page, page.locator('#text'));
  await page.keyboard.insertText(readFileSync(sample('ket-luan-hop.txt'), 'utf8'));
  await tabTo(page, page.getByRole('button', { name: 'Đọc kết luận' }));
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/intakes\/\d+$/);
  const review = await page.locator('main').innerText();
  for (const words of ['386/TB-UBND', 'lập bản đồ các hộ cần hỗ trợ chuồng trại kín gió']) assert.ok(review.includes(words), words);
  await tabTo(page, page.getByRole('button', { name: 'Đưa vào thực hiện' }));
  await page.keyboard.press('Enter');
  await page.waitForURL((at) => !at.pathname.startsWith('/intakes'));
  await page.goto(`${board.url}/plans`);
  assert.ok(await page.getByRole('link', { name: 'Thông báo 386/TB-UBND' }).isVisible());
  assert.deepEqual(faults, []);
  await context.close();
});

test('the same document twice takes the new task', async () => {
  const { context, page } = await openPage(browser, { width: 1280, state });
  for (const name of ['Dọn bùn đất', 'Khôi phục đường']) {
    await page.goto(`${board.url}/tasks/new`);
    await page.locator('#number').fill('600/UBND-KT');
    await page.locator('#issued-on').fill('09/11/2026');
    await page.locator('#issuer').fill('UBND tỉnh Lam Giang');
    await page.locator('#title').fill('Khắc phục hậu quả mưa lũ');
    await page.locator('#name-0').fill(name);
    await page.locator('#lead-0').fill('Sở Xây dựng');
    await page.locator('#deadline-0').fill('30/12/2030');
    await page.getByRole('button', { name: 'Giao việc' }).click();
    await page.waitForURL(TASK);
  }
  await page.getByRole('link', { name: /^Công văn 600\/UBND-KT/ }).click();
  assert.ok((await page.locator('main').innerText()).includes('2 nhiệm vụ'));
  await context.close();
});

test('who only reads sees no button and is refused', async () => {
  const { context, page } = await openPage(browser, { width: 1280 });
  await signIn(page, board.url, board.accounts.lanhdao);
  await page.goto(`${board.url}/tasks`);
  assert.equal(await page.getByRole('link', { name: 'Giao việc' }).count(), 0);
  for (const path of ['/tasks/new', '/tasks/grid', '/meetings/new']) assert.equal((await page.goto(board.url + path)).status(), 403, path);
  await context.close();
});

test('the pages are sound on a phone, a tablet and a desk, also with faults', async () => {
  for (const width of [360, 768, 1280]) {
    const { context, page } = await openPage(browser, { width, state });
    for (const path of ['/tasks/new', '/tasks/grid', '/meetings/new']) {
      await page.goto(board.url + path);
      await isSound(page);
      if (path !== '/meetings/new') await page.locator('#lead-0').fill('Sở Yte');
      await page.getByRole('button', { name: /^(Giao việc|Đọc kết luận)$/ }).click();
      await page.getByRole('alert').first().waitFor();
      await isSound(page);
      if (process.env.ROVIEC_SHOTS) await page.screenshot({ path: `${process.env.ROVIEC_SHOTS}/${path.split('/').slice(1).join('-')}-${width}.png`, fullPage: true });
    }
    await page.goto(`${board.url}/plans`);
    await isSound(page);
    if (process.env.ROVIEC_SHOTS) await page.screenshot({ path: `${process.env.ROVIEC_SHOTS}/plans-${width}.png`, fullPage: true });
    await page.goto(`${board.url}/tasks`);
    await page.locator('.row-link').first().click();
    await isSound(page);
    if (process.env.ROVIEC_SHOTS) await page.screenshot({ path: `${process.env.ROVIEC_SHOTS}/task-${width}.png`, fullPage: true });
    await context.close();
  }
});
