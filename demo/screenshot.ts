/**
 * `npm run screenshot`: the pictures in docs, taken of the running demo by the machine's Chromium, so that they always show what
 * the bot really posts. Needs Chrome or Chromium; CHROME_PATH names another.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Locator, type Page, chromium } from 'playwright-core';
import { packageRoot } from '../src/package-root';

const ROOT = packageRoot(__dirname);
const BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Of the page's own types only what is used here: the rest of the demo runs in Node. */
interface Scrollable {
  scrollIntoView(options: { block: 'end' }): void;
}

interface Picture {
  /** Below `docs/`. */
  readonly file: string;
  /** Below the demo's address: who looks at what. */
  readonly place: string;
  /** What must be in it. */
  readonly shown: (page: Page) => Locator;
  readonly before?: (page: Page) => Promise<void>;
}

const alert = (page: Page): Locator =>
  page
    .locator('.message')
    .filter({ hasText: /Critical.*stopped logging on the trail/s })
    .first();

const PICTURES: readonly Picture[] = [
  { file: 'alert.png', place: '', shown: alert },
  {
    file: 'question.png',
    place: '?as=U0ALICE&c=dm',
    shown: (page) => page.locator('.message').filter({ hasText: 'was this sign-in to AWS you?' }).first(),
  },
  { file: 'home.png', place: '?as=U0ALICE&c=home', shown: (page) => page.getByText('Accounts and regions').first() },
  // Last, as a modal stays open.
  {
    file: 'expected.png',
    place: '',
    before: (page) => alert(page).getByRole('button', { name: 'Mark expected' }).click(),
    shown: (page) => page.getByRole('dialog').filter({ hasText: 'it would have kept' }),
  },
];

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
    await alert(page).waitFor({ timeout: 120_000 });
    for (const picture of PICTURES) {
      await take(page, new URL(picture.place, address), picture);
      console.log(`docs/${picture.file} is renewed`);
    }
  } finally {
    await browser.close();
    demo.kill('SIGTERM');
  }
}

async function take(page: Page, address: URL, { file, shown, before }: Picture): Promise<void> {
  await page.goto(address.href);
  await before?.(page);
  await shown(page).evaluate((element) => (element as unknown as Scrollable).scrollIntoView({ block: 'end' }));
  await page.screenshot({ path: join(ROOT, 'docs', file) });
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
