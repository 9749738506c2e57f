// Starts `roviec demo` on a free port and a Chromium that talks to it; both end with the test.

import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');

const CHROMIUM_FLAGS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--font-render-hinting=none',
];

function binary() {
  const wanted = process.env.ROVIEC_BIN;
  const found = [wanted && resolve(wanted), resolve(root, 'target/release/roviec'), resolve(root, 'target/debug/roviec')]
    .find((path) => path && existsSync(path));
  if (!found) throw new Error('no roviec binary: build it, or set ROVIEC_BIN');
  return found;
}

function freePort() {
  return new Promise((done, fail) => {
    const server = createServer();
    server.on('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

export const sample = (name) => resolve(root, 'samples', name);

/** Runs a command of the program to its end. */
export function command(args, input = '') {
  const done = spawnSync(binary(), args, { cwd: root, input, encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`roviec ${args.join(' ')}: ${done.stderr}`);
}

const PASSWORD = 'Mat-khau-thu-2026';
/** People of a board without plans, by login. */
const PEOPLE = [
  { login: 'daumoi', name: 'Trần Thị Đầu Mối', role: 'focal-point' },
  { login: 'daumoi2', name: 'Lê Văn Tổng Hợp', role: 'focal-point' },
  { login: 'lanhdao', name: 'Nguyễn Văn Lãnh Đạo', role: 'leader' },
];

/**
 * Runs `roviec serve` on a new SQLite database that has the sample units, groups and people, but no plan.
 * `accounts` are the people by login; `pid` is the server's; `database` its file. `config` makes the configuration for the address
 * the board will have, `env` is laid over the environment.
 */
export async function startEmpty({ config, env } = {}) {
  const folder = mkdtempSync(resolve(tmpdir(), 'roviec-e2e-'));
  const database = `sqlite:${resolve(folder, 'board.sqlite')}`;
  for (const file of ['units.csv', 'groups.csv']) command(['units', 'import', sample(file), '--database', database]);
  for (const { login, name, role } of PEOPLE) {
    command(['user', 'add', login, '--name', name, '--role', role, '--own', '--database', database], `${PASSWORD}\n`);
  }
  const accounts = Object.fromEntries(PEOPLE.map(({ login, name }) => [login, { login, name, password: PASSWORD }]));
  const port = await freePort();
  const file = resolve(folder, 'roviec.toml');
  if (config) writeFileSync(file, await config(`http://127.0.0.1:${port}`));
  const server = await serve(database, { port, args: config ? ['--config', file] : [], env });
  const stop = async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return { ...server, accounts, database, stop };
}

/** Runs `roviec serve` on a database; `kill` ends it as a power cut would. */
export async function serve(database, { port: wanted, args = [], env = {} } = {}) {
  const port = wanted ?? await freePort();
  const child = spawn(binary(), ['serve', '--database', database, '--listen', `127.0.0.1:${port}`, ...args], {
    cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env },
  });
  let text = '';
  await new Promise((done, fail) => {
    const read = (chunk) => {
      text += chunk;
      if (/http:\/\/127\.0\.0\.1:\d+/.test(text)) done();
    };
    child.stdout.setEncoding('utf8').on('data', read);
    child.stderr.setEncoding('utf8').on('data', read);
    child.on('error', fail);
    child.on('exit', (code) => fail(new Error(`roviec serve ended with ${code}:\n${text}`)));
  });
  child.removeAllListeners('exit');
  const ended = new Promise((done) => child.once('exit', done));
  const end = (signal) => {
    child.kill(signal);
    return ended;
  };
  return { url: `http://127.0.0.1:${port}`, pid: child.pid, stop: () => end('SIGTERM'), kill: () => end('SIGKILL') };
}

/** Runs the demo. `start.text` is everything it printed; the first sign-in it names is the one used. */
export async function startDemo() {
  if (process.env.ROVIEC_URL) {
    const [login, password] = (process.env.ROVIEC_ACCOUNT ?? '').split(':');
    return { url: process.env.ROVIEC_URL, account: { login, password }, text: '', stop: async () => {} };
  }
  const port = await freePort();
  const child = spawn(binary(), ['demo', '--port', String(port)], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  const ready = new Promise((done, fail) => {
    const read = (chunk) => {
      text += chunk;
      const url = text.match(/http:\/\/127\.0\.0\.1:\d+/);
      if (!url) return;
      const account = firstAccount(text);
      if (account) return done({ url: url[0], account });
      child.kill('SIGTERM');
      fail(new Error(`roviec demo named no account:\n${text}`));
    };
    child.stdout.setEncoding('utf8').on('data', read);
    child.stderr.setEncoding('utf8').on('data', read);
    child.on('error', fail);
    child.on('exit', (code) => fail(new Error(`roviec demo ended with ${code}:\n${text}`)));
  });
  const { url, account } = await ready;
  const stop = () => new Promise((done) => {
    child.removeAllListeners('exit');
    child.once('exit', done);
    child.kill('SIGTERM');
  });
  return { url, account, text, pid: child.pid, stop };
}

/** "lanhdao / mật khẩu": the first line of the table of demo accounts. */
function firstAccount(text) {
  const line = text.match(/^\s*([a-z][a-z0-9._-]+)\s+\/?\s*(\S{8,})\s/m);
  return line && { login: line[1], password: line[2] };
}

export function startBrowser() {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', headless: true, args: CHROMIUM_FLAGS });
}

/** A page that remembers what went wrong in it. */
export async function openPage(browser, { width, height = 800, scheme = 'light', state } = {}) {
  const context = await browser.newContext({
    viewport: { width, height }, colorScheme: scheme, locale: 'vi-VN', storageState: state, javaScriptEnabled: true,
  });
  const page = await context.newPage();
  const faults = [];
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  page.on('pageerror', (error) => faults.push(String(error)));
  // A picture still on its way when the page is left is no fault.
  page.on('requestfailed', (request) => request.failure()?.errorText !== 'net::ERR_ABORTED' && faults.push(request.url()));
  return { context, page, faults };
}

export async function signIn(page, url, { login, password }) {
  await page.goto(`${url}/sign-in`);
  await page.getByLabel('Tên đăng nhập').fill(login);
  await page.getByLabel('Mật khẩu').fill(password);
  await page.getByRole('button', { name: 'Đăng nhập' }).click();
  await page.waitForURL((at) => !at.pathname.startsWith('/sign-in'));
}

/** Presses Tab until the element has the focus: nothing but the keyboard reaches it. */
export async function tabTo(page, locator, most = 200) {
  await locator.waitFor();
  const reached = () => locator.evaluate((element) => element === document.activeElement);
  for (let press = 0; press < most && !(await reached()); press += 1) await page.keyboard.press('Tab');
  if (!(await reached())) throw new Error(`${locator} is not reached by Tab`);
}

/** Addresses of a page's links that match. */
async function links(page, at, pattern) {
  await page.goto(at);
  const all = await page.locator('main a[href]').evaluateAll((found) => found.map((a) => a.getAttribute('href')));
  return all.filter((href) => pattern.test(href));
}

async function firstLink(page, at, pattern) {
  const [found] = await links(page, at, pattern);
  if (!found) throw new Error(`${at} has no link like ${pattern}`);
  return found;
}

/** The oldest plan in which something is to be looked at again: the province's own. */
async function planWithDiagnostics(page, url) {
  for (const plan of (await links(page, `${url}/plans`, /^\/plans\/\d+$/)).reverse()) {
    const [rule] = await links(page, `${url}${plan}?muc=canh-bao`, /^\/rules\//);
    if (rule) return { plan, rule };
  }
  throw new Error('no plan of the demo has a diagnostic');
}

/** Every page of the board by name, with the addresses of this demo's first plan, task, indicator and unit. */
export async function everyPage(page, url) {
  const { plan, rule } = await planWithDiagnostics(page, url);
  const task = await firstLink(page, `${url}/tasks?state=overdue`, /^\/tasks\/\d+$/);
  const assignment = await firstLink(page, `${url}${task}`, /^\/assignments\/\d+$/);
  const indicator = await firstLink(page, `${url}/indicators`, /^\/indicators\/\d+$/);
  const unit = await firstLink(page, `${url}/units`, /^\/units\/\d+$/);
  const row = await firstLink(page, `${url}${plan}?muc=nhiem-vu`, /dong=5#/);
  return {
    board: '/', plans: '/plans', plan, 'plan-row': row,
    'plan-indicators': `${plan}?muc=chi-tieu`, 'plan-duties': `${plan}?muc=bao-cao`, 'plan-citations': `${plan}?muc=can-cu`,
    'plan-diagnostics': `${plan}?muc=canh-bao`, tasks: '/tasks', 'tasks-overdue': '/tasks?state=overdue',
    'tasks-empty': '/tasks?q=khong+co+nhiem+vu+nao+nhu+the', task, assignment, 'my-work': '/my-work', directives: '/directives', 'directive-new': `/directives/new${task.replace('/tasks/', '?task=')}`, indicators: '/indicators', indicator, units: '/units', unit, rules: '/rules', rule,
    'word-lists': '/word-lists', 'word-list': '/word-lists/slips', 'word-list-searched': '/word-lists/known-documents?q=57',
    // The commune's plan held against the province's.
    cascade: '/plans/2/cascade?cap_tren=1', 'cascade-all': '/plans/2/cascade?cap_tren=1&loc=giao', 'cascade-beyond': '/plans/2/cascade?cap_tren=1&loc=ngoai',
  };
}
