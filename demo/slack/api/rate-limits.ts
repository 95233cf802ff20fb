// Slack's rate limits by the injected clock: posting is about one message a second per channel with a short burst, other methods
// have a number of calls a minute by their tier. A refusal says how many seconds to wait.

/** Calls a minute, from each method's page; posting is special. */
const perMinute: Record<string, number> = {
  'auth.test': 600,
  'apps.connections.open': 20,
  'chat.update': 50,
  'chat.delete': 50,
  'chat.postEphemeral': 100,
  'chat.getPermalink': 600,
  'conversations.list': 20,
  'conversations.info': 50,
  'conversations.members': 100,
  'conversations.history': 50,
  'conversations.replies': 50,
  'conversations.open': 50,
  'conversations.join': 50,
  'users.info': 100,
  'users.list': 20,
  'users.lookupByEmail': 50,
  'usergroups.list': 20,
  'usergroups.users.list': 20,
  'views.open': 100,
  'views.update': 100,
  'views.push': 100,
  'views.publish': 100,
  'reactions.add': 50,
  'team.info': 50,
};

const burst = 3;
const minute = 60_000;

/** `false` switches limits off; a number multiplies what is allowed. */
export type RateLimitOption = boolean | number;

export class RateLimits {
  private readonly calls = new Map<string, number[]>();
  private readonly buckets = new Map<string, { tokens: number; at: number }>();
  private readonly scale: number;

  constructor(
    private readonly now: () => number,
    option: RateLimitOption,
  ) {
    this.scale = option === false ? Infinity : option === true ? 1 : option;
  }

  /** Takes one call; the seconds to wait if there is none to take. A refused call costs nothing. */
  take(method: string, channel: string | undefined): number | undefined {
    if (this.scale === Infinity) return undefined;
    if (method === 'chat.postMessage') return this.takePost(channel ?? '');
    const limit = Math.max(1, Math.floor((perMinute[method] ?? 50) * this.scale));
    const recent = (this.calls.get(method) ?? []).filter((at) => at > this.now() - minute);
    this.calls.set(method, recent);
    const oldest = recent[recent.length - limit];
    if (oldest !== undefined) return Math.max(1, Math.ceil((oldest + minute - this.now()) / 1000));
    recent.push(this.now());
    return undefined;
  }

  private takePost(channel: string): number | undefined {
    const rate = this.scale;
    const capacity = Math.max(1, burst * rate);
    const bucket = this.buckets.get(channel) ?? { tokens: capacity, at: this.now() };
    const tokens = Math.min(capacity, bucket.tokens + ((this.now() - bucket.at) / 1000) * rate);
    const enough = tokens >= 1;
    this.buckets.set(channel, { tokens: enough ? tokens - 1 : tokens, at: this.now() });
    return enough ? undefined : Math.max(1, Math.ceil((1 - tokens) / rate));
  }
}
