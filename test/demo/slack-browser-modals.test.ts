// The page in a real browser, as people use alerts there: choices in a message, a modal that grows while it is filled in, direct
// messages as somebody else, threads, shortcuts and deletion; and all of it on a phone without scrolling sideways.
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { describeInBrowser, launchBrowser } from '../browser';
import { startAlertApp, type AlertApp } from './alert-app';

const shortcuts = [
  { name: 'Explain this', type: 'message' as const, callback_id: 'explain' },
  { name: 'Who did what', type: 'global' as const, callback_id: 'who' },
];
const phone: BrowserContextOptions = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

describeInBrowser('people on the page', () => {
  let here: AlertApp;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    here = await startAlertApp({ manifest: { shortcuts } });
    complaints.length = 0;
  });
  afterEach(async () => {
    await page.context().close();
    await here.stop();
    expect(complaints).toEqual([]);
  });

  const look = async (query: string, options: BrowserContextOptions = {}): Promise<void> => {
    page = await (await browser.newContext(options)).newPage();
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => void (message.type() === 'error' && complaints.push(message.text())));
    page.setDefaultTimeout(8000);
    await page.goto(`${here.slack.url}/?${query}`);
    await page.locator('body[data-live]').waitFor();
  };
  const shown = (text: string | RegExp): Promise<void> => page.getByText(text).first().waitFor();
  const press = (name: string): Promise<void> => page.getByRole('button', { name }).first().click();
  const openModal = async (): Promise<Locator> => {
    await press('Mark as expected');
    const dialog = page.getByRole('dialog', { name: 'Mark as expected' });
    await dialog.getByLabel('Reason').waitFor();
    return dialog;
  };
  /** Of the page and of each pane that scrolls. */
  const sideways = (): Promise<number> =>
    page.evaluate(
      `Math.max(...[document.documentElement, ...document.querySelectorAll('.timeline, .content')].map((e) => e.scrollWidth - e.clientWidth))`,
    );

  it('choose from a select and an overflow menu, and only they see the answer', async () => {
    await here.reply(await here.post(), 'Opened');
    await look('as=U0ALICE&c=C0SECURITY');
    await page.getByRole('combobox', { name: 'Snooze' }).selectOption('4 hours');
    await shown('Snoozed: 4 hours');
    await press('More actions');
    await page.getByRole('menuitem', { name: 'Assign' }).click();
    await shown('The whole event');
    expect(here.told.map((t) => (t as { state?: unknown }).state)).toMatchObject(
      [1, 2].map(() => ({ values: { acts: { snooze: { selected_option: { value: '4 hours' } } } } })),
    );
    expect(await page.getByText('Only visible to you').count()).toBe(2);
  });

  it('fill in a modal that grows, complains and thanks, and lose nothing they typed', async () => {
    await here.post();
    await look('as=U0ALICE&c=C0SECURITY');
    const dialog = await openModal();
    await dialog.getByLabel('Reason').fill('short');
    await dialog.getByLabel('Resolve it').check();
    await dialog.getByLabel('By a pattern').check();
    await dialog.getByLabel('Pattern', { exact: true }).fill('a*');
    await dialog.getByLabel('Pattern', { exact: true }).press('Enter');
    await here.slack.until(() => JSON.stringify(here.told.at(-1)).includes('"value":"a*"'));
    await dialog.getByRole('button', { name: 'Preview' }).click();
    await shown('Fourteen would be silent');
    await press('Back');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await shown('At least ten characters.');
    await here.slack.say({ user: 'U0BOB', channel: 'C0SECURITY', text: 'Meanwhile' });
    await page.getByText('Meanwhile').first().waitFor({ state: 'attached' });
    await shown('At least ten characters.');
    expect([
      await dialog.getByLabel('Pattern', { exact: true }).inputValue(),
      await dialog.getByLabel('Reason').inputValue(),
      await dialog.getByLabel('Resolve it').isChecked(),
    ]).toEqual(['a*', 'short', true]);
    await dialog.getByLabel('Reason').fill('long enough by now');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await shown('Saved');
  });

  it('look as somebody else, find the direct message waiting there, and answer it', async () => {
    await here.post();
    await here.post('U0BOB', 'Was this you?');
    await look('as=U0ALICE&c=C0SECURITY');
    await press('You are: Alice');
    await page.getByRole('menuitem', { name: /Bob Osei.*1/ }).click();
    await page.locator('body[data-as=U0BOB][data-channel=D0BOB][data-live]').waitFor();
    await press('Acknowledge');
    await shown('acknowledged by U0BOB');
  });

  it('open a thread from its count of replies, and see a broadcast in the channel', async () => {
    const ts = await here.post();
    await here.reply(ts, 'A line of history');
    await here.reply(ts, 'It became worse', true);
    await look('as=U0ALICE&c=C0SECURITY');
    await shown('replied to a thread:');
    expect(await page.getByText('A line of history').count()).toBe(0);
    await page.getByRole('link', { name: /2 replies/ }).click();
    await page.getByLabel('Thread').getByText('A line of history').waitFor();
  });

  it('call the app’s shortcuts on a message and from the composer', async () => {
    await here.post();
    await look('as=U0ALICE&c=C0SECURITY');
    await page.locator('.message').hover();
    await press('Message actions');
    await page.getByRole('menuitem', { name: 'Explain this' }).click();
    await shown('Called as message_action');
    await press('Close');
    await press('Shortcuts');
    await page.getByRole('menuitem', { name: 'Who did what' }).click();
    await shown('Called as shortcut');
  });

  it('delete a message as an administrator, after they were asked', async () => {
    await here.post();
    await look('as=U0ALICE&c=C0SECURITY');
    await page.locator('.message').hover();
    await press('Message actions');
    await page.getByRole('menuitem', { name: 'Delete message' }).click();
    await page.getByRole('dialog', { name: 'Delete message' }).getByRole('button', { name: 'Delete' }).click();
    await shown('Nothing here yet');
    expect(here.slack.messages('C0SECURITY')).toEqual([]);
  });

  it('do it all on a phone without scrolling sideways', async () => {
    const ts = await here.post();
    await here.reply(ts, 'A line of history', true);
    await here.post('U0ALICE', 'Was this you?');
    const wide: string[] = [];
    const check = async (where: string): Promise<void> => {
      if ((await sideways()) > 0) wide.push(where);
    };
    await look('as=U0ALICE&c=C0SECURITY', phone);
    await check('channel');
    for (const [menu, item] of [
      ['More actions', 'Assign'],
      ['Message actions', 'Delete message'],
    ] as const) {
      await press(menu);
      await expectInside(page.getByRole('menuitem', { name: item }));
      await check(menu);
      await page.keyboard.press('Escape');
    }
    const dialog = await openModal();
    await expectInside(dialog.getByRole('button', { name: 'Save' }));
    await check('modal');
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: /1 reply/ }).click();
    await page.getByLabel('Thread').getByText('A line of history').waitFor();
    await check('thread');
    await page.getByRole('link', { name: 'Close thread' }).click();
    await press('Show channels');
    await page.getByRole('link', { name: /Trailwarden.*1/ }).click();
    await page.locator('body[data-channel=D0ALICE][data-live]').waitFor();
    await check('direct message');
    await press('Acknowledge');
    await shown('acknowledged by U0ALICE');
    expect(wide).toEqual([]);
  });

  it('reach the buttons of a modal longer than the window', async () => {
    await here.post();
    await look('as=U0ALICE&c=C0SECURITY', { viewport: { width: 1280, height: 480 } });
    await expectInside((await openModal()).getByRole('button', { name: 'Save' }));
  });

  async function expectInside(locator: Locator): Promise<void> {
    const box = await locator.boundingBox();
    const { width, height } = page.viewportSize() ?? { width: 0, height: 0 };
    const inside = box && box.x >= 0 && box.y >= 0 && box.x + box.width <= width && box.y + box.height <= height;
    expect({ inside, box }).toMatchObject({ inside: true });
  }
});
