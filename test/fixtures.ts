/** Hand-made nouns for tests: a record, its event, a match on it, an alert. Only what a test names differs from the usual. */
import type { Alert } from '../src/alert/alert';
import { type Decision, type Known, decide, groupsOf } from '../src/alert/decide';
import { type Expectation, sortOut } from '../src/alert/expectation';
import { type ContextSettings, createContext, NO_MARKS } from '../src/detect/context';
import type { Level } from '../src/detect/level';
import type { Match, Rule } from '../src/detect/rule';
import { type CloudTrailEvent, type JsonObject, isProblem, parseEvent } from '../src/source/event';
import { principalOf } from '../src/source/principal';

export const NOON = Date.UTC(2026, 10, 20, 12, 0, 0);
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

let serial = 0;

/** A StopLogging call by the user alice in account 111122223333; `fields` replace top-level fields of the record. */
export function record(fields: Record<string, unknown> = {}): JsonObject {
  serial += 1;
  return {
    eventVersion: '1.11',
    eventID: `00000000-0000-4000-8000-${String(serial).padStart(12, '0')}`,
    eventTime: new Date(NOON).toISOString(),
    eventSource: 'cloudtrail.amazonaws.com',
    eventName: 'StopLogging',
    awsRegion: 'eu-central-1',
    sourceIPAddress: '198.51.100.7',
    userAgent: 'aws-cli/2.17.32',
    recipientAccountId: '111122223333',
    readOnly: false,
    userIdentity: {
      type: 'IAMUser',
      arn: 'arn:aws:iam::111122223333:user/alice',
      accountId: '111122223333',
      userName: 'alice',
    },
    requestParameters: { name: 'main' },
    responseElements: null,
    ...fields,
  };
}

export function event(fields: Record<string, unknown> = {}): CloudTrailEvent {
  const parsed = parseEvent(record(fields), 'a test', NOON);
  if (isProblem(parsed)) throw new Error(parsed.problem);
  return parsed;
}

export const SETTINGS: ContextSettings = {
  accounts: new Map([['111122223333', { name: 'prod', environment: 'production' }]]),
  ownAccounts: new Set(['111122223333']),
  businessHours: undefined,
  countries: new Set(),
  countryOf: () => undefined,
};

export function rule(fields: Partial<Rule> = {}): Rule {
  return {
    id: 'rule-1',
    name: undefined,
    title: 'CloudTrail logging stopped',
    description: 'Detects a stopped trail',
    author: 'Trailwarden',
    level: 'high',
    writtenLevel: 'high',
    status: 'stable',
    tags: ['attack.t1562.008'],
    references: [],
    falsePositives: [],
    file: 'rules/cloudtrail/x.yml',
    folder: 'rules',
    shipped: true,
    sources: undefined,
    names: undefined,
    eventNames: [],
    matches: () => true,
    evidence: () => [],
    what: () => [{ value: 'alice' }, ' stopped logging on trail ', { value: 'main' }],
    why: () => 'Without the trail there is no record of what happens next.',
    nextSteps: () => [
      'Ask `userIdentity.arn` whether it was planned.',
      'Switch it on: `aws cloudtrail start-logging --name main`.',
    ],
    guided: true,
    raise: [],
    lower: [],
    expectable: true,
    group: undefined,
    seeds: [],
    groupValues: () => [],
    confirm: false,
    staged: false,
    tests: [],
    filters: [],
    ...fields,
  };
}

export interface MatchFields {
  readonly event?: CloudTrailEvent;
  readonly rule?: Rule;
  readonly level?: Level;
  readonly reasons?: readonly string[];
  readonly settings?: ContextSettings;
}

export function match({
  event: at = event(),
  rule: of = rule(),
  level,
  reasons = [],
  settings = SETTINGS,
}: MatchFields = {}): Match {
  const principal = principalOf(at);
  const context = createContext(at, settings, NO_MARKS);
  return {
    rule: of,
    event: at,
    principal,
    context,
    rating: { level: level ?? of.level, reasons },
    what: of.what(at, context),
    groupValues: of.groupValues(at, context),
  };
}

export const NOTHING_KNOWN = { alert: () => undefined };

export interface Past {
  readonly known?: Known;
  readonly expectations?: readonly Expectation[];
  readonly now?: number;
}

/** What becomes of matches, as in one page of the pipeline. */
export function decided(matches: readonly Match[], past: Past = {}): Decision {
  const { known = NOTHING_KNOWN, expectations = [], now = NOON } = past;
  const sorted = sortOut(matches, expectations, now);
  return decide(groupsOf(sorted), sorted, known, { merge: 24 * HOUR }, now);
}

/** An open alert from one match; `fields` replace what came out. */
export function alert(fields: Partial<Alert> = {}, from: MatchFields = {}): Alert {
  const [change] = decided([match(from)]).changes;
  if (!change) throw new Error('a match opens an alert');
  return { ...change.alert, ...fields };
}

/** An expectation of the role deploy for the usual rule and account, made an hour ago for 30 days. */
export function expectation(fields: Partial<Expectation> = {}): Expectation {
  return {
    id: 'expectation-1',
    covered: { kind: 'principal', principal: 'role:111122223333:deploy', session: undefined },
    rules: { kind: 'rule', value: 'rule-1' },
    account: '111122223333',
    network: undefined,
    level: 'high',
    title: 'CloudTrail logging stopped',
    reason: 'nightly deployment',
    by: 'U0ALICE',
    at: NOON - HOUR,
    until: NOON - HOUR + 30 * 24 * HOUR,
    remindedAt: undefined,
    endedAt: undefined,
    endedBy: undefined,
    alertId: undefined,
    matched: 0,
    lastMatchedAt: undefined,
    ...fields,
  };
}
