// A directive from a phone in two taps, and what becomes of it.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openPage, signIn, startBrowser, startDemo } from '../board.mjs';

let demo, browser;

before(async () => {
  [demo, browser] = await Promise.all([startDemo(), startBrowser()]);
});
after(async () => {
  await browser?.close();
  await demo?.stop();
});

async function person(login, width = 360, height = 740) {
  const opened = await openPage(browser, { width, height });
  await signIn(opened.page, demo.url, { login, password: 'roviec-demo' });
  return opened;
}
const narrow = (page) => page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth);
const idOf = (page) => page.url().match(/\/tasks\/(\d+)/)[1];

test('a leader directs what is late with two taps on a phone, and the unit finds it among its work', async () => {
  const leader = await person('lanhdao');
  const { page } = leader;
  await page.goto(`${demo.url}/tasks?state=overdue`);
  await page.locator('.row-link').first().click();
  await page.waitForURL(/\/tasks\/\d+/);
  const subject = page.url();

  let taps = 0;
  const tap = async (locator) => {
    taps += 1;
    // Without scrolling: what is tapped is on the screen as it opens.
    const box = await locator.boundingBox();
    assert.ok(box.y >= 0 && box.y + box.height <= 740, `${locator} is not on the screen`);
    await locator.click();
  };
  await tap(page.locator('main').getByRole('link', { name: 'Chỉ đạo', exact: true }));
  await page.waitForURL(/\/directives\/new/);
  await tap(page.getByRole('button', { name: 'Giao', exact: true }));
  await page.waitForURL(/\/tasks\/\d+/);
  assert.equal(taps, 2);
  const given = page.url();
  assert.notEqual(given, subject);
  const told = await page.locator('main').innerText();
  assert.match(told, /Ý kiến chỉ đạo của Lê Hoàng Nam \(Lãnh đạo, Ủy ban nhân dân tỉnh Lam Giang\), ngày 20\/11\/2026/);
  assert.match(told, /25\/11\/2026/);
  await page.goto(subject);
  assert.match(await page.locator('.timeline').innerText(), /Ý kiến chỉ đạo[\s\S]*Khẩn trương hoàn thành/);
  assert.ok(await narrow(page), 'wider than the screen');

  const unit = await page.goto(given).then(() => page.locator('main a[href^="/units/"]').first().innerText());
  await page.goto(`${demo.url}/directives?state=unfinished`);
  assert.match(await page.locator('main').innerText(), new RegExp(`Khẩn trương hoàn thành[\\s\\S]*${unit}`));
  assert.ok(await narrow(page), 'wider than the screen');
  assert.deepEqual(leader.faults, []);
  await leader.context.close();
});

test('a meeting has its list of directives, given in the name of a leader, said otherwise and taken back', async () => {
  const focal = await person('daumoi', 1280, 800);
  const { page } = focal;
  const give = async (words) => {
    await page.getByLabel('Nội dung chỉ đạo').fill(words);
    await page.getByLabel('Ý kiến của').selectOption({ label: 'Lê Hoàng Nam, Ủy ban nhân dân tỉnh Lam Giang' });
    await page.getByLabel('Sở Y tế').check();
    await page.getByText('cuối tháng này').click();
  };
  await page.goto(`${demo.url}/directives/new`);
  await give('Rà soát cơ sở dữ liệu y tế');
  await page.getByText('Cuộc họp, sản phẩm, phối hợp, căn cứ').click();
  await page.getByLabel('Tại cuộc họp').fill('Giao ban tháng 11');
  await page.getByRole('button', { name: 'Giao', exact: true }).click();
  await page.waitForURL(/\/tasks\/\d+/);
  assert.match(await page.locator('.given').innerText(), /Lê Hoàng Nam[\s\S]*Trần Thu Hương ghi[\s\S]*Giao ban tháng 11/);
  await page.getByRole('link', { name: 'Giao ban tháng 11' }).click();
  await page.getByRole('link', { name: 'Thêm ý kiến của cuộc họp' }).click();
  assert.equal(await page.getByLabel('Tại cuộc họp').inputValue(), 'Giao ban tháng 11');
  await give('Báo cáo tình hình giải ngân');
  await page.getByRole('button', { name: 'Giao', exact: true }).click();
  await page.waitForURL(/\/tasks\/\d+/);

  await page.getByRole('link', { name: 'Sửa ý kiến' }).click();
  await page.getByLabel('Nội dung chỉ đạo').fill('Báo cáo tình hình giải ngân vốn đầu tư');
  await page.getByText('ngày khác', { exact: true }).click();
  await page.getByLabel('Thời hạn khác').fill('04/12/2026');
  await page.getByRole('button', { name: 'Lưu', exact: true }).click();
  await page.waitForURL(/\/tasks\/\d+/);
  assert.match(await page.locator('main').innerText(), /giải ngân vốn đầu tư[\s\S]*sửa ngày 20\/11\/2026[\s\S]*04\/12\/2026/);
  const second = idOf(page);
  await page.getByRole('link', { name: 'Giao ban tháng 11' }).click();
  assert.match(await page.locator('main').innerText(), /giải ngân vốn đầu tư[\s\S]*Rà soát cơ sở dữ liệu y tế/);
  const word = await page.request.get(`${demo.url}${await page.getByRole('link', { name: 'Tải bản Word' }).getAttribute('href')}`);
  assert.deepEqual([word.status(), (await word.body()).subarray(0, 2).toString()], [200, 'PK']);
  await page.goto(`${demo.url}/tasks/${second}`);
  await page.getByText('Rút ý kiến', { exact: true }).click();
  await page.getByRole('button', { name: 'Rút ý kiến chỉ đạo' }).click();
  await page.getByText('Người giao đã rút ý kiến này ngày 20/11/2026').waitFor();
  assert.deepEqual(focal.faults, []);

  const inspector = await person('kiemtra', 1280, 800);
  await inspector.page.goto(`${demo.url}/audit?ve=task&so=${second}`);
  const told = await inspector.page.locator('main').innerText();
  for (const step of ['Giao ý kiến chỉ đạo', 'Sửa ý kiến chỉ đạo', 'Rút ý kiến chỉ đạo']) assert.ok(told.includes(step), `${step} is not in the audit`);
  await inspector.context.close();
  await focal.context.close();
});

test('units further down are found by their name without diacritics, and what was typed stays', async () => {
  const leader = await person('lanhdao');
  const { page } = leader;
  await page.goto(`${demo.url}/directives/new`);
  await page.getByLabel('Nội dung chỉ đạo').fill('Kiểm tra thực địa');
  await page.getByLabel('Tìm đơn vị').fill('phong kinh te xa');
  await page.getByRole('button', { name: 'Tìm', exact: true }).click();
  const found = page.getByLabel('Phòng Kinh tế xã');
  await found.first().check();
  assert.equal(await page.getByLabel('Nội dung chỉ đạo').inputValue(), 'Kiểm tra thực địa');
  assert.ok(await narrow(page), 'wider than the screen');
  await page.getByRole('button', { name: 'Giao', exact: true }).click();
  await page.waitForURL(/\/tasks\/\d+/);
  assert.match(await page.locator('main').innerText(), /Kiểm tra thực địa[\s\S]*Phòng Kinh tế/);
  assert.deepEqual(leader.faults, []);
  await leader.context.close();
});
