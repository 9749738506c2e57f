// Hostile files are uploaded while twenty people read pages: no page fails, the server keeps its memory, every file gets its sentence.

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { startDemo } from '../board.mjs';
import { hostileFiles, hostileSheets } from '../hostile.mjs';

const READERS = 20;
const AT_ONCE = 4;
const MOST_MEGABYTES = 100;
const LOGINS = ['lanhdao', 'daumoi', 'thutruong', 'chuyenvien', 'kiemtra', 'quantri'];
const PAGES = ['/', '/plans', '/plans/1', '/plans/1?muc=nhiem-vu&dong=5', '/plans/2?muc=canh-bao', '/tasks?state=overdue', '/tasks/1', '/indicators', '/indicators/1', '/units', '/rules'];

let demo, people, files, sheets;

before(async () => {
  // All of them first: making a bomb takes longer than reading a page, and nobody would be reading meanwhile.
  files = hostileFiles();
  sheets = hostileSheets();
  demo = await startDemo();
  people = [];
  for (let at = 0; at < READERS; at += 1) people.push(await signedIn(LOGINS[at % LOGINS.length]));
});

after(() => demo?.stop());

/** A session as its cookie. */
async function signedIn(login) {
  const form = await fetch(`${demo.url}/sign-in`);
  const csrf = (await form.text()).match(/name="csrf" value="([^"]+)"/)[1];
  const cookie = form.headers.getSetCookie().find((set) => set.startsWith('roviec=')).split(';')[0];
  const answer = await fetch(`${demo.url}/sign-in`, {
    method: 'POST', redirect: 'manual', headers: { cookie }, body: new URLSearchParams({ csrf, login, password: demo.account.password }),
  });
  assert.equal(answer.status, 303, login);
  return answer.headers.getSetCookie().find((set) => set.startsWith('roviec=')).split(';')[0];
}

/** Memory of the server process in MB, as the system counts it. */
function resident() {
  return Number(readFileSync(`/proc/${demo.pid}/status`, 'utf8').match(/VmRSS:\s+(\d+) kB/)[1]) / 1024;
}

const get = (path, cookie) => fetch(`${demo.url}${path}`, { headers: { cookie }, redirect: 'manual' });

/** What the board made of one file: "failed" with its sentence, "review", or "refused" beside the form. */
async function takenIn([name, bytes], cookie, csrf) {
  const body = new FormData();
  body.set('csrf', csrf);
  body.append('files', new Blob([bytes]), name);
  const answer = await fetch(`${demo.url}/intakes`, { method: 'POST', body, headers: { cookie }, redirect: 'manual' });
  if (answer.status === 422) return ['refused', (await answer.text()).match(/role="alert">([^<]+)</)?.[1]];
  assert.equal(answer.status, 303, name);
  const path = answer.headers.get('location');
  for (;;) {
    const page = await get(path, cookie);
    assert.equal(page.status, 200, `${name}: ${path}`);
    const text = await page.text();
    if (text.includes('data-reading')) {
      await new Promise((next) => setTimeout(next, 200));
      continue;
    }
    const sentence = text.match(/id="ly-do">([^<]+)</)?.[1];
    return sentence ? ['failed', sentence] : ['review', text.match(/<h1[^>]*>([^<]+)</)?.[1]];
  }
}

/** The same for a tracking sheet: refused beside the form, or shown as it would be loaded. */
async function sheetTakenIn([name, bytes], cookie, csrf) {
  const body = new FormData();
  body.set('csrf', csrf);
  body.append('files', new Blob([bytes]), name);
  const answer = await fetch(`${demo.url}/spreadsheets`, { method: 'POST', body, headers: { cookie }, redirect: 'manual' });
  if (answer.status === 422) return ['refused', (await answer.text()).match(/role="alert">([^<]+)</)?.[1]];
  assert.equal(answer.status, 303, name);
  const page = await shownIn(3, () => get(answer.headers.get('location'), cookie));
  assert.equal(page.status, 200, name);
  return ['review', (await page.text()).match(/<h1[^>]*>([^<]+)</)?.[1]];
}

/** The page of a sheet reads its file again and waits for its turn: told that the board is busy, a person tries again. */
async function shownIn(times, ask) {
  const page = await ask();
  return page.status === 503 && times > 1 ? shownIn(times - 1, ask) : page;
}

/** Reads pages until told to stop; what did not answer well. */
async function reads(cookie, from, stop) {
  const seen = { pages: 0, slowest: 0, faults: [] };
  for (let at = from; !stop.now; at += 1) {
    const path = PAGES[at % PAGES.length];
    const begun = performance.now();
    try {
      const page = await get(path, cookie);
      await page.arrayBuffer();
      if (page.status !== 200) seen.faults.push(`${path}: ${page.status}`);
    } catch (error) {
      seen.faults.push(`${path}: ${error}`);
    }
    seen.pages += 1;
    seen.slowest = Math.max(seen.slowest, performance.now() - begun);
    // A person reads what has come.
    await new Promise((next) => setTimeout(next, 100));
  }
  return seen;
}

test('hostile files end in a sentence while everybody else goes on reading', { skip: process.platform !== 'linux', timeout: 900_000 }, async () => {
  const cookie = people[1];
  const csrf = (await (await get('/intakes/new', cookie)).text()).match(/name="csrf" value="([^"]+)"/)[1];
  // Everything that is kept in memory is there before the measure is taken.
  for (const path of PAGES) for (const one of people.slice(0, 6)) assert.equal((await get(path, one)).status, 200, path);
  const before = resident();
  let highest = before;
  const watch = setInterval(() => { highest = Math.max(highest, resident()); }, 50);
  const stop = { now: false };
  const reading = people.map((one, at) => reads(one, at, stop));

  const next = [...files.map((file) => [file, takenIn]), ...sheets.map((file) => [file, sheetTakenIn])].values();
  const ends = new Map();
  const uploads = Array.from({ length: AT_ONCE }, async () => {
    for (;;) {
      const { value, done } = next.next();
      if (done) return;
      const [file, take] = value;
      const begun = performance.now();
      ends.set(file[0], [...await take(file, cookie, csrf), (performance.now() - begun) / 1000]);
    }
  });
  try {
    await Promise.all(uploads);
  } finally {
    // Also when an upload failed: readers who are never told to stop would keep the run from ending.
    stop.now = true;
    await Promise.all(reading);
    clearInterval(watch);
  }
  const seen = await Promise.all(reading);

  const pages = seen.reduce((sum, one) => sum + one.pages, 0);
  const slowest = Math.max(...seen.map((one) => one.slowest));
  for (const [name, [end, sentence, seconds]] of ends) console.log(`${end}\t${seconds.toFixed(1)} s\t${name.slice(0, 60)}\t${sentence}`);
  const count = (end) => [...ends.values()].filter(([was]) => was === end).length;
  console.log(`${ends.size} files: ${count('failed')} with a sentence, ${count('refused')} refused beside the form, ${count('review')} to review`);
  console.log(`${pages} pages read by ${READERS} people, the slowest in ${(slowest / 1000).toFixed(2)} s`);
  console.log(`server: ${before.toFixed(0)} MB before, ${highest.toFixed(0)} MB at most, ${resident().toFixed(0)} MB after`);

  assert.ok(ends.size >= 50, `${ends.size} files`);
  assert.deepEqual(seen.flatMap((one) => one.faults), []);
  assert.ok([...ends.values()].every(([end, sentence]) => (end === 'review' ? sentence : / [Hh]ãy | [Đđ]ề nghị /.test(sentence))), 'every file has its sentence with what to do');
  assert.ok(highest - before < MOST_MEGABYTES, `${before.toFixed(0)} to ${highest.toFixed(0)} MB`);
  const children = readdirSync(`/proc/${demo.pid}/task`).flatMap((thread) => readFileSync(`/proc/${demo.pid}/task/${thread}/children`, 'utf8').trim().split(' ').filter(Boolean));
  assert.deepEqual(children, [], 'no reading process is left behind');
});
