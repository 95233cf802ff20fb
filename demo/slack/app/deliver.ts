// Sends what happened to the app over whichever link there is, repeats events that are not acknowledged, and keeps a list of every
// silence.
import { randomBytes } from 'node:crypto';
import type { Workspace } from '../workspace';
import type { Delivery, Link, Outcome } from './link';
import { verificationToken } from './payloads';

export class Deliver {
  /** Deliveries nobody acknowledged in time. */
  readonly unacknowledged: { delivery: Delivery; error: NonNullable<Outcome['error']> }[] = [];
  private readonly retries = new Set<NodeJS.Timeout>();
  private readonly interactions: Delivery[] = [];

  constructor(
    private readonly workspace: Workspace,
    private readonly link: Link,
    private readonly retryAfter: readonly number[],
  ) {}

  async interactive(payload: Record<string, unknown>): Promise<Outcome> {
    if (!this.workspace.manifest.interactivity) return { ok: false, error: 'not_configured' };
    const delivery: Delivery = { kind: 'interactive', payload };
    this.interactions.unshift(delivery);
    return this.send(delivery);
  }

  /** An interaction once more, as when its acknowledgement was lost on the way; 0 is the last one. */
  async again(back: number): Promise<Outcome> {
    const delivery = this.interactions[back];
    if (!delivery) throw new Error('nobody has done so much yet');
    return this.send({ ...delivery, retry: { attempt: 1, reason: 'http_timeout' } });
  }

  /** Only told to an app that subscribed to it. */
  async event(event: Record<string, unknown>, subscription = String(event['type'])): Promise<Outcome> {
    if (!this.workspace.manifest.events.includes(subscription)) return { ok: true };
    const { team, app, now } = this.workspace;
    const payload = {
      token: verificationToken,
      team_id: team.id,
      api_app_id: app.id,
      event: { event_ts: this.workspace.messages.nextTs(), ...event },
      type: 'event_callback',
      event_id: `Ev${randomBytes(5).toString('hex').toUpperCase()}`,
      event_time: Math.floor(now() / 1000),
      authorizations: [
        { enterprise_id: null, team_id: team.id, user_id: app.user, is_bot: true, is_enterprise_install: false },
      ],
    };
    return this.attempt({ kind: 'events_api', payload }, 0);
  }

  /** An event that is not acknowledged is sent again: at once, after a minute, after five. */
  private async attempt(delivery: Delivery, attempt: number): Promise<Outcome> {
    const outcome = await this.send(delivery);
    const wait = this.retryAfter[attempt];
    if (outcome.ok || wait === undefined) return outcome;
    const reason = outcome.error === 'operation_timeout' ? 'http_timeout' : 'http_error';
    const timer = setTimeout(() => {
      this.retries.delete(timer);
      void this.attempt({ ...delivery, retry: { attempt: attempt + 1, reason } }, attempt + 1);
    }, wait).unref();
    this.retries.add(timer);
    return outcome;
  }

  async send(delivery: Delivery): Promise<Outcome> {
    const outcome = await this.link.send(delivery);
    if (outcome.error) {
      this.unacknowledged.push({ delivery, error: outcome.error });
      this.workspace.announce({ what: 'connection' });
    }
    return outcome;
  }

  close(): void {
    this.retries.forEach((timer) => clearTimeout(timer));
  }
}
