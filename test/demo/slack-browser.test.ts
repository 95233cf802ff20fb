// The page in a real browser against the real Bolt App: a person presses a button, fills in a modal, types a command, and sees what
// the app answers without loading the page again.
import { App, LogLevel, type BlockAction } from '@slack/bolt';
import type { View } from '@slack/web-api';
import type { Browser, Page } from 'playwright-core';
import { startSlack, type Slack } from '../../demo/slack/server';
import { describeInBrowser, launchBrowser } from '../browser';
import { button, call, modal, mrkdwn, plain } from './slack-calls';

const expected = modal({
  callback_id: 'expect',
  title: plain('Mark as expected'),
  submit: plain('Save'),
  blocks: [
    { type: 'input', block_id: 'why', label: plain('Reason'), element: { type: 'plain_text_input', action_id: 'why' } },
  ],
}) as View;

const blocks = (state: string): object[] => [
  { type: 'section', text: mrkdwn(`*High* · Alice stopped logging (${state})`) },
  {
    type: 'actions',
    elements: [
      button('Acknowledge', 'acknowledge'),
      button('Mark expected', 'expect'),
      button('Forget', 'forget'),
      { type: 'overflow', action_id: 'more', options: [{ text: plain('Show event'), value: 'show' }] },
    ],
  },
];

describeInBrowser('the page in a browser', () => {
  let slack: Slack;
  let app: App;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    browser = await launchBrowser();
    slack = await startSlack({ ackTimeout: 300 });
    app = new App({
      token: slack.botToken,
      appToken: slack.appToken,
      socketMode: true,
      logLevel: LogLevel.ERROR,
      clientOptions: { slackApiUrl: slack.apiUrl },
    });
    const update = async (ts: string, state: string): Promise<void> =>
      void (await call(slack, 'chat.update', { channel: 'C0SECURITY', ts, text: state, blocks: blocks(state) }));
    app.action<BlockAction>('acknowledge', async ({ ack, body }) => {
      await ack();
      await update(body.message?.ts ?? '', `acknowledged by ${body.user.name}`);
    });
    app.action<BlockAction>('expect', async ({ ack, body, client }) => {
      await ack();
      await client.views.open({
        trigger_id: body.trigger_id,
        view: { ...expected, private_metadata: body.message?.ts } as View,
      });
    });
    app.view('expect', async ({ ack, view }) => {
      await ack();
      await update(view.private_metadata, `expected: ${view.state.values['why']?.['why']?.value}`);
    });
    app.action('more', async ({ ack, respond }) => {
      await ack();
      await respond({ response_type: 'ephemeral', replace_original: false, text: 'The whole event' });
    });
    app.action('forget', async () => undefined);
    app.command('/trail', async ({ ack, command }) => ack(`Nothing about ${command.text}`));
    await app.start();
    page = await browser.newPage();
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => void (message.type() === 'error' && complaints.push(message.text())));
    page.setDefaultTimeout(8000);
    await page.goto(`${slack.url}/?as=U0ALICE&c=C0SECURITY`);
    await page.locator('body[data-live]').waitFor();
  });
  afterAll(async () => {
    await app?.stop();
    await slack?.close();
    await browser?.close();
  });
  const shown = (text: string): Promise<void> => page.getByText(text).first().waitFor();

  it('shows a message as it is posted, as a phone would too, and acknowledges it', async () => {
    await call(slack, 'chat.postMessage', {
      channel: 'C0SECURITY',
      text: 'High: Alice stopped logging',
      blocks: blocks('open'),
    });
    await shown('Alice stopped logging (open)');
    expect(await page.locator('.toast').textContent()).toContain('High: Alice stopped logging');
    await page.getByRole('button', { name: 'Acknowledge' }).click();
    await shown('acknowledged by alice');
    await shown('(edited)');
  });

  it('opens a modal, says what is missing, and submits it', async () => {
    await page.getByRole('button', { name: 'Mark expected' }).click();
    const dialog = page.getByRole('dialog', { name: 'Mark as expected' });
    await dialog.getByRole('button', { name: 'Save' }).click();
    await shown('Please complete this required field.');
    await dialog.getByLabel('Reason').fill('planned <b>');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await shown('expected: planned <b>');
    expect(await dialog.count()).toBe(0);
  });

  it('chooses from an overflow menu, and dismisses what only this person sees', async () => {
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Show event' }).click();
    await shown('The whole event');
    await page.getByRole('button', { name: 'Dismiss' }).click();
    await page.getByText('The whole event').waitFor({ state: 'detached' });
  });

  it('warns beside a button nobody answers', async () => {
    await page.getByRole('button', { name: 'Forget' }).click();
    await page.getByRole('alert').getByText('The app did not respond in time.').waitFor();
  });

  it('sends commands and messages from the composer', async () => {
    const composer = page.getByRole('textbox', { name: 'Message #security-alerts' });
    await composer.fill('/trail health');
    await composer.press('Enter');
    await shown('Nothing about health');
    await composer.fill('Thanks, *all*');
    await composer.press('Enter');
    await shown('Thanks,');
    expect(slack.messages('C0SECURITY').at(-1)).toMatchObject({ user: 'U0ALICE', text: 'Thanks, *all*' });
  });

  it('met no error of its own, and no policy was broken', () => {
    expect(complaints).toEqual([]);
  });
});
