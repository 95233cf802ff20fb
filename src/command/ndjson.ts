/** Matches as JSON, one a line: the form other programs read. */
import type { Match } from '../detect/rule';
import { plainText } from '../detect/sentence';
import { visible } from '../visible';

/** One line with its line break. `principal` is the stable key, such as `role:123456789012:deploy`; `why` is null where a rule has none. */
export function matchLine({ event, context, principal, rule, rating, what, correlation }: Match): string {
  const { id, source, name, account, region } = event;
  const line = JSON.stringify({
    event: { id, time: isoTime(event.time), source, name, account, region },
    principal: principal.key,
    rule: { id: rule.id, title: rule.title, author: rule.author, level: rule.level },
    level: rating.level,
    title: rule.title,
    what: plainText(what),
    why: rule.why(event, context) ?? null,
    next_steps: rule.nextSteps(event, context),
    reasons: rating.reasons,
    ...(correlation && { correlation: { count: correlation.count, event_ids: correlation.eventIds } }),
  });
  return `${visible(line)}\n`;
}

/** Such as `2026-01-07T12:00:00Z`, which is how records write it. */
export function isoTime(time: number): string {
  return new Date(time).toISOString().replace('.000Z', 'Z');
}
