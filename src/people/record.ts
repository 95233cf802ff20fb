/**
 * What the bot remembers of Slack accounts, so that one that appeared or changed lately is not trusted with a question about
 * somebody's login. Pure: the directory sees, this decides what it means, the store keeps it.
 *
 * Slack says neither when an account was made nor when its address last changed. `updated` is when anything of it changed, a
 * status included, so both were at that time or before: an account seen for the first time that was not updated for a day
 * neither appeared nor changed within it. One that was updated may have been, and is doubted until a day has passed. From the
 * first sight on only what matters counts: another address, an address that another account had, an account that came back
 * (from deactivated, guest, or elsewhere), and a `team_join`. Statuses, names and time zones do not.
 */
import type { AccountChange, SlackUser } from './slack-person';
import { unusable } from './slack-person';

export interface KnownAccount {
  /** Slack user id. */
  readonly id: string;
  /** In lower case; undefined when Slack did not show one. */
  readonly email: string | undefined;
  /** Whether the account could be asked when it was last seen. */
  readonly usable: boolean;
  /** Milliseconds, both. */
  readonly firstSeenAt: number;
  readonly changedAt: number;
  readonly change: AccountChange;
}

/** Kept by the store; survives restarts. */
export interface PeopleRecord {
  byId(id: string): Promise<KnownAccount | undefined>;
  /** The id of the account that was last seen with the address (lower case), whether it still has it or not. */
  holderOf(email: string): Promise<string | undefined>;
  put(account: KnownAccount): Promise<void>;
}

export interface Seen {
  readonly user: SlackUser;
  readonly before: KnownAccount | undefined;
  /** Who last had this account's address, as `holderOf` says. */
  readonly holder: string | undefined;
  /** By which event Slack told of it: after a `team_join` the account is new whatever its dates say. undefined for a look-up. */
  readonly told: 'joined' | 'changed' | undefined;
  /** Milliseconds. */
  readonly now: number;
}

/** The account as it is to be remembered; `before` itself when nothing has to be written. */
export function afterSeeing({ user, before, holder, told, now }: Seen): KnownAccount {
  const { id, email = before?.email } = user;
  const usable = unusable(user, false) === undefined;
  const account = { id, email, usable, firstSeenAt: before?.firstSeenAt ?? now };
  const changed = (change: AccountChange, changedAt = now): KnownAccount => ({ ...account, changedAt, change });
  if (told === 'joined') return changed('joined');
  if (holder !== undefined && holder !== id) return changed('address');
  if (before === undefined && told === 'changed') return changed('first told');
  if (before === undefined) return changed('first sight', Math.min(user.updatedAt ?? now, now));
  if (usable && !before.usable) return changed('reactivated');
  if (before.email !== undefined && email !== before.email) return changed('address');
  if (before.email === email && before.usable === usable) return before;
  // An address that could not be seen before: it is as old as the account's last update, at the latest.
  const learned = before.email === email ? 0 : Math.min(user.updatedAt ?? now, now);
  return learned > before.changedAt ? changed('address', learned) : changed(before.change, before.changedAt);
}
