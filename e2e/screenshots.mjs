// Writes docs/screenshots/<page>-<width>.png from the running demo, for people and for the README.

import { mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { everyPage, openPage, signIn, startBrowser, startDemo } from './board.mjs';

const SHOWN = ['board', 'plan', 'tasks', 'task', 'indicator', 'units'];
const SIZES = [{ width: 360, height: 740 }, { width: 1280, height: 800 }];
const LARGEST = 300 * 1024;

const folder = resolve(dirname(fileURLToPath(import.meta.url)), process.env.ROVIEC_SCREENSHOTS ?? '../docs/screenshots');
mkdirSync(folder, { recursive: true });
const demo = await startDemo();
const browser = await startBrowser();
try {
  for (const size of SIZES) {
    const { context, page } = await openPage(browser, size);
    await page.goto(`${demo.url}/sign-in`);
    await save(page, 'sign-in', size.width);
    await signIn(page, demo.url, demo.account);
    const pages = await everyPage(page, demo.url);
    for (const name of process.env.ROVIEC_PAGES?.split(',').filter(Boolean) ?? SHOWN) {
      await page.goto(demo.url + pages[name === 'plan' ? 'plan-row' : name]);
      await page.evaluate(() => document.fonts.ready);
      await save(page, name, size.width);
    }
    await context.close();
  }
} finally {
  await browser.close();
  await demo.stop();
}

async function save(page, name, width) {
  const path = `${folder}/${name}-${width}.png`;
  await page.screenshot({ path, animations: 'disabled' });
  const { size } = statSync(path);
  if (size > LARGEST) throw new Error(`${path} has ${size} bytes`);
  console.log(`${path.split('/').pop()} ${Math.round(size / 1024)} KB`);
}
