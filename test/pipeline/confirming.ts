/** For timelines of "was this you?": sign-ins of all kinds, and what people see and click. */
import { sign } from '../../demo/slack/app/http-mode';
import type { JsonObject } from '../../src/source/event';
import { openDatabase } from '../../src/store/database';
import type { Confirmation } from '../../src/alert/confirmation';
import { MINUTE, NOON, record } from '../fixtures';
import { ALICE, CHANNEL, ROOT, type World, type WorldOptions, eventually, world } from '../harness';
import { user } from '../people/identities';

const ACCOUNTS =
  'accounts: [{ id: "111122223333", name: prod, environment: production, regions: [eu-central-1, us-east-1] }]';
/** Alice is linked; Bob and Carol can only be found by their addresses. */
export const LINKED = `people: [{ principal: "arn:aws:iam::111122223333:user/alice", slack: ${ALICE} }]`;

export interface SignIn {
  /** Milliseconds after noon. */
  readonly at?: number;
  readonly who?: object;
  /** Additional event data. */
  readonly data?: object;
  readonly fields?: Record<string, unknown>;
}

export function signIn({ at = -MINUTE, who = user('alice'), data, fields }: SignIn = {}): JsonObject {
  return record({
    eventTime: new Date(NOON + at).toISOString(),
    eventSource: 'signin.amazonaws.com',
    eventName: 'ConsoleLogin',
    userAgent: 'Mozilla/5.0 (Macintosh) Chrome/142',
    userIdentity: who,
    requestParameters: null,
    responseElements: { ConsoleLogin: 'Success' },
    additionalEventData: { MFAUsed: 'Yes', ...data },
    ...fields,
  });
}

export class Office {
  private constructor(readonly world: World) {}

  static async open(yaml: string = LINKED, options: WorldOptions = {}): Promise<Office> {
    return new Office(await world({ start: true, ...options, yaml: `${ACCOUNTS}\n${yaml}` }));
  }

  /** A world in which this was read and people were asked. */
  static async after(given: SignIn | readonly SignIn[], yaml?: string, options?: WorldOptions): Promise<Office> {
    const office = await Office.open(yaml, options);
    await office.reads(...[given].flat());
    return office;
  }

  async reads(...given: readonly SignIn[]): Promise<void> {
    for (const one of given) this.world.aws.put(signIn(one));
    await this.world.app.tick();
  }

  async waits(time: number): Promise<void> {
    this.world.clock.advance(time);
    await this.world.app.passTime();
  }

  /** Texts of the direct messages, oldest first. */
  told(person = ALICE): readonly string[] {
    return this.world.slack.directMessages(person).map(({ text }) => text ?? '');
  }

  /** All of a direct message. */
  question(person = ALICE, n = 0): string {
    return JSON.stringify(this.world.slack.directMessages(person)[n]?.blocks ?? null);
  }

  /** All of an alert in its channel. */
  alert(n = 0, channel = CHANNEL): string {
    return JSON.stringify(this.alerts(channel)[n]?.blocks ?? null);
  }

  /** Without what is said in threads and shown in the channel too. */
  alerts(channel = CHANNEL) {
    const { slack } = this.world;
    return slack.messages(channel).filter(({ thread_ts: thread, ts }) => thread === undefined || thread === ts);
  }

  /** What was called out under an alert. */
  called(n = 0, channel = CHANNEL): string {
    const [, ...replies] = this.world.slack.thread(channel, this.alerts(channel)[n]?.ts ?? '');
    return replies.map(({ text }) => text ?? '').join('\n');
  }

  /** What people see within two seconds; a click is answered before its message is edited. */
  async shows(look: () => string, ...patterns: readonly RegExp[]): Promise<void> {
    await eventually(() => {
      for (const pattern of patterns) if (!pattern.test(look())) throw new Error(`no ${String(pattern)} in ${look()}`);
    });
  }

  says(answer: string, by = ALICE, n = 0) {
    const ts = this.world.slack.directMessages(by)[n]?.ts ?? '';
    return this.world.slack.click({ user: by, channel: by, ts, actionId: `confirm.${answer}` });
  }

  /** What the menu ⋮ of an alert offers under a word, such as `ask`; undefined where it does not. */
  offered(word: string, n = 0): string | undefined {
    const values = [...this.alert(n).matchAll(/"value":"(\w+ [0-9a-f]+)"/g)].map(([, found = '']) => found);
    return values.find((one) => one.startsWith(`${word} `));
  }

  async chooses(word: string, by: string, n = 0): Promise<void> {
    const value = this.offered(word, n);
    if (value === undefined) throw new Error(`${word} is not offered`);
    await this.world.slack.click({
      ...{ user: by, channel: CHANNEL, ts: this.alerts()[n]?.ts ?? '' },
      ...{ actionId: 'alert.more', value },
    });
  }

  /** Somebody has `person` asked about an alert. */
  async asks(person: string, by: string, n = 0) {
    const { slack } = this.world;
    await this.chooses('ask', by, n);
    await slack.until(() => slack.openViews(by).at(-1)?.callback_id === 'ask');
    return slack.submitView({ user: by, values: { 'ask.person': person } });
  }

  async questions(): Promise<readonly Confirmation[]> {
    return (await this.rows('confirmations')).map(({ body }) => JSON.parse(String(body)) as Confirmation);
  }

  /** `who did what to which kind of thing`, oldest first. */
  async deeds(): Promise<readonly string[]> {
    const rows = await this.rows('audit');
    return rows.map((row) => `${String(row.actor)} ${String(row.action)} ${String(row.subject_kind)}`);
  }

  async rows(
    table: 'confirmations' | 'audit' | 'asks' | 'alerts' | 'people',
  ): Promise<readonly Record<string, unknown>[]> {
    const { config, folder } = this.world;
    const database = openDatabase(config.database, folder, `${ROOT}/migrations`);
    const rows = await database.reader.selectFrom(table).selectAll().execute();
    await database.close();
    return rows;
  }

  /** A click that Slack's own page would not offer, but a signed request can carry. */
  async forges(by: string, answer: string, confirmationId: string): Promise<number> {
    const action = {
      type: 'button',
      action_id: `confirm.${answer}`,
      block_id: 'x',
      value: confirmationId,
      action_ts: '1.2',
    };
    const payload = {
      type: 'block_actions',
      user: { id: by, username: by, team_id: 'T1' },
      team: { id: 'T1' },
      channel: { id: CHANNEL, name: 'security' },
      trigger_id: '1.2.3',
      actions: [action],
    };
    const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
    const time = String(Math.floor(Date.now() / 1000));
    const signature = sign(this.world.slack.signingSecret, time, body);
    const headers = { 'x-slack-request-timestamp': time, 'x-slack-signature': signature };
    const type = { 'content-type': 'application/x-www-form-urlencoded' };
    return (await fetch(this.world.requestUrl, { method: 'POST', body, headers: { ...headers, ...type } })).status;
  }
}
