// Sends a plan as soon as it is dropped, and renews the page while it is being read. Without this file both are done by hand.

const form = document.querySelector('form.take-in');
if (form) {
  const [body, annexes] = form.querySelectorAll('input[type=file]');
  const chosen = document.getElementById('da-chon');
  const area = form.querySelector('.drop');
  const most = Number(form.dataset.mostBytes);
  form.classList.add('scripted');

  const tell = () => {
    const files = [...body.files, ...(annexes?.files ?? [])];
    const size = files.reduce((sum, file) => sum + file.size, 0);
    const fits = size <= most && files.length <= 20;
    chosen.textContent = fits
      ? files.map((file, index) => `${index + 1}. ${file.name}`).join('; ')
      : 'Các tệp đã chọn vượt quá giới hạn. Hãy bỏ bớt tệp hoặc bớt hình ảnh trong tệp.';
    return fits && files.length > 0;
  };
  body.addEventListener('change', () => {
    // One file is the whole plan; of several, the order is looked at first.
    if (tell() && body.files.length === 1 && !form.querySelector('details')?.open) form.requestSubmit();
  });
  annexes?.addEventListener('change', tell);
  form.addEventListener('submit', (event) => {
    if (!tell()) return event.preventDefault();
    chosen.textContent = 'Đang gửi tệp…';
    form.querySelector('button').disabled = true;
  });
  // Back from the next page: the form can be used again.
  window.addEventListener('pageshow', () => { form.querySelector('button').disabled = false; });
  for (const name of ['dragenter', 'dragover']) area.addEventListener(name, () => area.classList.add('over'));
  for (const name of ['dragleave', 'drop']) area.addEventListener(name, () => area.classList.remove('over'));
}

const reading = () => document.querySelector('[data-reading]');
async function renew() {
  try {
    const answer = await fetch(location.href, { headers: { accept: 'text/html' } });
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const next = page.querySelector('[data-reading]');
    if (!next || answer.redirected) return location.replace(answer.url);
    // The words only when they change: a screen reader says them each time.
    for (const part of ['h2', 'p']) {
      const [now, then] = [reading().querySelector(part), next.querySelector(part)];
      if (now.textContent !== then.textContent) now.textContent = then.textContent;
    }
    const [bar, value] = [reading().querySelector('progress'), next.querySelector('progress').getAttribute('value')];
    if (value) bar.setAttribute('value', value);
  } catch {
    // The line is down for a moment: ask again.
  }
  setTimeout(renew, 700);
}
if (reading()) setTimeout(renew, 500);
