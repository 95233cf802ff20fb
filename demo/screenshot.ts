/**
 * `npm run screenshot`: the README's picture, taken of the running demo by the machine's Chromium, so that it always shows what
 * the bot really posts. Needs Chrome or Chromium; CHROME_PATH names another.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { packageRoot } from '../src/package-root';

const ROOT = packageRoot(__dirname);
const BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Of the page's own types only what is used here: the rest of the demo runs in Node. */
interface Scrollable {
  scrollIntoView(options: { block: 'end' }): void;
}

/** What is pictured: the message's words, and the file below `docs/`. */
const PICTURE = { words: /Critical.*stopped logging on the trail/s, file: 'alert.png' };

async function main(): Promise<void> {
  const executablePath = process.env.CHROME_PATH ?? BROWSERS.find((path) => existsSync(path));
  if (executablePath === undefined) throw new Error('no Chromium was found: install one, or name it in CHROME_PATH');
  const demo = spawn(process.execPath, [join(__dirname, 'main.js')], { env: { ...process.env, PORT: '0' } });
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  try {
    const address = await new Promise<string>((resolve) => {
      demo.stdout.on('data', (chunk: Buffer) => {
        const [found] = /http:\/\/\S+/.exec(chunk.toString()) ?? [];
        if (found !== undefined) resolve(found);
      });
    });
    const page = await browser.newPage({ viewport: { width: 1120, height: 840 }, deviceScaleFactor: 2 });
    await page.goto(address);
    const message = page.locator('.message').filter({ hasText: PICTURE.words }).first();
    await message.waitFor({ timeout: 120_000 });
    await page.reload();
    await message.evaluate((element) => (element as unknown as Scrollable).scrollIntoView({ block: 'end' }));
    await page.screenshot({ path: join(ROOT, 'docs', PICTURE.file) });
    console.log(`docs/${PICTURE.file} is renewed`);
  } finally {
    await browser.close();
    demo.kill('SIGTERM');
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
