// What taking in a plan costs: from sending the file to the review page, and from the button to the board.
// `node measure-intake.mjs FILE…` prints one line of JSON: milliseconds by file, the middle of five.

import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { startEmpty } from './board.mjs';

const ROUNDS = 5;
const board = await startEmpty();
let cookie = '';

async function ask(path, options = {}) {
  const answer = await fetch(board.url + path, { ...options, redirect: 'manual', headers: { ...options.headers, cookie } });
  cookie = answer.headers.getSetCookie().map((set) => set.split(';')[0]).find((set) => set.startsWith('roviec=')) ?? cookie;
  return { status: answer.status, location: answer.headers.get('location'), text: await answer.text() };
}

const token = (page) => page.text.match(/name="csrf" value="([^"]+)"/)[1];
const middle = (times) => Math.round(times.sort((a, b) => a - b)[Math.floor(times.length / 2)]);
const must = (good, what) => { if (!good) throw new Error(what); };

async function signIn({ login, password }) {
  const body = new URLSearchParams({ csrf: token(await ask('/sign-in')), login, password });
  must((await ask('/sign-in', { method: 'POST', body })).status === 303, 'not signed in');
}

/** Sends a file and follows to the review; its page and the time. */
async function takeIn(csrf, name, bytes) {
  const form = new FormData();
  form.append('csrf', csrf);
  form.append('files', new Blob([bytes]), name);
  const begun = performance.now();
  const sent = await ask('/intakes', { method: 'POST', body: form });
  must(sent.status === 303, `${name}: ${sent.status} ${sent.text}`);
  let page = await ask(sent.location);
  while (page.text.includes('data-reading')) page = await ask(sent.location);
  must(page.text.includes('Đưa vào thực hiện'), `${name} was not read`);
  return { page, at: sent.location, ms: performance.now() - begun };
}

try {
  await signIn(board.accounts.daumoi);
  const csrf = token(await ask('/intakes/new'));
  const figures = {};
  for (const path of process.argv.slice(2)) {
    const [bytes, kind] = [await readFile(path), basename(path).split('.').pop()];
    const times = [];
    let last;
    for (let round = 0; round < ROUNDS; round += 1) {
      last = await takeIn(csrf, basename(path), bytes);
      times.push(last.ms);
    }
    figures[`${kind}_review_ms`] = middle(times);
    const begun = performance.now();
    const accepted = await ask(`${last.at}/acceptance`, { method: 'POST', body: new URLSearchParams({ csrf }) });
    must(accepted.status === 303 && accepted.location.startsWith('/?'), `not accepted: ${accepted.status} ${accepted.location}`);
    must((await ask(accepted.location)).status === 200, 'no board');
    figures[`${kind}_board_ms`] = Math.round(performance.now() - begun);
  }
  console.log(JSON.stringify(figures));
} finally {
  await board.stop();
}
