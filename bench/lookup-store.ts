/** A store of a made-up company's ninety days, the same at every run: what look-ups are measured against. */
import type { Alert } from '../src/alert/alert';
import type { MatchRecord } from '../src/alert/decide';
import { LEVELS } from '../src/detect/level';
import { type CloudTrailEvent, isProblem, parseEvent } from '../src/source/event';
import { writeAlert, writeMatches } from '../src/store/alerts';
import type { Database } from '../src/store/database';
import { insertEvents } from '../src/store/events';
import { recordMarks } from '../src/store/marks';
import { dice } from './records';

export const DAY = 86_400_000;
export const NOW = Date.UTC(2026, 10, 20, 12);
export const SPAN = 90 * DAY;

const PAGE = 2_000;
const SERVICES = ['ec2', 's3', 'iam', 'sts', 'kms', 'logs', 'rds', 'lambda', 'ssm', 'ecs', 'sns', 'sqs'];
const VERBS = ['Describe', 'List', 'Get', 'Create', 'Put'];
const REGIONS = ['eu-central-1', 'us-east-1', 'eu-west-1', 'us-west-2'];
const AGENT = 'aws-sdk-go-v2/1.30.3 os/linux lang/go#1.22.5 md/GOOS#linux md/GOARCH#amd64';

export const accountOf = (n: number): string => String(100_000_000_000 + (n % 40) * 1_111);
export const principalName = (n: number): string => (n % 4 === 0 ? `person${n}` : `role-${n}`);
export const bucketOf = (n: number): string => `data-${n}`;
export const keyOf = (n: number): string => `ASIA${String(n).padStart(16, '0')}`;

/** 300 names: few of them make most of the calls. */
export function nameOf(n: number): { readonly source: string; readonly name: string } {
  const service = SERVICES[n % SERVICES.length] ?? 'ec2';
  return { source: `${service}.amazonaws.com`, name: `${VERBS[n % VERBS.length]}${service.toUpperCase()}Thing${n}` };
}

/** Small numbers are drawn more often, as few principals make most of the calls. */
function skewed(roll: () => number, most: number): number {
  return Math.floor(most * roll() ** 2);
}

function recordOf(index: number, total: number, roll: () => number): Record<string, unknown> {
  const who = skewed(roll, 2_000);
  const call = nameOf(skewed(roll, 300));
  const account = accountOf(who);
  const session = who % 3 === 0 ? `person${who}@example.com` : `run-${skewed(roll, 200_000)}`;
  const isUser = who % 4 === 0;
  const name = principalName(who);
  const bucket = bucketOf(skewed(roll, 50_000));
  return {
    eventVersion: '1.11',
    userIdentity: {
      type: isUser ? 'IAMUser' : 'AssumedRole',
      principalId: `AROAEXAMPLE${who}:${session}`,
      arn: isUser ? `arn:aws:iam::${account}:user/${name}` : `arn:aws:sts::${account}:assumed-role/${name}/${session}`,
      accountId: account,
      accessKeyId: keyOf(skewed(roll, 100_000)),
      ...(isUser ? { userName: name } : { sessionContext: { sessionIssuer: { type: 'Role', userName: name } } }),
    },
    eventTime: new Date(NOW - SPAN + Math.floor((index / total) * (SPAN / 1000)) * 1000).toISOString(),
    eventSource: call.source,
    eventName: call.name,
    awsRegion: REGIONS[skewed(roll, REGIONS.length)],
    sourceIPAddress: who % 50 === 1 ? 'cloudformation.amazonaws.com' : `198.51.${who % 100}.${skewed(roll, 256)}`,
    userAgent: AGENT,
    ...(roll() < 0.05 ? { errorCode: roll() < 0.7 ? 'AccessDenied' : 'Client.UnauthorizedOperation' } : {}),
    requestParameters: { bucketName: bucket, Host: `${bucket}.s3.amazonaws.com`, maxKeys: 1000 },
    responseElements: null,
    resources: [{ accountId: account, type: 'AWS::S3::Bucket', ARN: `arn:aws:s3:::${bucket}` }],
    readOnly: index % 4 !== 0,
    eventID: `${index.toString(16).padStart(8, '0')}-0000-4000-8000-${Math.floor(roll() * 0xffffffffffff)
      .toString(16)
      .padStart(12, '0')}`,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: account,
    eventCategory: 'Management',
    tlsDetails: { tlsVersion: 'TLSv1.3', cipherSuite: 'TLS_AES_128_GCM_SHA256' },
  };
}

/** Fills a store through the writing of the bot itself, in the order of time as reading does. Every 500th event has a match. */
export async function fill(database: Database, total: number): Promise<void> {
  const roll = dice(6);
  const { connection } = database;
  // The file is thrown away: what is measured is reading.
  connection.pragma('synchronous = OFF');
  for (let start = 0; start < total; start += PAGE) {
    const size = Math.min(PAGE, total - start);
    const events = Array.from({ length: size }, (_, n) => eventOf(recordOf(start + n, total, roll)));
    await database.transaction(async (trx) => {
      insertEvents(connection, events);
      recordMarks(connection, events, NOW - SPAN);
      const met = events.filter((_, n) => n % 500 === 0);
      for (const event of met) await writeAlert(trx, alertOf(event, roll));
      await writeMatches(trx, met.map(matchOf));
    });
  }
}

function eventOf(record: Record<string, unknown>): CloudTrailEvent {
  const event = parseEvent(record, 'bench', NOW);
  if (isProblem(event)) throw new Error(event.problem);
  return event;
}

function matchOf({ id, time }: CloudTrailEvent, n: number): MatchRecord {
  const level = LEVELS[n % LEVELS.length] ?? 'low';
  return { eventId: id, ruleId: `rule-${n % 7}`, alertId: `alert-${id}`, quietBy: undefined, level, reasons: [], time };
}

function alertOf({ id, time, account, name, source, region }: CloudTrailEvent, roll: () => number): Alert {
  const state =
    (['open', 'acknowledged', 'resolved', 'resolved', 'resolved'] as const)[Math.floor(roll() * 5)] ?? 'open';
  const snooze = { until: NOW + DAY, at: NOW, by: 'U0BOB', counted: 0, over: false };
  return {
    id: `alert-${id}`,
    fingerprint: id,
    ruleId: 'rule-1',
    principal: `role:${account}:x`,
    account,
    level: LEVELS[Math.floor(roll() * LEVELS.length)] ?? 'low',
    state,
    stateBy: state === 'open' ? undefined : `U${Math.floor(roll() * 20)}`,
    stateAt: state === 'open' ? undefined : time,
    stateReason: undefined,
    count: 1,
    firstAt: time,
    lastAt: time,
    openedAt: time,
    version: 1,
    snooze: roll() < 0.02 ? snooze : undefined,
    awoke: undefined,
    ladder: undefined,
    folded: false,
    confirmed: undefined,
    history: false,
    content: {
      title: 'A rule',
      author: 'Trailwarden',
      tags: [],
      what: ['x'],
      why: undefined,
      nextSteps: [],
      reasons: [],
      also: [],
      group: undefined,
      expectable: true,
      principal: { kind: 'role', name: 'x', session: undefined },
      actor: 'x',
      person: undefined,
      arn: undefined,
      accountName: undefined,
      environment: undefined,
      region,
      address: undefined,
      country: undefined,
      agent: undefined,
      firstTime: [],
      eventId: id,
      eventName: name,
      eventSource: source,
    },
  };
}
