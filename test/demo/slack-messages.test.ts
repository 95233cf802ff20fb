// Messages, history and App Home as the stand-in Slack keeps them: what is stored is what Slack would store, and what is read back is
// what Slack would show.
import { startSlack, type Slack } from '../../demo/slack/server';
import { button, call, modal, mrkdwn, plain } from './slack-calls';

let slack: Slack;
beforeEach(async () => {
  slack = await startSlack({ rateLimits: false });
});
afterEach(() => slack.close());

const post = async (more: Record<string, unknown> = {}): Promise<string> => {
  const { body } = await call(slack, 'chat.postMessage', { channel: 'C0SECURITY', text: 'A login', ...more });
  expect(body).toMatchObject({ ok: true });
  return body.ts ?? '';
};

describe('a message', () => {
  it('is stored as Slack stores it: escaped, linked, with ids for blocks and kinds of text spelled out', async () => {
    const blocks = [
      { type: 'section', text: mrkdwn('a < b & c <@U0ALICE> https://example.com/x.') },
      { type: 'actions', block_id: 'acts', elements: [button('Go', 'go')] },
    ];
    await post({ text: 'a <b> & see https://example.com', blocks });
    const [message] = slack.messages('C0SECURITY');
    expect(message).toMatchObject({
      user: 'U0TRAILWARDEN',
      bot_id: 'B0TRAILWARDEN',
      text: 'a &lt;b&gt; &amp; see <https://example.com>',
    });
    expect(message?.ts).toMatch(/^\d{10}\.\d{6}$/);
    expect(message?.blocks?.[0]).toEqual({
      type: 'section',
      block_id: expect.stringMatching(/^.{5}$/) as string,
      text: { type: 'mrkdwn', text: 'a &lt; b &amp; c <@U0ALICE> <https://example.com/x>.', verbatim: false },
    });
    expect(message?.blocks?.[1]).toEqual({
      type: 'actions',
      block_id: 'acts',
      elements: [{ type: 'button', action_id: 'go', text: { type: 'plain_text', text: 'Go', emoji: true } }],
    });
  });

  it('keeps its ts when edited, and what was not given stays', async () => {
    const ts = await post({
      blocks: [{ type: 'divider' }],
      metadata: { event_type: 'alert', event_payload: { id: 1 } },
    });
    expect((await call(slack, 'chat.update', { channel: 'C0SECURITY', ts, text: 'Acknowledged' })).body).toMatchObject({
      ok: true,
      ts,
      text: 'Acknowledged',
    });
    expect(slack.messages('C0SECURITY')).toMatchObject([
      {
        ts,
        text: 'Acknowledged',
        blocks: [{ type: 'divider' }],
        metadata: { event_type: 'alert' },
        edited: { user: 'U0TRAILWARDEN' },
      },
    ]);
    await call(slack, 'chat.update', { channel: 'C0SECURITY', ts, text: 'Bare', blocks: [], metadata: {} });
    const [bare] = slack.messages('C0SECURITY');
    expect(bare?.blocks ?? bare?.metadata).toBeUndefined();
  });

  it('of somebody else can be neither edited nor deleted', async () => {
    const ts = await slack.say({ user: 'U0ALICE', channel: 'C0SECURITY', text: 'Mine' });
    expect((await call(slack, 'chat.update', { channel: 'C0SECURITY', ts, text: 'x' })).body.error).toBe(
      'cant_update_message',
    );
    expect((await call(slack, 'chat.delete', { channel: 'C0SECURITY', ts })).body.error).toBe('cant_delete_message');
  });

  it('that a person deleted is not found any more', async () => {
    const ts = await post();
    slack.deleteMessage({ channel: 'C0SECURITY', ts });
    expect((await call(slack, 'chat.update', { channel: 'C0SECURITY', ts, text: 'x' })).body.error).toBe(
      'message_not_found',
    );
  });

  it('counts its replies, which stay out of the channel', async () => {
    const ts = await post();
    await post({ thread_ts: ts, text: 'one' });
    await slack.say({ user: 'U0BOB', channel: 'C0SECURITY', text: 'two', thread_ts: ts });
    expect(slack.messages('C0SECURITY')).toMatchObject([
      { ts, thread_ts: ts, reply_count: 2, reply_users: ['U0TRAILWARDEN', 'U0BOB'] },
    ]);
    expect(slack.thread('C0SECURITY', ts).map((m) => m.text)).toEqual(['A login', 'one', 'two']);
  });

  it('to a person opens the direct message with them', async () => {
    const { body } = await call(slack, 'chat.postMessage', { channel: 'U0ALICE', text: 'Was this you?' });
    expect(body).toMatchObject({ ok: true, channel: 'D0ALICE' });
    expect((await call(slack, 'conversations.open', { users: 'U0ALICE' })).body).toMatchObject({
      already_open: true,
      channel: { id: 'D0ALICE' },
    });
    expect(slack.directMessages('U0ALICE').map((m) => m.text)).toEqual(['Was this you?']);
  });

  it('for one person is seen by that person only', async () => {
    await call(slack, 'chat.postEphemeral', { channel: 'C0SECURITY', user: 'U0ALICE', text: 'Bob was faster' });
    expect(slack.ephemerals('U0ALICE')).toMatchObject([{ channel: 'C0SECURITY', text: 'Bob was faster' }]);
    expect([slack.ephemerals('U0BOB'), slack.messages('C0SECURITY')]).toEqual([[], []]);
  });
});

describe('history', () => {
  it('withholds metadata unless it is asked for', async () => {
    await post({ metadata: { event_type: 'alert', event_payload: { id: 7 } } });
    const messages = async (more: object): Promise<unknown> =>
      (await call(slack, 'conversations.history', { channel: 'C0SECURITY', ...more })).body['messages'];
    expect(JSON.stringify(await messages({}))).not.toContain('metadata');
    expect(await messages({ include_all_metadata: true })).toMatchObject([{ metadata: { event_payload: { id: 7 } } }]);
  });

  it('comes newest first, in pages, between two times', async () => {
    const ts = [await post({ text: '1' }), await post({ text: '2' }), await post({ text: '3' })];
    const texts = async (more: object): Promise<string[]> => {
      const { body } = await call(slack, 'conversations.history', { channel: 'C0SECURITY', ...more });
      return (body['messages'] as { text: string }[]).map((m) => m.text);
    };
    const first = await call(slack, 'conversations.history', { channel: 'C0SECURITY', limit: 2 });
    expect(first.body).toMatchObject({ has_more: true, messages: [{ text: '3' }, { text: '2' }] });
    expect(await texts({ limit: 2, cursor: first.body.response_metadata?.next_cursor })).toEqual(['1']);
    expect(await texts({ oldest: ts[0], latest: ts[2] })).toEqual(['2']);
    expect(await texts({ oldest: ts[0], latest: ts[2], inclusive: true })).toEqual(['3', '2', '1']);
  });
});

describe('views', () => {
  it('are refused with the place of the fault', async () => {
    const { body } = await call(slack, 'views.open', {
      trigger_id: 'x',
      view: modal({ title: plain('x'.repeat(25)) }),
    });
    expect(body).toEqual({
      ok: false,
      error: 'invalid_arguments',
      response_metadata: {
        messages: [
          '[ERROR] failed to match all allowed schemas [json-pointer:/view]',
          '[ERROR] must be less than 25 characters [json-pointer:/view/title/text]',
        ],
      },
    });
  });

  it('of App Home are published to one person, and an old hash is a conflict', async () => {
    const view = { type: 'home', blocks: [{ type: 'divider' }] };
    const { body } = await call(slack, 'views.publish', { user_id: 'U0ALICE', view });
    const { hash } = body['view'] as { hash: string };
    expect(slack.home('U0ALICE')).toMatchObject({ type: 'home', hash });
    expect((await call(slack, 'views.publish', { user_id: 'U0ALICE', view, hash })).body.ok).toBe(true);
    expect((await call(slack, 'views.publish', { user_id: 'U0ALICE', view, hash })).body.error).toBe('hash_conflict');
  });
});
