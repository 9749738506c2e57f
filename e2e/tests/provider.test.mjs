// Signing in by a real OpenID Connect provider: in, not twice with one answer, not as a stranger, and by password when it is gone.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openPage, signIn, startBrowser, startEmpty } from '../board.mjs';
import { CLIENT, startProvider } from '../provider.mjs';

let board, provider, browser;

before(async () => {
  board = await startEmpty({
    // The board has to know the provider, and the provider the board: its address is free before either starts.
    config: async (url) => {
      provider = await startProvider(url);
      return `[oidc]\nissuer = "${provider.url}"\nclient_id = "${CLIENT.id}"\nboard = "${url}"\nlabel = "Đăng nhập bằng tài khoản của tỉnh"\n`;
    },
    env: { ROVIEC_OIDC_SECRET: CLIENT.secret },
  });
  browser = await startBrowser();
});

after(async () => {
  await browser?.close();
  await board?.stop();
  await provider?.stop();
});

/** From the board's sign-in page to the provider's, where a login is typed and consent given. */
async function throughProvider(page, login, wanted = '/sign-in') {
  await page.goto(`${board.url}${wanted}`);
  await page.getByRole('link', { name: 'Đăng nhập bằng tài khoản của tỉnh' }).click();
  await page.locator('input[name=login]').fill(login);
  await page.locator('input[name=password]').fill('bất kỳ');
  await page.getByRole('button', { name: 'Sign-in' }).click();
  await page.getByRole('button', { name: 'Continue' }).click();
}

test('a person the provider names gets in, to the page that was asked for', async () => {
  const { context, page, faults } = await openPage(browser, { width: 1280 });
  await throughProvider(page, 'lanhdao', '/tasks');
  await page.waitForURL(`${board.url}/tasks`);
  assert.equal(await page.locator('.user-name b').innerText(), board.accounts.lanhdao.name);
  // The provider's development pages ask for a typeface from elsewhere; ours must be in order.
  faults.length = 0;
  await page.reload();
  assert.deepEqual(faults, []);
  await context.close();
});

test('an answer opens once, and only in the browser that went', async () => {
  const first = await openPage(browser, { width: 1280 });
  let answer;
  first.page.on('request', (request) => {
    if (request.url().includes('/sign-in/provider/callback')) answer = request.url();
  });
  await throughProvider(first.page, 'lanhdao');
  await first.page.waitForURL(`${board.url}/`);
  assert.match(answer, /[?&]code=.+&state=/);
  const asked = provider.asked.length;
  const again = await first.page.goto(answer);
  assert.equal(again.status(), 403);
  await first.page.getByText('đã dùng rồi hoặc đã quá lâu').waitFor();
  const other = await openPage(browser, { width: 1280 });
  assert.equal((await other.page.goto(answer)).status(), 403);
  assert.equal(provider.asked.length, asked, 'the code was not even taken to the provider again');
  await first.context.close();
  await other.context.close();
});

test('an answer whose code was used, or whose state is made up, opens nothing', async () => {
  const { context, page } = await openPage(browser, { width: 1280 });
  await page.goto(`${board.url}/sign-in`);
  const made = await page.goto(`${board.url}/sign-in/provider/callback?code=abc&state=0123456789abcdef`);
  assert.equal(made.status(), 403);
  // A state of this browser with a code the provider never gave.
  const away = await page.request.get(`${board.url}/sign-in/provider`, { maxRedirects: 0 });
  const state = new URL(away.headers().location).searchParams.get('state');
  const guessed = await page.goto(`${board.url}/sign-in/provider/callback?code=doan-mo&state=${state}`);
  assert.equal(guessed.status(), 403);
  await page.getByText('không trả lời hoặc trả lời chưa đúng').waitFor();
  await context.close();
});

test('who is known to the provider and not to the board is told so', async () => {
  const { context, page } = await openPage(browser, { width: 360 });
  await throughProvider(page, 'nguoi-la');
  await page.getByText('chưa được mời vào bảng điều hành').waitFor();
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(wide <= 0, `${wide} px wider than the screen`);
  await context.close();
});

test('when the provider is gone the password still opens the board', async () => {
  await provider.stop();
  const { context, page } = await openPage(browser, { width: 1280 });
  await page.goto(`${board.url}/sign-in`);
  // Where the provider is, the board has known for less than an hour: the browser goes there in vain. Somebody who was there when it
  // went comes back with a code that nobody can take.
  const away = await page.request.get(`${board.url}/sign-in/provider`, { maxRedirects: 0 });
  const state = new URL(away.headers().location).searchParams.get('state');
  const back = await page.goto(`${board.url}/sign-in/provider/callback?code=con-moi&state=${state}`);
  assert.equal(back.status(), 403);
  await page.getByText('không trả lời hoặc trả lời chưa đúng').waitFor();
  await signIn(page, board.url, board.accounts.lanhdao);
  provider = undefined;
  await context.close();
});
