// An update on a phone with a bad line: kept on the device, sent when the line is back, nothing twice.

import assert from 'node:assert/strict';
import { after, before, beforeEach, afterEach, test } from 'node:test';
import { openPage, signIn, startBrowser, startDemo } from '../board.mjs';

let demo, browser, phone, page, link;

const account = (login) => ({ login, password: 'roviec-demo' });
const words = (page) => page.locator('main').innerText();
const write = async (text, percent = '45') => {
  await page.getByLabel('Tiến độ (%)').fill(percent);
  await page.getByLabel('Nội dung đã làm').fill(text);
};
const press = () => page.getByRole('button', { name: 'Ghi tiến độ' }).click();
/** Notes with these words that the server has, as another device sees them. */
async function notes(text) {
  const other = await openPage(browser, { width: 1280 });
  await signIn(other.page, demo.url, account('daumoi'));
  await other.page.goto(`${demo.url}${link}`);
  const count = await other.page.locator('.timeline li').filter({ hasText: text }).count();
  await other.context.close();
  return count;
}
async function openWork() {
  await page.goto(`${demo.url}/my-work`);
  const own = page.locator('tr').filter({ has: page.locator('form[data-draft]') });
  link = await own.first().locator('th a').first().getAttribute('href');
  await page.goto(`${demo.url}${link}`);
}
const kept = () => page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('roviec:')));

before(async () => {
  [demo, browser] = await Promise.all([startDemo(), startBrowser()]);
});
after(async () => {
  await browser?.close();
  await demo?.stop();
});
beforeEach(async () => {
  phone = await openPage(browser, { width: 360, height: 740 });
  page = phone.page;
  await signIn(page, demo.url, account('chuyenvien'));
  await openWork();
});
afterEach(async () => {
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), 'wider than the screen');
  await phone.context.close();
});

test('an update written without a line goes out once when the line is back, and what is typed on stays', async () => {
  await write('Đã khảo sát mười hai thôn');
  await phone.context.setOffline(true);
  await press();
  await page.locator('#cho-gui').getByText('Chưa có mạng: đã lưu trên máy, sẽ tự gửi khi có mạng.').waitFor();
  assert.equal(await page.getByLabel('Nội dung đã làm').inputValue(), '');
  await write('Đang tổng hợp số liệu', '50');
  await page.getByText(/Bản nháp lưu trên máy lúc \d\d:\d\d/).waitFor();
  assert.equal(await notes('Đã khảo sát mười hai thôn'), 0);

  await phone.context.setOffline(false);
  await page.locator('#cho-gui').getByText(/Đã gửi lúc \d\d:\d\d/).waitFor();
  await page.locator('[data-part=dien-bien]').getByText('Đã khảo sát mười hai thôn').waitFor();
  assert.match(await page.locator('.headline').innerText(), /45 %/);
  assert.equal(await page.getByLabel('Nội dung đã làm').inputValue(), 'Đang tổng hợp số liệu');
  assert.equal(await notes('Đã khảo sát mười hai thôn'), 1);

  await page.reload();
  assert.equal(await page.getByLabel('Nội dung đã làm').inputValue(), 'Đang tổng hợp số liệu');
  await page.getByRole('button', { name: 'Bỏ nháp' }).click();
  assert.equal(await page.getByLabel('Nội dung đã làm').inputValue(), '');
  assert.deepEqual(await kept(), []);
});

test('an answer that is lost after the server has taken the update makes no second note', async () => {
  let taken = 0;
  await page.route('**/progress', async (route) => {
    taken += 1;
    await route.fetch({ maxRedirects: 0 });
    await route.abort('connectionreset');
  }, { times: 2 });
  await write('Đã gửi khi sóng yếu');
  await press();
  await page.locator('#cho-gui').getByText('Chưa có mạng').waitFor();
  await page.locator('#cho-gui').getByText(/Đã gửi lúc/).waitFor();
  assert.equal(taken, 2);
  assert.equal(await notes('Đã gửi khi sóng yếu'), 1);
});

test('a page closed in the middle of sending leaves the update to the next page that opens', async () => {
  await page.route('**/progress', (route) => route.fetch({ maxRedirects: 0 }), { times: 1 });
  await write('Đã gửi rồi đóng trang');
  await press();
  await page.getByText('Đang gửi…').waitFor();
  await page.goto(`${demo.url}/plans`);
  await page.locator('#cho-gui').getByText(/Đã gửi lúc/).waitFor();
  assert.equal(await notes('Đã gửi rồi đóng trang'), 1);
});

test('another person on the same phone sees and sends nothing of it', async () => {
  await phone.context.setOffline(true);
  await write('Việc riêng của chuyên viên');
  await press();
  await page.locator('#cho-gui').waitFor();
  // The session is gone and somebody else signs in.
  await phone.context.clearCookies();
  await page.goto('about:blank');
  await phone.context.setOffline(false);
  await signIn(page, demo.url, account('thutruong'));
  await page.goto(`${demo.url}${link}`);
  await page.waitForLoadState('networkidle');
  assert.equal(await page.locator('#cho-gui').count(), 0);
  assert.doesNotMatch(await page.content(), /Việc riêng của chuyên viên/);
  assert.equal(await notes('Việc riêng của chuyên viên'), 0);
  await page.getByRole('button', { name: 'Đăng xuất' }).click();
  await page.waitForURL(/sign-in/);

  await signIn(page, demo.url, account('chuyenvien'));
  await page.locator('#cho-gui').getByText(/Đã gửi lúc/).waitFor();
  assert.equal(await notes('Việc riêng của chuyên viên'), 1);
});

test('an update of a session that has ended waits for the next sign-in', async () => {
  await write('Viết lúc phiên đã hết');
  await phone.context.clearCookies();
  await press();
  await page.locator('#cho-gui').getByText('Phiên làm việc đã hết').waitFor();
  await page.locator('#cho-gui').getByRole('link', { name: 'Đăng nhập lại để gửi' }).click();
  await page.getByLabel('Tên đăng nhập').fill('chuyenvien');
  await page.getByLabel('Mật khẩu').fill('roviec-demo');
  await page.getByRole('button', { name: 'Đăng nhập' }).click();
  await page.locator('#cho-gui').getByText(/Đã gửi lúc/).waitFor();
  assert.equal(await notes('Viết lúc phiên đã hết'), 1);
});

test('what the server refuses later is offered for correction with its sentence', async () => {
  await phone.context.setOffline(true);
  await write('Ghi nhầm tiến độ', '100');
  await press();
  await page.locator('#cho-gui').waitFor();
  await phone.context.setOffline(false);
  await page.locator('#cho-gui').getByText(/Chưa được nhận: Tiến độ là một số từ 0 đến 99/).waitFor();
  await page.goto(`${demo.url}/my-work`);
  await page.locator('#cho-gui').getByRole('link', { name: 'Mở trang để sửa' }).click();
  await page.locator('#cho-gui').getByRole('button', { name: 'Sửa lại' }).click();
  assert.equal(await page.getByLabel('Nội dung đã làm').inputValue(), 'Ghi nhầm tiến độ');
  await page.getByLabel('Tiến độ (%)').fill('90');
  await press();
  await page.getByText(/^Đã gửi lúc/).waitFor();
  assert.equal(await notes('Ghi nhầm tiến độ'), 1);
  assert.deepEqual(await kept(), []);
});

test('a row of my work is updated in place, also without a line', async () => {
  await page.goto(`${demo.url}/my-work`);
  const row = page.locator('tr').filter({ has: page.locator(`a[href="${link}"]`) }).first();
  const send = async (text, percent) => {
    await row.getByText('Cập nhật', { exact: true }).click();
    await row.getByLabel('Tiến độ (%)').fill(percent);
    await row.getByLabel('Nội dung đã làm').fill(text);
    await row.getByRole('button', { name: 'Ghi tiến độ' }).click();
  };
  await send('Ghi ngay trên dòng', '61');
  await row.getByText(/Đã gửi lúc/).waitFor();
  assert.match(await row.locator('[data-label="Tiến độ"]').innerText(), /61 %/);
  assert.equal(await row.getByLabel('Nội dung đã làm').isVisible(), false);

  await phone.context.setOffline(true);
  await send('Ghi trên dòng lúc mất mạng', '62');
  await page.locator('#cho-gui').getByText('Chưa có mạng').waitFor();
  await phone.context.setOffline(false);
  await page.locator('#cho-gui').getByText(/Đã gửi lúc/).waitFor();
  await row.getByText('62 %').waitFor();
  assert.deepEqual([await notes('Ghi ngay trên dòng'), await notes('Ghi trên dòng lúc mất mạng')], [1, 1]);
});

test('signing out names what was not sent, and then leaves nothing on the device', async () => {
  await write('Chưa kịp gửi');
  await page.getByText(/Bản nháp lưu trên máy/).waitFor();
  await page.getByRole('button', { name: 'Đăng xuất' }).click();
  await page.getByRole('alert').getByText('Còn 1 nội dung chưa gửi trên máy này').waitFor();
  await page.getByRole('button', { name: 'Đăng xuất' }).click();
  await page.waitForURL(/sign-in/);
  assert.deepEqual(await kept(), []);
});

test('without scripts the forms work as ever, and lead back to where they stood', async () => {
  const plain = await browser.newContext({ viewport: { width: 360, height: 740 }, javaScriptEnabled: false, locale: 'vi-VN' });
  const other = await plain.newPage();
  await signIn(other, demo.url, account('chuyenvien'));
  await other.goto(`${demo.url}/my-work`);
  const row = other.locator('tr').filter({ has: other.locator(`a[href="${link}"]`) }).first();
  await row.getByText('Cập nhật', { exact: true }).click();
  await row.getByLabel('Nội dung đã làm').fill('Không có script');
  await row.getByRole('button', { name: 'Ghi tiến độ' }).click();
  await other.waitForURL(`${demo.url}/my-work`);
  await plain.close();
  assert.equal(await notes('Không có script'), 1);
});
