// Trigger ids: the short-lived proof that a person just did something, which views.open and views.push spend. One lives three
// seconds by the injected clock and works once.
import { randomBytes } from 'node:crypto';
import { SlackError } from './api/errors';

const lifetime = 3000;

export class Triggers {
  private readonly given = new Map<string, { user: string; at: number; view: string | undefined; spent: boolean }>();

  constructor(private readonly now: () => number) {}

  /** `view` is the modal the person acted in, if any: only such a trigger may push. */
  issue(user: string, view?: string): string {
    const at = this.now();
    const id = `${at}.${this.given.size + 1}.${randomBytes(16).toString('hex')}`;
    this.given.set(id, { user, at, view, spent: false });
    return id;
  }

  spend(id: string): { user: string; view: string | undefined } {
    const trigger = this.given.get(id);
    if (!trigger) throw new SlackError('invalid_trigger_id');
    if (trigger.spent) throw new SlackError('exchanged_trigger_id');
    if (this.now() - trigger.at > lifetime) throw new SlackError('expired_trigger_id');
    trigger.spent = true;
    return trigger;
  }
}
