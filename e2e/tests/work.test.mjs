// The life of one unit's part in a task, by the people it passes through: officer, assigner, leader.

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

const PDF = { name: 'Quyết định 57.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n') };

async function person(login, width = 1280) {
  const opened = await openPage(browser, { width });
  await signIn(opened.page, demo.url, { login, password: 'roviec-demo' });
  return opened;
}

const links = (page, start) => page.locator(`main a[href^="${start}"]`).evaluateAll((found) => found.map((a) => a.getAttribute('href')));

/** The first piece of the unit's work for which more time may still be asked. */
async function openWork(page) {
  await page.goto(`${demo.url}/my-work`);
  await page.getByRole('link', { name: 'Xem việc của đơn vị' }).click();
  await page.waitForURL(/unit=/);
  for (const task of (await links(page, '/tasks/')).filter((href) => /^\/tasks\/\d+$/.test(href))) {
    await page.goto(`${demo.url}${task}`);
    for (const link of await links(page, '/assignments/')) {
      await page.goto(`${demo.url}${link}`);
      if (await page.getByText('Xin gia hạn', { exact: true }).count()) return link;
    }
  }
  throw new Error('the unit has nothing that is not due yet');
}

async function askForTime(page) {
  await page.getByText('Xin gia hạn', { exact: true }).click();
  await page.getByLabel('Xin gia hạn đến ngày').fill('31/12/2026');
  await page.locator('#ly-do').fill('Chờ hướng dẫn của bộ');
  await page.getByRole('button', { name: 'Gửi đề nghị' }).click();
  await page.getByText('Đề nghị gia hạn').first().waitFor();
}

async function sendResult(page) {
  await page.getByText('Đã xong: gửi kết quả').click();
  for (const [label, value] of [['Số, ký hiệu văn bản', '57/QĐ-UBND'], ['Ngày ban hành', '18/11/2026'], ['Ngày tổ chức', '18/11/2026'], ['Số lớp, số cuộc', '2'], ['Số mục', '12']]) {
    const field = page.getByLabel(label);
    if (await field.count()) await field.first().fill(value);
  }
  await page.getByLabel('Mô tả kết quả').fill('Đã hoàn thành theo kế hoạch');
  await page.locator('input[type=file]').setInputFiles(PDF);
  await page.getByRole('button', { name: 'Gửi kết quả' }).click();
  await page.getByRole('heading', { name: /^Chờ/ }).waitFor();
}

test('work goes from progress over extensions and a return to a confirmed result', async () => {
  const officer = await person('chuyenvien', 360);
  const link = await openWork(officer.page);
  const open = async (opened) => opened.page.goto(`${demo.url}${link}`);
  await officer.page.getByLabel('Tiến độ (%)').fill('100');
  await officer.page.getByLabel('Nội dung đã làm').fill('Đã khảo sát đủ các thôn');
  await officer.page.getByRole('button', { name: 'Ghi tiến độ' }).click();
  await officer.page.getByRole('alert').waitFor();
  assert.match(await officer.page.getByRole('alert').innerText(), /từ 0 đến 99/);
  assert.equal(await officer.page.getByLabel('Nội dung đã làm').inputValue(), 'Đã khảo sát đủ các thôn');
  await officer.page.getByLabel('Tiến độ (%)').fill('85');
  await officer.page.getByRole('button', { name: 'Ghi tiến độ' }).click();
  await officer.page.getByText('Cập nhật tiến độ: 85 %').waitFor();
  // The refused form was told as an error by the browser; that one is meant.
  officer.faults.length = 0;

  const assigner = await person('daumoi');
  for (const [button, number] of [['Không đồng ý', '11/SKHCN'], ['Đồng ý gia hạn', '12/SKHCN']]) {
    await open(officer);
    await askForTime(officer.page);
    await assigner.page.goto(`${demo.url}/my-work`);
    assert.match(await assigner.page.locator('main').innerText(), /Chờ tôi trả lời gia hạn/);
    await open(assigner);
    await assigner.page.getByLabel('Theo văn bản số').first().fill(number);
    await assigner.page.getByLabel('Ngày văn bản').first().fill('20/11/2026');
    await assigner.page.getByRole('button', { name: button, exact: true }).click();
    await assigner.page.getByText(`Theo ${number} ngày 20/11/2026.`).waitFor();
  }
  await open(officer);
  assert.match(await officer.page.locator('.headline').innerText(), /31\/12\/2026[\s\S]*Hạn ban đầu/);

  await sendResult(officer.page);
  await open(assigner);
  await assigner.page.getByText('Trả lại để làm tiếp').click();
  await assigner.page.getByLabel('Lý do trả lại').fill('Thiếu phụ lục');
  await assigner.page.getByRole('button', { name: 'Trả lại', exact: true }).click();
  await assigner.page.getByText('Bị trả lại', { exact: false }).first().waitFor();
  await officer.page.goto(`${demo.url}/my-work`);
  assert.match(await officer.page.locator('main').innerText(), /Thiếu phụ lục/);
  await open(officer);
  await sendResult(officer.page);

  const leader = await person('lanhdao', 360);
  await leader.page.goto(`${demo.url}/my-work`);
  await leader.page.locator(`a[href="${link}"]`).click();
  await leader.page.getByRole('button', { name: 'Xác nhận hoàn thành' }).click();
  await leader.page.getByText('Hoàn thành đúng hạn').waitFor();
  const file = await leader.page.request.get(`${demo.url}${await leader.page.getByRole('link', { name: PDF.name }).first().getAttribute('href')}`);
  assert.deepEqual([file.status(), Buffer.compare(await file.body(), PDF.buffer)], [200, 0]);

  const inspector = await person('kiemtra');
  await inspector.page.goto(`${demo.url}/audit?ve=assignment&so=${link.split('/').pop()}`);
  const told = await inspector.page.locator('main').innerText();
  for (const step of ['Cập nhật tiến độ', 'Xin gia hạn', 'Không gia hạn', 'Trình kết quả, minh chứng', 'Trả lại', 'Xác nhận']) {
    assert.ok(told.includes(step), `${step} is not in the audit`);
  }
  for (const { page, faults, context } of [officer, assigner, leader, inspector]) {
    assert.deepEqual(faults, []);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), 'wider than the screen');
    await context.close();
  }
});
