/** `npm run demo` as a newcomer meets it: start it, open the first address it prints, read an alert, click, read the change. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { describeInBrowser, launchBrowser } from '../browser';
import { ROOT } from '../harness';

const PROGRAM = join(ROOT, 'build', 'demo', 'main.js');

describeInBrowser('the demo', () => {
  let demo: ChildProcess;
  let browser: Browser;
  let address: string;

  beforeAll(async () => {
    if (!existsSync(PROGRAM)) throw new Error('the demo is not built: npm run build:demo');
    demo = spawn(process.execPath, [PROGRAM], {
      env: { ...process.env, PORT: '0' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    address = await firstAddress(demo);
    browser = await launchBrowser();
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    const ended = new Promise((resolve) => demo.once('exit', resolve));
    demo.kill('SIGTERM');
    await ended;
  });

  test('shows an alert that can be acknowledged, and then shows by whom', async () => {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    await page.goto(address);
    const log = page.getByRole('log');
    await log.getByText('What to do next').first().waitFor({ timeout: 30_000 });
    expect(await log.innerText()).toMatch(/(Critical|High|Medium) —/);
    await log.getByRole('button', { name: 'Acknowledge' }).first().click();
    await log
      .getByText(/Acknowledged by @Alice/)
      .first()
      .waitFor();
    expect(await log.innerText()).toMatch(/(Critical|High|Medium), acknowledged —/);
  }, 60_000);
});

function firstAddress(demo: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let seen = '';
    demo.stdout?.on('data', (chunk: Buffer) => {
      seen += chunk.toString();
      const [address] = /http:\/\/\S+/.exec(seen) ?? [];
      if (address !== undefined) resolve(address);
    });
    demo.once('exit', (code) => reject(new Error(`the demo ended with ${code}: ${seen}`)));
  });
}
