// Finds the machine's Chromium for tests that look at a page as people do. Where there is none such tests are skipped visibly, except
// in CI, where they fail.
import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const places = [
  process.env['CHROME_PATH'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/snap/bin/chromium',
  '/opt/google/chrome/chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export function browserPath(): string | undefined {
  return places.find((place) => place !== undefined && existsSync(place));
}

/** `describe` where there is a browser, or in CI where there must be one; otherwise the tests are listed as skipped. */
export const describeInBrowser: jest.Describe =
  browserPath() !== undefined || process.env['CI'] !== undefined ? describe : describe.skip;

export async function launchBrowser(): Promise<Browser> {
  const executablePath = browserPath();
  if (executablePath === undefined) throw new Error('no Chromium was found: install one, or name it in CHROME_PATH');
  return chromium.launch({ executablePath, headless: true, args });
}
