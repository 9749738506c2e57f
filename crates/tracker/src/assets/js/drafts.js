// Updates written on a bad line. What is typed is kept on this device for the person who typed it; what cannot be sent waits here and
// goes out when the line is back, under the key of its form, which the server takes once. Without this file forms are sent as any other.

const user = document.querySelector('header[data-user]').dataset.user;
const MINE = `roviec:${user}:`;
const DRAFT = `${MINE}nhap:`;
const WAITING = `${MINE}cho:`;
const DAY = 86_400_000;
/** The server remembers keys a day longer: what is older could be done twice. */
const SENT_WITHIN = 30 * DAY;
/** Of whoever does not come back to this device. */
const KEPT = 90 * DAY;
const FIRST_WAIT = 5_000;
const LONGEST_WAIT = 300_000;
const ANSWER_WITHIN = 45_000;

const stored = (key) => {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
};
/** Keys that begin so; none where the browser lets a page keep nothing. */
function keys(start) {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(start));
  } catch {
    return [];
  }
}
const drop = (key) => keys(key).length && localStorage.removeItem(key);
/** False where the browser keeps nothing. */
function keep(key, value) {
  try {
    localStorage.setItem(key, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}

const two = (number) => String(number).padStart(2, '0');
function at(time) {
  const moment = new Date(time);
  const clock = `${two(moment.getHours())}:${two(moment.getMinutes())}`;
  const isToday = moment.toDateString() === new Date().toDateString();
  return isToday ? clock : `${clock} ngày ${two(moment.getDate())}/${two(moment.getMonth() + 1)}`;
}
function make(tag, { text, ...rest } = {}, ...inside) {
  const element = Object.assign(document.createElement(tag), rest);
  if (text) element.textContent = text;
  element.append(...inside);
  return element;
}
const button = (text, onclick) => make('button', { type: 'button', className: 'link', text, onclick });

// Drafts: what is typed and not sent.

const forms = () => [...document.querySelectorAll('form[data-draft]')];
const typed = (form) => [...form.elements].filter((field) => field.name && !/^(hidden|file|submit|button)$/.test(field.type));
const hasFiles = (form) => form.enctype === 'multipart/form-data';

/** The line below a form that says what became of what was typed there. */
function say(form, ...words) {
  const holder = form.closest('.row-update') ?? form;
  let line = holder.querySelector(':scope > .draft-line');
  if (!line) {
    line = make('p', { className: 'draft-line' });
    line.setAttribute('role', 'status');
    holder.append(line);
  }
  line.replaceChildren(...words);
}

function keepDraft(form) {
  if (form.inert) return;
  const time = Date.now();
  const fields = typed(form).map((field) => [field.name, field.value]);
  const kept = keep(DRAFT + form.dataset.draft, { time, fields });
  const words = kept ? `Bản nháp lưu trên máy lúc ${at(time)} · ` : 'Máy này không cho lưu bản nháp: đề nghị gửi trước khi đóng trang.';
  say(form, words, ...(kept ? [button('Bỏ nháp', () => leaveDraft(form))] : []));
}

function leaveDraft(form) {
  drop(DRAFT + form.dataset.draft);
  form.reset();
  say(form, 'Đã bỏ bản nháp.');
}

/** True when something stands in the form now that the page did not bring. */
function fill(form, fields) {
  let isNew = false;
  for (const [name, value] of fields) {
    const field = typed(form).find((one) => one.name === name);
    if (!field || field.value === value) continue;
    field.value = value;
    isNew = true;
  }
  if (isNew) form.closest('details')?.setAttribute('open', '');
  return isNew;
}

function restore(form) {
  const draft = stored(DRAFT + form.dataset.draft);
  // What the server has just refused stands in the form already.
  if (!draft || document.getElementById('loi')) return;
  if (fill(form, draft.fields)) say(form, `Bản nháp lưu trên máy lúc ${at(draft.time)} · `, button('Bỏ nháp', () => leaveDraft(form)));
}

const later = new Map();
function keepSoon(form) {
  clearTimeout(later.get(form));
  later.set(form, setTimeout(() => keepNow(form), 300));
}
function keepNow(form) {
  if (!later.has(form)) return;
  clearTimeout(later.get(form));
  later.delete(form);
  keepDraft(form);
}
function forgetDraft(form) {
  clearTimeout(later.get(form));
  later.delete(form);
  drop(DRAFT + form.dataset.draft);
}

// What waits to be sent, oldest first.

const waiting = () => keys(WAITING).map((key) => ({ key, ...stored(key) })).filter((item) => item.fields).sort((a, b) => a.time - b.time);
let token = document.querySelector('input[name=csrf]')?.value ?? '';
const sentHere = [];
/** "" while nothing stands in the way, else "line", "busy" or "signed-out". */
let hindrance = '';

const readPage = (text) => new DOMParser().parseFromString(text, 'text/html');
const whose = (page) => page.querySelector('header[data-user]')?.dataset.user;
const sentence = (page) => (page.querySelector('#loi') ?? page.querySelector('main p.block') ?? page.querySelector('main p'))?.textContent.trim();

async function asked(address, options = {}) {
  const stop = new AbortController();
  const timer = options.body instanceof FormData ? 0 : setTimeout(() => stop.abort(), ANSWER_WITHIN);
  try {
    const answer = await fetch(address, { ...options, signal: stop.signal });
    return { answer, page: readPage(await answer.text()) };
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}

/** A fresh token for this person; "signed-out" when somebody else or nobody is signed in, "line" without an answer. */
async function renewed() {
  const got = await asked('/account');
  if (!got || got.answer.status >= 500) return 'line';
  if (whose(got.page) !== user) return 'signed-out';
  token = got.page.querySelector('input[name=csrf]').value;
  for (const field of document.querySelectorAll('input[name=csrf]')) field.value = token;
  return '';
}

/** Sends once: { page, address } when it was taken, { refused } with the server's sentence, or { hindrance }. */
async function send(action, body, isAgain = false) {
  body.set('csrf', token);
  const got = await asked(action, { method: 'POST', body });
  if (!got) return { hindrance: 'line' };
  const { answer, page } = got;
  const { pathname } = new URL(answer.url);
  if (answer.redirected && /^\/(sign-in|account)\b/.test(pathname)) return { hindrance: 'signed-out' };
  if (answer.ok) return whose(page) === user ? { page, address: answer.url } : { hindrance: 'line' };
  if (answer.status === 403 && !isAgain) {
    const trouble = await renewed();
    return trouble ? { hindrance: trouble } : send(action, body, true);
  }
  if (answer.status >= 500 || answer.status === 429 || answer.status === 408) return { hindrance: 'busy' };
  return { refused: sentence(page) ?? 'Nội dung gửi chưa được nhận' };
}

const bodyOf = (item) => new URLSearchParams(item.fields);

/** Parts of this page as another answer shows them. */
function renew(page) {
  for (const part of document.querySelectorAll('[data-part]')) {
    const fresh = page.querySelector(`[data-part="${part.dataset.part}"]`);
    if (fresh) part.replaceWith(document.importNode(fresh, true));
  }
}

let isSending = false;
let wait = FIRST_WAIT;
let timer = 0;

/** Sends what waits, in order, until it is gone or something stands in the way. */
async function sendWaiting() {
  if (isSending) return;
  isSending = true;
  clearTimeout(timer);
  const before = sentHere.length;
  for (const item of waiting()) {
    if (item.refused) continue;
    const isOld = Date.now() - item.time > SENT_WITHIN;
    const done = isOld ? { refused: 'Bản cập nhật đã để quá 30 ngày nên không tự gửi' } : await send(item.action, bodyOf(item));
    hindrance = done.hindrance ?? '';
    if (hindrance) break;
    if (done.refused) {
      const { key, ...rest } = item;
      keep(key, { ...rest, refused: done.refused });
    } else {
      drop(item.key);
      sentHere.push({ name: item.name, time: Date.now() });
    }
    show();
  }
  isSending = false;
  show();
  if (sentHere.length > before) {
    const got = document.querySelector('[data-part]') && await asked(location.href);
    if (got && whose(got.page) === user) renew(got.page);
  }
  if (hindrance && hindrance !== 'signed-out') {
    timer = setTimeout(sendWaiting, wait);
    wait = Math.min(wait * 2, LONGEST_WAIT);
  }
}

function sendAtOnce() {
  wait = FIRST_WAIT;
  if (waiting().some((item) => !item.refused)) sendWaiting();
}

// What the page says of it.

const WORDS = {
  line: 'Chưa có mạng: đã lưu trên máy, sẽ tự gửi khi có mạng.',
  busy: 'Hệ thống đang bận: đã lưu trên máy, sẽ tự gửi lại.',
  'signed-out': 'Phiên làm việc đã hết: nội dung vẫn còn trên máy. ',
  '': 'Đang gửi nội dung đã lưu trên máy.',
};
const signIn = () => make('a', { href: location.pathname + location.search, text: 'Đăng nhập lại để gửi' });
const inside = (item) => make('details', { className: 'plain-details' }, make('summary', { text: 'Nội dung đã ghi' }),
  ...item.fields.filter(([name, value]) => value && !/^(khoa|viec|ve)$/.test(name)).map(([, text]) => make('p', { text })));

/** Back into its form where the page has it, else the page that has it. */
function mend(item) {
  const form = forms().find((one) => one.dataset.draft === item.draft);
  if (!form) return make('a', { href: item.where, text: 'Mở trang để sửa' });
  return button('Sửa lại', () => {
    fill(form, item.fields);
    keepDraft(form);
    drop(item.key);
    show();
    typed(form).at(-1).focus();
  });
}

function show() {
  const items = waiting();
  const going = items.filter((item) => !item.refused);
  const lines = items.map((item) => make('li', {}, make('b', { text: item.name }), ` · lưu lúc ${at(item.time)}`, inside(item),
    ...(item.refused ? [make('p', { className: 'refused', text: `Chưa được nhận: ${item.refused.replace(/\.$/, '')}.` }),
      make('p', { className: 'choices' }, mend(item), button('Bỏ', () => { drop(item.key); show(); }))] : [])));
  const done = sentHere.map((item) => make('li', {}, make('b', { text: item.name }), ` · Đã gửi lúc ${at(item.time)}`));
  let strip = document.getElementById('cho-gui');
  if (!lines.length && !done.length) return strip?.remove();
  if (!strip) {
    strip = make('div', { id: 'cho-gui', className: 'ds-alert outbox' });
    strip.setAttribute('role', 'status');
    document.getElementById('noi-dung').prepend(strip);
  }
  strip.dataset.color = items.length ? 'warning' : 'info';
  const words = going.length ? [make('p', {}, WORDS[hindrance], ...(hindrance === 'signed-out' ? [signIn()] : []))] : [];
  strip.replaceChildren(...words, make('ul', {}, ...lines, ...done));
}

// Sending by hand.

const newKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** The form is as the page brings it, ready for another update. */
function clear(form) {
  forgetDraft(form);
  const percent = form.elements.phan_tram;
  if (percent) percent.defaultValue = percent.value;
  form.reset();
  form.elements.khoa.value = newKey();
}

function refuse(form, words) {
  form.querySelector(':scope > .ds-alert')?.remove();
  if (!words) return;
  const alert = make('div', { className: 'ds-alert' }, make('p', { text: words }));
  alert.dataset.color = 'danger';
  alert.setAttribute('role', 'alert');
  form.prepend(alert);
}

async function submitted(form) {
  refuse(form);
  keepNow(form);
  const body = hasFiles(form) ? new FormData(form) : null;
  const key = WAITING + form.elements.khoa.value;
  const fields = [...new FormData(form)].filter(([name, value]) => name !== 'csrf' && typeof value === 'string');
  const item = { time: Date.now(), draft: form.dataset.draft, name: form.dataset.name, action: form.getAttribute('action'), where: location.pathname, fields };
  // From here on it waits to be sent, also where this page is closed meanwhile.
  if (!body && keep(key, item)) forgetDraft(form);
  form.inert = true;
  say(form, 'Đang gửi…');
  const done = navigator.onLine === false ? { hindrance: 'line' } : await send(item.action, body ?? bodyOf(item));
  form.inert = false;
  if (done.refused) {
    drop(key);
    say(form);
    refuse(form, done.refused);
    keepDraft(form);
  } else if (done.hindrance && (body || !stored(key))) {
    keepDraft(form);
    const isOut = done.hindrance === 'signed-out';
    say(form, ...(isOut ? [WORDS['signed-out'], signIn()] : ['Chưa gửi được: nội dung đã lưu trên máy, đề nghị gửi lại khi có mạng.']));
  } else if (done.hindrance) {
    clear(form);
    hindrance = done.hindrance;
    say(form, WORDS[hindrance], ...(hindrance === 'signed-out' ? [signIn()] : []));
    show();
    if (hindrance !== 'signed-out') timer = setTimeout(sendWaiting, wait);
  } else {
    drop(key);
    clear(form);
    if (!('stay' in form.dataset)) return location.assign(done.address);
    renew(done.page);
    if (form.closest('.row-update')) form.closest('details').open = false;
    say(form, `Đã gửi lúc ${at(Date.now())}.`);
    sendAtOnce();
  }
}

/** Who leaves this device leaves nothing on it; what was not sent yet is named first. */
async function signOut(event, form) {
  if (!keys(MINE).length || form.dataset.sure) {
    keys(MINE).forEach(drop);
    return;
  }
  event.preventDefault();
  await sendWaiting();
  const left = keys(MINE).length;
  form.dataset.sure = 'yes';
  if (!left) return form.requestSubmit();
  show();
  const words = `Còn ${left} nội dung chưa gửi trên máy này. Bấm Đăng xuất lần nữa thì các nội dung đó bị bỏ.`;
  const note = make('div', { className: 'ds-alert block' }, make('p', { text: words }));
  note.dataset.color = 'warning';
  note.setAttribute('role', 'alert');
  document.getElementById('noi-dung').prepend(note);
}

document.addEventListener('input', (event) => {
  const form = event.target.form;
  if (form?.dataset.draft) keepSoon(form);
});
document.addEventListener('submit', (event) => {
  const form = event.target;
  if (form.getAttribute('action') === '/sign-out') signOut(event, form);
  if (!form.dataset.draft) return;
  event.preventDefault();
  if (!form.inert) submitted(form);
});
addEventListener('pagehide', () => forms().forEach(keepNow));
document.addEventListener('visibilitychange', () => {
  if (document.hidden) forms().forEach(keepNow);
  else sendAtOnce();
});
addEventListener('online', sendAtOnce);
addEventListener('storage', (event) => event.key?.startsWith(WAITING) && show());

for (const key of keys('roviec:')) if (Date.now() - (stored(key)?.time ?? 0) > KEPT) drop(key);
forms().forEach(restore);
show();
sendAtOnce();
