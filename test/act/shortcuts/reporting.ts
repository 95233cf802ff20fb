/** For tests of "Report a login that was not me": hands that open the form, choose and report, and eyes for what it shows. */
import { sign } from '../../../demo/slack/app/http-mode';
import { ALICE, eventually } from '../../harness';
import { Office, type SignIn } from '../../pipeline/confirming';

interface Option {
  readonly text: { readonly text: string };
  readonly description: { readonly text: string };
  readonly value: string;
}

export class Desk {
  constructor(readonly office: Office) {}

  static async after(given: SignIn | readonly SignIn[], yaml?: string, options?: Parameters<typeof Office.after>[2]) {
    return new Desk(await Office.after(given, yaml, options));
  }

  /** Opens the form and waits until it is filled; the words of it. */
  async opens(user = ALICE): Promise<string> {
    const { slack } = this.office.world;
    const outcome = await slack.shortcut({ user, callbackId: 'not_me' });
    if (!outcome.ok) throw new Error(JSON.stringify(outcome));
    await eventually(() => expect(this.view(user)?.callback_id).toBe('not_me'));
    return this.shows(user);
  }

  view(user = ALICE) {
    return this.office.world.slack.openViews(user).at(-1);
  }

  shows(user = ALICE): string {
    return JSON.stringify(this.view(user)?.blocks ?? null);
  }

  options(user = ALICE): readonly Option[] {
    const block = this.view(user)?.blocks.find(({ block_id: id }) => id === 'not-me.which');
    return (block as { element?: { options?: Option[] } } | undefined)?.element?.options ?? [];
  }

  /** Chooses by place (-1 is "another one") and presses Report. */
  async reports(which: number | undefined, words = '', user = ALICE) {
    const chosen = which === undefined ? undefined : (this.options(user).at(which)?.value ?? '');
    return this.submits({ ...(chosen === undefined ? {} : { 'not-me.which': chosen }), 'not-me.words': words }, user);
  }

  /** A submission that Slack's own client would not make, but a signed request can carry; the bot in HTTP mode. */
  async forges(values: Readonly<Record<string, string>>, user = ALICE, viewId = 'V0FORGED'): Promise<string> {
    const entered = Object.entries(values).map(([id, value]) => [id, { [id]: { type: 'plain_text_input', value } }]);
    const state = { values: Object.fromEntries(entered) as unknown };
    const payload = {
      type: 'view_submission',
      user: { id: user, username: user, team_id: 'T1' },
      team: { id: 'T1' },
      trigger_id: '1.2.3',
      view: { id: viewId, type: 'modal', callback_id: 'not_me', private_metadata: '', blocks: [], state },
    };
    const { slack, requestUrl } = this.office.world;
    const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
    const time = String(Math.floor(Date.now() / 1000));
    const headers = {
      'x-slack-request-timestamp': time,
      'x-slack-signature': sign(slack.signingSecret, time, body),
      'content-type': 'application/x-www-form-urlencoded',
    };
    const answer = await fetch(requestUrl, { method: 'POST', body, headers });
    return answer.text();
  }

  async submits(values: Record<string, string>, user = ALICE) {
    const outcome = await this.office.world.slack.submitView({ user, values });
    return outcome;
  }
}
