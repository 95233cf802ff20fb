/** What an alert says, taken from the matches of one event so that it can be rendered without the rule or the event. */
import type { Context } from '../detect/context';
import { redactText } from '../detect/secret-text';
import type { CloudTrailEvent } from '../source/event';
import type { Content } from './alert';
import type { Led } from './lead';

type Facts = Omit<
  Content,
  'title' | 'author' | 'tags' | 'what' | 'why' | 'nextSteps' | 'reasons' | 'also' | 'group' | 'expectable'
>;

/** As many events of a window are named in an alert. */
const MOST_EVENTS = 100;

export function contentOf([lead, ...others]: Led): Content {
  const { rule, event, context, rating } = lead;
  return {
    title: rule.title,
    author: rule.author,
    tags: rule.tags,
    what: lead.what,
    why: rule.why(event, context),
    nextSteps: rule.nextSteps(event, context),
    reasons: rating.reasons,
    also: others.map((match) => match.rule.title),
    group: rule.group,
    expectable: rule.expectable,
    ...contextFacts(event, context),
    ...(lead.correlation && { eventIds: lead.correlation.eventIds.slice(-MOST_EVENTS) }),
  };
}

/** What the event itself says: who, where, from where. */
export function contextFacts(event: CloudTrailEvent, context: Context): Facts {
  const { principal, firstSeen } = context;
  const agent = event.record.userAgent;
  return {
    principal: { kind: principal.kind, name: principal.name, session: principal.session },
    actor: redactText(context.actor),
    person: context.person,
    arn: principal.arn,
    accountName: context.account.name,
    environment: context.account.environment,
    region: event.region,
    address: context.address && redactText(context.address.value),
    country: context.country,
    agent: typeof agent === 'string' ? redactText(agent.slice(0, 500)) : undefined,
    firstTime: (['event', 'network'] as const).filter((kind) => firstSeen[kind] === true),
    eventId: event.id,
    eventName: event.name,
    eventSource: event.source,
  };
}
