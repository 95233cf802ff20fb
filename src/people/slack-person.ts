/**
 * A person as Slack describes one, read from what `users.info`, `users.lookupByEmail`, `user_change` and `team_join` carry, and
 * why somebody cannot be asked. The directory looks them up, `resolve` decides with them.
 */

/**
 * What the bot saw happen to an account, or that it had never seen it before: by looking it up, or because Slack told of a change, of
 * which it cannot know what it was.
 */
export type AccountChange = 'first sight' | 'first told' | 'joined' | 'address' | 'reactivated';

export interface SlackUser {
  readonly id: string;
  readonly name: string;
  /** To greet them by; the display name where Slack has no first name. */
  readonly firstName: string;
  /** In lower case; undefined without the scope `users:read.email`, and for bots. */
  readonly email: string | undefined;
  /** IANA name; undefined for a deactivated account. */
  readonly timeZone: string | undefined;
  /** Seconds east of UTC; 0 where Slack does not say. */
  readonly tzOffset: number;
  readonly deleted: boolean;
  readonly bot: boolean;
  /** A single- or multi-channel guest. */
  readonly guest: boolean;
  /** Somebody of another organisation, met through Slack Connect. */
  readonly stranger: boolean;
  /** When Slack last changed anything of the account, a status included (milliseconds); undefined when it does not say. */
  readonly updatedAt: number | undefined;
}

export interface SlackPerson extends SlackUser {
  /** When the bot first saw the account (milliseconds). */
  readonly knownSince: number;
  /** When the account appeared, changed its address or came back, at the latest (milliseconds), and which of these. */
  readonly changedAt: number;
  readonly change: AccountChange;
}

/** The parts of Slack's user object that are read; everything may be missing. */
interface UserObject {
  readonly id?: string;
  readonly name?: string;
  readonly real_name?: string;
  readonly deleted?: boolean;
  readonly is_bot?: boolean;
  readonly is_workflow_bot?: boolean;
  readonly is_restricted?: boolean;
  readonly is_ultra_restricted?: boolean;
  readonly is_stranger?: boolean;
  readonly tz?: string;
  readonly tz_offset?: number;
  readonly updated?: number;
  readonly profile?: {
    readonly first_name?: string;
    readonly real_name?: string;
    readonly display_name?: string;
    readonly email?: string;
  };
}

/** Only one that this machine can tell the time of: whatever else stands there must not keep a question from being asked. */
function zoneOf(name: string | undefined): string | undefined {
  if (!name) return undefined;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return name;
  } catch {
    return undefined;
  }
}

/** Slack's own bot says of itself that it is none. */
const SLACKBOT = 'USLACKBOT';

/** undefined for what is no user object. */
export function slackUserOf(value: unknown): SlackUser | undefined {
  const user = (typeof value === 'object' && value !== null ? value : {}) as UserObject;
  const { id, profile = {}, updated } = user;
  if (typeof id !== 'string' || id === '') return undefined;
  const name = profile.real_name || user.real_name || user.name || id;
  return {
    id,
    name,
    firstName: profile.first_name || profile.display_name || name.split(' ')[0] || name,
    email: profile.email?.toLowerCase() || undefined,
    timeZone: zoneOf(user.tz),
    tzOffset: user.tz_offset ?? 0,
    deleted: user.deleted === true,
    bot: user.is_bot === true || user.is_workflow_bot === true || id === SLACKBOT,
    guest: user.is_restricted === true || user.is_ultra_restricted === true,
    stranger: user.is_stranger === true,
    updatedAt: updated === undefined || updated <= 0 ? undefined : updated * 1000,
  };
}

export type Unusable = 'deactivated' | 'a bot' | 'a stranger' | 'a guest';

/** Why this account is never asked; guests are when an explicit link names them. */
export function unusable(user: SlackUser, linked: boolean): Unusable | undefined {
  if (user.deleted) return 'deactivated';
  if (user.bot) return 'a bot';
  if (user.stranger) return 'a stranger';
  return user.guest && !linked ? 'a guest' : undefined;
}
