// A button that copies the text beside it. Without this file the text is selected and copied by hand.

const status = document.getElementById('da-chep');

/** The clipboard is closed to pages that do not come over https; the old command is not. */
async function copy(field) {
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(field.value);
    return true;
  }
  field.select();
  return document.execCommand('copy');
}

for (const button of document.querySelectorAll('[data-copy]')) {
  button.hidden = false;
  button.addEventListener('click', async () => {
    const field = document.getElementById(button.dataset.copy);
    const done = await copy(field).catch(() => false);
    status.textContent = done ? 'Đã chép.' : 'Trình duyệt không cho chép; đề nghị chọn nội dung rồi chép.';
    if (!done) field.select();
  });
}
