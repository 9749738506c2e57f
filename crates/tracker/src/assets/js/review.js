// The review by keyboard, with suggestions, and without losing what is typed. The page works without this file.

const find = (selector) => document.querySelector(selector);
const editForm = () => find('#sua .edit-form');
const pickedLink = () => find('#danh-sach [aria-current] .row-link, #danh-sach [aria-current] .defect-link');

/* What is typed and not saved */

function isChanged(control) {
  if (!control.name || control.type === 'hidden') return false;
  if (control.tagName === 'SELECT') return [...control.options].some((option) => option.selected !== option.defaultSelected);
  return control.value !== control.defaultValue;
}

function isUnsaved(form = editForm()) {
  return Boolean(form) && (form.hasAttribute('data-unsaved') || [...form.elements].some(isChanged));
}

function tell(form, sentence) {
  form.querySelector('.unsaved').textContent = sentence;
  form.querySelector('[type=reset]').hidden = !isUnsaved(form);
}

/** Nothing else is done while a row has something unsaved. */
function hold(event) {
  const form = editForm();
  if (!isUnsaved(form)) return;
  event.preventDefault();
  event.stopPropagation();
  tell(form, 'Dòng này có chỗ chưa lưu.');
  form.querySelector('[type=submit]').focus();
}

document.addEventListener('click', (event) => {
  const link = event.target.closest('#duyet a[href]');
  if (link && !link.getAttribute('href').startsWith('#') && !event.ctrlKey && !event.metaKey && !event.shiftKey) hold(event);
}, true);

let isLeaving = false;
document.addEventListener('submit', (event) => {
  if (event.target === editForm() || event.target.matches('.conflict')) isLeaving = true;
  else if (event.target.closest('#duyet')) hold(event);
}, true);
window.addEventListener('beforeunload', (event) => {
  if (!isLeaving && isUnsaved()) event.preventDefault();
});

document.addEventListener('reset', (event) => {
  if (event.target !== editForm()) return;
  event.target.removeAttribute('data-unsaved');
  queueMicrotask(() => tell(event.target, ''));
});

/* Suggestions for the name after the last ";" */

const plain = (text) => text.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('đ', 'd').replaceAll('Đ', 'D').toLowerCase();

function suggest(input) {
  const at = input.value.lastIndexOf(';');
  if (at < 0) return input.setAttribute('list', 'don-vi');
  const before = `${input.value.slice(0, at)}; `;
  const wanted = plain(input.value.slice(at + 1).trim());
  let list = document.getElementById('don-vi-tiep');
  if (!list) {
    list = Object.assign(document.createElement('datalist'), { id: 'don-vi-tiep' });
    document.body.append(list);
  }
  const names = [...document.getElementById('don-vi').options].map((option) => option.value);
  const near = names.filter((name) => plain(name).includes(wanted)).slice(0, 20);
  list.replaceChildren(...near.map((name) => Object.assign(document.createElement('option'), { value: before + name })));
  input.setAttribute('list', list.id);
}

document.addEventListener('input', (event) => {
  if (event.target.matches('[data-agencies]')) suggest(event.target);
  const form = event.target.closest('.edit-form');
  if (form) tell(form, '');
});

/* A row is divided where the caret stands */

document.addEventListener('toggle', (event) => {
  const details = event.target;
  if (!details.matches('.split') || !details.open) return;
  const text = editForm()?.elements.namedItem('name');
  const [first, second] = details.querySelectorAll('textarea');
  const caret = text?.selectionStart ?? 0;
  if (second.value || caret === 0 || caret >= text.value.length) return;
  first.value = text.value.slice(0, caret).trim();
  second.value = text.value.slice(caret).trim();
}, true);

/* Keys */

const rows = () => [...document.querySelectorAll('#danh-sach .row-link, #danh-sach .defect-link')];

function step(by) {
  const all = rows();
  const at = all.indexOf(pickedLink());
  const next = at < 0 ? all[0] : all[at + by];
  if (!next) return;
  next.focus({ preventScroll: true });
  next.click();
}

function beginEditing() {
  const form = editForm();
  if (!form) return step(0);
  const doubted = form.querySelector('.doubt')?.closest('.ds-field').querySelector('.ds-input');
  (form.querySelector('[aria-invalid]') ?? doubted ?? form.elements.namedItem('name') ?? form.querySelector('.ds-input')).focus();
}

const HIDES_KEYS = 'roviec-an-phim';
let showsKeys = !localStorage.getItem(HIDES_KEYS);
const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  e: beginEditing,
  s: () => isUnsaved() && editForm().requestSubmit(),
  u: () => find('#hoan-tac button')?.click(),
  a: () => find('form[data-approve=here] button')?.click(),
  n: () => find('#tom-tat a.unsure')?.click(),
  '?': () => {
    showsKeys = !showsKeys;
    if (showsKeys) localStorage.removeItem(HIDES_KEYS);
    else localStorage.setItem(HIDES_KEYS, '1');
    find('#phim').hidden = !showsKeys;
  },
};

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.closest('input, textarea, select')) {
    if (event.key === 'Escape') (pickedLink() ?? event.target).focus();
    if (event.key === 'Escape' && document.activeElement === event.target) event.target.blur();
    return;
  }
  const act = KEYS[event.key];
  if (!act || !find('#duyet')) return;
  event.preventDefault();
  act();
});

/* What the server sends */

const query = (address) => new URL(address, location.href).search;

/** Another page than this one came back: go there, or say what it says. */
function elsewhere({ request, response, text }) {
  if (request.method === 'GET' || response.raw.redirected) return location.assign(response.raw.url);
  const sentence = new DOMParser().parseFromString(text, 'text/html').querySelector('main .block')?.textContent;
  say(sentence ?? 'Chưa ghi được; đề nghị mở lại trang.');
}

function say(sentence) {
  find('#thay-doi').replaceChildren(Object.assign(document.createElement('p'), { className: 'told stays', textContent: sentence }));
}

document.addEventListener('htmx:before:swap', (event) => {
  const { ctx } = event.detail;
  const isPoll = ctx.sourceElement.id === 'thay-doi';
  if (isPoll) {
    const isStale = query(ctx.request.action) !== query(ctx.sourceElement.getAttribute('hx-get'));
    if (isStale || !ctx.text.includes('id="thay-doi"')) return event.preventDefault();
    // The row somebody is working on is never overwritten, and does not go away under the pen.
    if (isUnsaved() && find('#danh-sach #sua') && !ctx.text.includes('id="sua"')) {
      event.preventDefault();
      return say('Dòng đang sửa vừa được người khác bỏ. Nhấn Lưu để không mất lời văn vừa ghi.');
    }
    return find('#danh-sach #sua')?.setAttribute('hx-morph-skip', '');
  }
  if (ctx.sourceElement.matches('input')) return ctx.response.status !== 200 || ctx.response.raw.redirected ? event.preventDefault() : null;
  if (!ctx.text.includes('id="duyet"')) {
    event.preventDefault();
    return elsewhere(ctx);
  }
  ctx.request.anchor = '';
});

document.addEventListener('htmx:error', () => { isLeaving = false; });

document.addEventListener('htmx:finally:swap', (event) => {
  const { ctx } = event.detail;
  find('[hx-morph-skip]')?.removeAttribute('hx-morph-skip');
  find('#phim').hidden = !showsKeys;
  if (ctx.sourceElement.id === 'thay-doi' || ctx.sourceElement.matches('input')) return;
  isLeaving = false;
  const form = editForm();
  if (form && !form.hasAttribute('data-unsaved')) form.reset();
  reveal();
  const isSaved = ctx.request.method === 'POST' && ctx.response.status < 400;
  if (isSaved) document.querySelectorAll('#sua details[open]').forEach((details) => { details.open = false; });
  if (isSaved || document.activeElement === document.body) pickedLink()?.focus({ preventScroll: true });
});

/** The picked row and its place in the source, each within its own pane. */
function reveal() {
  const row = find('#danh-sach [aria-current]');
  const list = find('.rows-side');
  const within = (pane) => pane && getComputedStyle(pane).overflowY === 'auto';
  if (row && within(list)) nearest(list, row, 0.1);
  else row?.scrollIntoView({ block: 'start' });
  const place = find('#nguon');
  const paper = find('.panel.source');
  if (place && within(paper)) nearest(paper, place, 0.35);
}

function nearest(pane, element, share) {
  const [outer, inner] = [pane.getBoundingClientRect(), element.getBoundingClientRect()];
  const isSeen = inner.top >= outer.top + 48 && inner.bottom <= outer.bottom - outer.height * 0.3;
  if (!isSeen) pane.scrollTop += inner.top - outer.top - outer.height * share;
}

find('#phim').hidden = !showsKeys;
reveal();
