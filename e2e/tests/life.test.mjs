// The whole life of a piece of work by the people it passes through, on SQLite and on PostgreSQL: given to a group of three units,
// reported on, a part given on, more time refused and granted, sent with its proof, returned, confirmed; a directive; and what is
// left goes over to the unit into which another one merges. Every step stands in the audit.

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { command, openPage, sample, serve, signIn, startBrowser } from '../board.mjs';
import { newDatabase } from '../database.mjs';

const PASSWORD = 'Mat-khau-thu-2026';
const PEOPLE = [
  { login: 'daumoi', name: 'Trần Thị Đầu Mối', role: 'focal-point', unit: '98.01' },
  { login: 'lanhdao', name: 'Nguyễn Văn Lãnh Đạo', role: 'leader', unit: '98' },
  { login: 'tuphap', name: 'Lê Thị Tư Pháp', role: 'unit-officer', unit: '98.04' },
  { login: 'gdtuphap', name: 'Phạm Văn Giám Đốc', role: 'unit-head', unit: '98.04' },
  { login: 'noivu', name: 'Hoàng Thị Nội Vụ', role: 'unit-officer', unit: '98.03' },
  { login: 'congthuong', name: 'Vũ Văn Công Thương', role: 'unit-officer', unit: '98.06' },
  { login: 'xaydung', name: 'Đặng Thị Xây Dựng', role: 'unit-officer', unit: '98.08' },
  { login: 'quantri', name: 'Bùi Văn Quản Trị', role: 'administrator', unit: '98' },
  { login: 'thanhtra', name: 'Ngô Thị Thanh Tra', role: 'inspector', unit: '98' },
];
const PDF = { name: 'Quyết định 57.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n') };

/** A day so many days from now as the board counts days (UTC+7), as people write it. */
function day(days) {
  const at = new Date(Date.now() + 7 * 3_600_000 + days * 86_400_000).toISOString();
  return `${at.slice(8, 10)}/${at.slice(5, 7)}/${at.slice(0, 4)}`;
}

/** The code an authenticator shows for a secret (RFC 6238). */
function code(secret) {
  const bits = [...secret.replaceAll(/[\s=]/g, '')].map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const digest = createHmac('sha1', key).update(counter).digest();
  return String((digest.readUInt32BE(digest[19] & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

let browser;
before(async () => {
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
});

class Board {
  static async start(kind) {
    const board = new Board();
    board.database = await newDatabase(kind);
    const { address, folder } = board.database;
    const groups = resolve(folder, 'groups.csv');
    writeFileSync(groups, 'group,owner_code,member_code,valid_from,valid_to\n'
      + ['98.04', '98.05', '98.06'].map((member) => `"Các sở thí điểm",98,${member},2025-07-01,\n`).join(''));
    for (const file of [sample('units.csv'), groups]) command(['units', 'import', file, '--database', address]);
    for (const { login, name, role, unit } of PEOPLE) {
      command(['user', 'add', login, '--name', name, '--role', role, '--unit', unit, '--own', '--database', address], `${PASSWORD}\n`);
    }
    board.server = await serve(address, { args: ['--files', resolve(folder, 'files')] });
    board.people = {};
    return board;
  }

  async person(login, width = 1280) {
    if (!this.people[login]) {
      const opened = await openPage(browser, { width });
      if (login === 'quantri') await this.#withCode(opened.page, login);
      else await signIn(opened.page, this.server.url, { login, password: PASSWORD });
      this.people[login] = opened;
    }
    return this.people[login].page;
  }

  async #withCode(page, login) {
    await page.goto(`${this.server.url}/sign-in`);
    await page.getByLabel('Tên đăng nhập').fill(login);
    await page.getByLabel('Mật khẩu').fill(PASSWORD);
    await page.getByRole('button', { name: 'Đăng nhập' }).click();
    await page.locator('.secret').waitFor();
    await page.locator('#code').fill(code(await page.locator('.secret').innerText()));
    if (await page.locator('#cu').count()) await page.locator('#cu').fill(PASSWORD);
    await page.getByRole('button', { name: 'Xác nhận' }).click();
    await page.getByText(/mã dự phòng/i).first().waitFor();
  }

  async open(login, path, width) {
    const page = await this.person(login, width);
    await page.goto(`${this.server.url}${path}`);
    return page;
  }

  async stop() {
    for (const { context } of Object.values(this.people)) await context.close();
    await this.server.stop();
    await this.database.drop();
  }
}

async function giveToThree(board) {
  const page = await board.open('daumoi', '/tasks/new');
  await page.getByLabel('Ngày ban hành').fill(day(-10));
  await page.locator('#kind').selectOption('Công văn');
  for (const [label, value] of [
    ['Số, ký hiệu', '512/UBND-VX'], ['Cơ quan ban hành', 'Ủy ban nhân dân tỉnh Lam Giang'], ['Trích yếu', 'Quản lý dữ liệu dùng chung'],
    ['Nội dung nhiệm vụ', 'Ban hành quy chế quản lý dữ liệu dùng chung'], ['Chủ trì', 'Các sở thí điểm'], ['Phối hợp', 'Sở Nội vụ'],
    ['Sản phẩm', 'Quyết định ban hành quy chế'], ['Thời hạn', day(20)],
  ]) await page.getByLabel(label).first().fill(value);
  await page.getByRole('button', { name: 'Giao việc' }).click();
  await page.waitForURL(/\/tasks\/\d+$/);
  const rows = await page.locator('tbody tr').evaluateAll((found) => found.map((row) => [row.querySelector('a').innerText, row.querySelector('a').getAttribute('href')]));
  assert.deepEqual(rows.map(([name]) => name).sort(), ['Sở Công Thương', 'Sở Tài chính', 'Sở Tư pháp'].sort());
  return { task: new URL(page.url()).pathname, of: Object.fromEntries(rows) };
}

async function partOfTheWork(board, link) {
  const page = await board.open('tuphap', link, 360);
  await page.getByText('Giao phần việc cho đơn vị phối hợp').click();
  await page.locator('#don-vi').selectOption({ label: 'Sở Nội vụ' });
  await page.getByLabel('Nội dung phần việc').fill('Cung cấp danh sách cán bộ phụ trách dữ liệu');
  await page.locator('#han-phan-viec').fill(day(10));
  await page.getByRole('button', { name: 'Giao phần việc' }).click();
  const part = await page.getByRole('link', { name: 'Cung cấp danh sách' }).getAttribute('href');
  const helper = await board.open('noivu', '/my-work');
  assert.match(await helper.locator('main').innerText(), /Cung cấp danh sách cán bộ|việc đến hạn sau/);
  await helper.goto(`${board.server.url}${part}`);
  await helper.getByLabel('Tiến độ (%)').fill('50');
  await helper.getByLabel('Nội dung đã làm').fill('Đã nhận danh sách của 10 phòng');
  await helper.getByRole('button', { name: 'Ghi tiến độ' }).click();
  await helper.getByText('Cập nhật tiến độ: 50 %').waitFor();
  await sendResult(helper, []);
  await page.goto(`${board.server.url}/my-work`);
  assert.match(await page.locator('main').innerText(), /Phần việc chờ tôi xác nhận/);
  await page.goto(`${board.server.url}${part}`);
  await page.getByRole('button', { name: 'Xác nhận hoàn thành' }).click();
  await page.getByText('Hoàn thành đúng hạn').first().waitFor();
  return part;
}

async function moreTime(board, link) {
  const unit = await board.open('tuphap', link);
  const assigner = await board.open('daumoi', link);
  for (const [button, number] of [['Không đồng ý', '11/VP-TH'], ['Đồng ý gia hạn', '12/VP-TH']]) {
    await unit.goto(`${board.server.url}${link}`);
    await unit.getByText('Xin gia hạn', { exact: true }).click();
    await unit.getByLabel('Xin gia hạn đến ngày').fill(day(35));
    await unit.locator('#ly-do').fill('Chờ hướng dẫn của bộ');
    await unit.getByRole('button', { name: 'Gửi đề nghị' }).click();
    await unit.getByText('Đề nghị gia hạn').first().waitFor();
    await assigner.goto(`${board.server.url}${link}`);
    await assigner.getByLabel('Theo văn bản số').first().fill(number);
    await assigner.getByLabel('Ngày văn bản').first().fill(day(0));
    await assigner.getByRole('button', { name: button, exact: true }).click();
    await assigner.getByText(`Theo ${number} ngày ${day(0)}.`).waitFor();
  }
  await unit.goto(`${board.server.url}${link}`);
  assert.ok((await unit.locator('.headline').innerText()).includes(day(35)));
  const ledger = await board.open('thanhtra', link);
  await ledger.goto(`${board.server.url}${await ledger.locator('.crumbs a[href^="/tasks/"]').getAttribute('href')}/ledger`);
  const told = await ledger.locator('main').innerText();
  assert.ok(told.includes(day(20)) && told.includes(day(35)) && told.includes('12/VP-TH'), told);
}

async function sendResult(page, fields) {
  await page.getByText('Đã xong: gửi kết quả').click();
  for (const [label, value] of fields) await page.getByLabel(label).first().fill(value);
  await page.getByLabel('Mô tả kết quả').fill('Đã hoàn thành');
  if (fields.length > 0) await page.locator('input[type=file]').setInputFiles(PDF);
  await page.getByRole('button', { name: 'Gửi kết quả' }).click();
  await page.getByRole('heading', { name: /^Chờ/ }).waitFor();
}

async function returnedAndConfirmed(board, link) {
  const unit = await board.open('tuphap', link);
  const decision = [['Số, ký hiệu văn bản', '57/QĐ-STP'], ['Ngày ban hành', day(0)]];
  const approves = async () => {
    const head = await board.open('gdtuphap', '/my-work', 360);
    assert.match(await head.locator('main').innerText(), /Chờ tôi duyệt/);
    await head.goto(`${board.server.url}${link}`);
    await head.getByRole('button', { name: 'Duyệt, gửi đi' }).click();
    await head.getByRole('heading', { name: 'Chờ xác nhận' }).waitFor();
  };
  await sendResult(unit, decision);
  await approves();
  const assigner = await board.open('daumoi', link);
  await assigner.getByText('Trả lại để làm tiếp').click();
  await assigner.getByLabel('Lý do trả lại').fill('Thiếu phụ lục');
  await assigner.getByRole('button', { name: 'Trả lại', exact: true }).click();
  await assigner.getByText('Bị trả lại').first().waitFor();
  await unit.goto(`${board.server.url}${link}`);
  await sendResult(unit, decision);
  await approves();
  await assigner.goto(`${board.server.url}${link}`);
  await assigner.getByRole('button', { name: 'Xác nhận hoàn thành' }).click();
  await assigner.getByText('Hoàn thành đúng hạn').first().waitFor();
  const file = await assigner.getByRole('link', { name: PDF.name }).first().getAttribute('href');
  const answer = await assigner.request.get(`${board.server.url}${file}`);
  assert.deepEqual([answer.status(), Buffer.compare(await answer.body(), PDF.buffer)], [200, 0]);
}

async function directed(board) {
  const page = await board.open('lanhdao', '/directives/new', 360);
  await page.getByLabel('Nội dung chỉ đạo').fill('Báo cáo tiến độ giải ngân vốn đầu tư công');
  const others = page.locator('details:has(.pick)');
  if ((await others.getAttribute('open')) === null) await others.locator('summary').click();
  await page.getByLabel('Sở Công Thương', { exact: true }).check();
  await page.getByText('cuối tháng').first().click();
  await page.getByRole('button', { name: 'Giao', exact: true }).click();
  await page.waitForURL(/\/tasks\/\d+/);
  const link = await page.locator('main a[href^="/assignments/"]').first().getAttribute('href');
  const unit = await board.open('congthuong', link);
  await unit.getByLabel('Tiến độ (%)').fill('30');
  await unit.getByLabel('Nội dung đã làm').fill('Đã tổng hợp quý III');
  await unit.getByRole('button', { name: 'Ghi tiến độ' }).click();
  await unit.getByText('Cập nhật tiến độ: 30 %').waitFor();
  return link;
}

async function merged(board, links) {
  const page = await board.open('quantri', '/units/changes/new?viec=merge');
  await page.getByLabel('Các đơn vị kết thúc hoạt động').fill('98.06');
  await page.locator('[name=nhan]').fill('98.08');
  for (const [name, value] of [['so', '20/NQ-HĐND'], ['ngay_vb', day(0)], ['ngay', day(0)]]) await page.locator(`[name=${name}]`).fill(value);
  await page.getByRole('button', { name: 'Xem trước' }).click();
  await page.getByRole('button', { name: 'Ghi thay đổi' }).click();
  await page.waitForURL(/\/units\/changes\/\d+/);
  for (const link of links) {
    const unit = await board.open('xaydung', link);
    const told = await unit.locator('main').innerText();
    assert.match(told, /Chuyển từ Sở Công Thương sang Sở Xây dựng/, told);
    assert.ok(await unit.getByRole('button', { name: 'Ghi tiến độ' }).count(), 'the work is theirs now');
  }
}

async function isInAudit(board, link, steps) {
  const page = await board.open('thanhtra', `/audit?ve=assignment&so=${link.split('/').pop()}`);
  const told = await page.locator('main').innerText();
  for (const step of steps) assert.ok(told.includes(step), `${step} is not in the audit of ${link}: ${told}`);
}

for (const kind of ['sqlite', 'postgres']) {
  test(`work lives from a group of three units to the end, on ${kind}`, async () => {
    const board = await Board.start(kind);
    try {
      const { task, of } = await giveToThree(board);
      const mine = of['Sở Tư pháp'];
      const unit = await board.open('tuphap', mine, 360);
      await unit.getByLabel('Tiến độ (%)').fill('40');
      await unit.getByLabel('Nội dung đã làm').fill('Đã lấy ý kiến các phòng');
      await unit.getByRole('button', { name: 'Ghi tiến độ' }).click();
      await unit.getByText('Cập nhật tiến độ: 40 %').waitFor();
      const part = await partOfTheWork(board, mine);
      await moreTime(board, mine);
      await returnedAndConfirmed(board, mine);
      const directive = await directed(board);
      await merged(board, [of['Sở Công Thương'], directive]);
      const page = await board.open('lanhdao', task);
      assert.match(await page.locator('main').innerText(), /1 của 3 đơn vị xong/);
      await isInAudit(board, mine, [
        'Cập nhật tiến độ', 'Giao phần việc cho đơn vị phối hợp', 'Xin gia hạn', 'Không gia hạn', 'Gia hạn', 'Trình kết quả, minh chứng',
        'Gửi kết quả', 'Trả lại', 'Xác nhận hoàn thành',
      ]);
      await isInAudit(board, part, ['Cập nhật tiến độ', 'Gửi kết quả', 'Xác nhận hoàn thành']);
      await isInAudit(board, directive, ['Cập nhật tiến độ']);
      const changes = await board.open('thanhtra', '/audit?viec=units-merged');
      assert.match(await changes.locator('main').innerText(), /Sáp nhập đơn vị/);
      for (const [login, { faults }] of Object.entries(board.people)) assert.deepEqual(faults, [], login);
    } finally {
      await board.stop();
    }
  });
}
