// The grid of typed tasks: cells copied from a spreadsheet fill it, arrows and Enter move in it, rows grow with it.
// Without this file the same rows are typed one by one, and "Thêm dòng" adds more.

const table = document.querySelector('table.typed');
const most = Number(table.dataset.most);
const status = document.getElementById('da-dan');
const rows = () => [...table.tBodies[0].rows];
const cells = (row) => [...row.querySelectorAll('.ds-input')];

/** An empty row like the last one; nothing when the grid is full. */
function addRow() {
  const index = rows().length;
  if (index >= most) return null;
  const row = rows()[index - 1].cloneNode(true);
  for (const message of row.querySelectorAll('.understood, .ds-validation-message, .unknown')) message.remove();
  row.querySelector('th').textContent = index + 1;
  for (const cell of cells(row)) {
    cell.id = cell.name = cell.name.replace(/\d+$/, index);
    cell.setAttribute('aria-label', cell.getAttribute('aria-label').replace(/\d+$/, index + 1));
    cell.removeAttribute('aria-invalid');
    cell.removeAttribute('aria-describedby');
    cell.removeAttribute('value');
    cell.textContent = '';
    cell.value = '';
  }
  table.tBodies[0].append(row);
  return row;
}

function place(cell) {
  const row = cell.closest('tr');
  return [rows().indexOf(row), cells(row).indexOf(cell)];
}

function go(row, column) {
  const there = rows()[row] ?? (row === rows().length ? addRow() : null);
  const cell = there && cells(there)[column];
  if (!cell) return false;
  cell.focus();
  return true;
}

/** Rows of cells as a spreadsheet puts them on the clipboard: tabs between cells, quotes around line breaks. */
function parsed(text) {
  const out = [['']];
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at];
    const row = out.at(-1);
    if (quoted && sign === '"' && text[at + 1] === '"') {
      row[row.length - 1] += '"';
      at += 1;
    } else if (sign === '"' && (quoted || row.at(-1) === '')) quoted = !quoted;
    else if (sign === '\t' && !quoted) row.push('');
    else if (sign === '\n' && !quoted) out.push(['']);
    else if (sign !== '\r') row[row.length - 1] += sign === '\n' ? ' ' : sign;
  }
  while (out.length > 0 && out.at(-1).every((cell) => cell.trim() === '')) out.pop();
  return out;
}

table.addEventListener('paste', (event) => {
  const text = event.clipboardData.getData('text/plain');
  if (!event.target.matches('.ds-input') || !/[\t\n]/.test(text.trim())) return;
  event.preventDefault();
  const [first, column] = place(event.target);
  const lines = parsed(text);
  let kept = 0;
  for (const line of lines) {
    const row = rows()[first + kept] ?? addRow();
    if (!row) break;
    line.slice(0, cells(row).length - column).forEach((value, at) => { cells(row)[column + at].value = value.trim(); });
    kept += 1;
  }
  const cut = Math.max(...lines.map((line) => line.length)) > 5 - column;
  status.textContent = `Đã dán ${kept} dòng.`
    + (kept < lines.length ? ` Còn ${lines.length - kept} dòng chưa dán được vì mỗi lần nhận không quá ${most} nhiệm vụ.` : '')
    + (cut ? ' Các cột thừa bên phải đã được bỏ.' : '');
  go(first + kept - 1, column);
});

table.addEventListener('input', (event) => {
  if (place(event.target)[0] === rows().length - 1) addRow();
});

table.addEventListener('keydown', (event) => {
  const cell = event.target;
  if (!cell.matches('.ds-input') || event.isComposing || event.shiftKey || event.ctrlKey || event.altKey || event.metaKey) return;
  const [row, column] = place(cell);
  const atStart = cell.selectionStart === 0 && cell.selectionEnd === 0;
  const atEnd = cell.selectionStart === cell.value.length;
  // In a field of several lines the arrows first go through its lines; a list of agencies keeps its own arrows.
  const choosing = cell.list && cell.value !== '' && document.activeElement === cell && event.key.startsWith('Arrow');
  const moves = {
    Enter: () => go(row + 1, column),
    ArrowDown: () => !choosing && (cell.tagName !== 'TEXTAREA' || atEnd) && row + 1 < rows().length && go(row + 1, column),
    ArrowUp: () => !choosing && (cell.tagName !== 'TEXTAREA' || atStart) && row > 0 && go(row - 1, column),
    ArrowLeft: () => atStart && go(row, column - 1),
    ArrowRight: () => atEnd && go(row, column + 1),
  };
  if (moves[event.key]?.()) event.preventDefault();
});
