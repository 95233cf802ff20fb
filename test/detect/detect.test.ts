import { type ContextSettings, NO_MARKS, NO_SETTINGS } from '../../src/detect/context';
import { detect, detectOne } from '../../src/detect/detect';
import type { Rule } from '../../src/detect/rule';
import { runRuleTests } from '../../src/detect/rule-tests';
import { eventOf, matchOf, ruleOf, setOf } from './given';

const titles = (rules: Rule[], fields: Record<string, unknown>): string[] =>
  detectOne(eventOf(fields), setOf(...rules), NO_SETTINGS, NO_MARKS).map(({ rule }) => rule.title);

const STOP = { eventSource: 'cloudtrail.amazonaws.com', eventName: 'StopLogging' };

describe('detection', () => {
  const stop = ruleOf(
    '{ s: { eventSource: cloudtrail.amazonaws.com, eventName: [StopLogging, DeleteTrail] }, condition: s }',
    { title: 'stop' },
  );
  const source = ruleOf('{ s: { eventSource: cloudtrail.amazonaws.com }, condition: s }', { title: 'source' });
  const any = ruleOf('{ s: { userIdentity.type: Root }, condition: s }', { title: 'any' });

  test('finds rules by source and name, and those that can match anything', () => {
    expect(titles([stop, source, any], { ...STOP, userIdentity: { type: 'Root' } })).toEqual(['stop', 'source', 'any']);
    expect(titles([stop, source, any], { ...STOP, eventName: 'StopLoggingOrElse' })).toEqual(['source']);
    expect(titles([stop, source, any], { eventName: 'StopLogging' })).toEqual([]);
  });

  test('finds names without case', () => {
    expect(titles([stop], { eventSource: 'CloudTrail.amazonaws.com', eventName: 'stoplogging' })).toEqual(['stop']);
  });

  test.each<[sentence: string, detection: string, sources: string[] | undefined, names: string[] | undefined]>([
    ['an exact value', '{ s: { eventSource: A, eventName: B }, condition: s }', ['a'], ['b']],
    [
      'either of two selections',
      '{ s: { eventName: A }, t: { eventName: [B, C] }, condition: s or t }',
      undefined,
      ['a', 'b', 'c'],
    ],
    [
      'what two selections share',
      '{ s: { eventName: [A, B] }, t: { eventName: [B, C] }, condition: s and t }',
      undefined,
      ['b'],
    ],
    ['nothing when one side is free', '{ s: { eventName: A }, t: { x: y }, condition: s or t }', undefined, undefined],
    ['nothing from a wildcard', '{ s: { eventName: "A*" }, condition: s }', undefined, undefined],
    ['nothing from a null', '{ s: { eventName: [A, null] }, condition: s }', undefined, undefined],
    ['nothing from what is excluded', '{ s: { eventName|neq: A }, condition: s }', undefined, undefined],
    [
      'only what is not negated',
      '{ s: { eventName: A }, f: { eventSource: B }, condition: s and not f }',
      undefined,
      ['a'],
    ],
  ])('is bound to %s', (_, detection, sources, names) => {
    expect(ruleOf(detection)).toMatchObject({ sources, names });
  });

  test('goes on when one rule fails on one event, and tells it', () => {
    const broken: Rule = {
      ...any,
      title: 'broken',
      matches: () => {
        throw new Error('no');
      },
    };
    const told: unknown[] = [];
    const matches = detect(
      [eventOf(STOP), eventOf({})],
      setOf(broken, stop),
      NO_SETTINGS,
      NO_MARKS,
      (error, event, rule) => told.push([(error as Error).message, event.name, rule]),
    );
    expect(matches.map(({ rule }) => rule.title)).toEqual(['stop']);
    expect(told).toEqual([
      ['no', 'StopLogging', 'broken'],
      ['no', 'CreateUser', 'broken'],
    ]);
  });
});

describe('the level', () => {
  const rule = ruleOf(
    '{ selection: { eventName: StopLogging }, _denied: { ctx.outcome: denied }, _root: { userIdentity.type: Root }, condition: selection }',
    {
      level: 'high',
      trailwarden: {
        raise: [
          { when: { 'ctx.account.environment': 'production' }, to: 'critical', because: 'it is a production account' },
          { when: '_root and not _denied', to: 'critical', because: 'root did it' },
        ],
        lower: [{ when: '_denied', to: 'medium', because: 'the call was denied' }],
      },
    },
  );
  const settings: ContextSettings = {
    ...NO_SETTINGS,
    accounts: new Map([['111122223333', { name: 'prod', environment: 'Production' }]]),
  };

  test.each([
    ['stays', {}, 'high', []],
    [
      'is raised by context',
      { recipientAccountId: '111122223333' },
      'critical',
      ['raised from high to critical because it is a production account'],
    ],
    [
      'is raised by a named selection',
      { userIdentity: { type: 'Root' } },
      'critical',
      ['raised from high to critical because root did it'],
    ],
    [
      'is lowered',
      { errorCode: 'AccessDenied' },
      'medium',
      ['lowered from high to medium because the call was denied'],
    ],
    [
      'is raised first, then lowered',
      { recipientAccountId: '111122223333', errorCode: 'AccessDenied' },
      'medium',
      [
        'raised from high to critical because it is a production account',
        'lowered from critical to medium because the call was denied',
      ],
    ],
  ])('%s', (_, fields, level, reasons) => {
    const [match] = detect([eventOf({ ...STOP, ...fields })], setOf(rule), settings, NO_MARKS);
    expect(match?.rating).toEqual({ level, reasons });
  });
});

describe('fields of context', () => {
  test.each<[selection: string, context: Record<string, unknown>, holds: boolean]>([
    ['{ ctx.outcome: success }', {}, true],
    ['{ ctx.error|startswith: Acc }', { error: 'AccessDenied' }, true],
    ['{ ctx.business_hours: false }', { business_hours: false }, true],
    ['{ ctx.business_hours: false }', {}, false],
    ['{ ctx.business_hours: null }', {}, true],
    ['{ ctx.foreign: true }', { foreign: true }, true],
    ['{ ctx.foreign: false }', {}, true],
    ['{ ctx.country|neq: [DE, FR] }', { country: 'US' }, true],
    ['{ ctx.country: [DE, FR] }', {}, false],
    ['{ ctx.own_principal: false }', { own_principal: false }, true],
    ['{ ctx.own_principal: false }', {}, false],
    ['{ ctx.address: private }', { address: 'private' }, true],
    ['{ ctx.first_seen.network: true }', { 'first_seen.network': true }, true],
    ['{ ctx.first_seen.event|exists: true }', {}, false],
    [
      '{ ctx.principal.kind: user, ctx.principal.name|contains: adm }',
      { 'principal.kind': 'user', 'principal.name': 'sysadmin' },
      true,
    ],
    ['{ ctx.principal.session|exists: false }', {}, true],
    ['{ ctx.account.own: true, ctx.account.name: prod }', { 'account.own': true, 'account.name': 'prod' }, true],
    ['{ ctx.person|endswith: "@example.com" }', { person: 'a@example.com' }, true],
  ])('%s with %j', (selection, context, holds) => {
    const rule = ruleOf(`{ selection: ${selection}, condition: selection }`);
    expect(matchOf(rule, {}, context) !== undefined).toBe(holds);
  });
});

test('a rule’s own tests say what went wrong', () => {
  const rule = ruleOf(
    '{ selection: { eventSource: cloudtrail.amazonaws.com, eventName: StopLogging }, condition: selection }',
    {
      level: 'high',
      trailwarden: {
        what: '{actor} stopped logging on {requestParameters.name}',
        raise: [{ when: { 'ctx.account.environment': 'production' }, to: 'critical', because: 'it is production' }],
        tests: [
          { name: 'source and name are filled in', match: true, level: 'high', event: {} },
          {
            name: 'context is set',
            match: true,
            level: 'critical',
            context: { account: { environment: 'production' } },
            event: {},
          },
          {
            name: 'the sentence is as recorded',
            match: true,
            what: 'logging on main',
            event: { requestParameters: { name: 'main' } },
          },
          { name: 'a near miss', match: false, event: { eventName: 'StopLoggingOrElse' } },
          { name: 'should have matched', match: true, event: { eventName: 'X' } },
          { name: 'should not have matched', match: false, event: {} },
          {
            name: 'wrong level',
            match: true,
            level: 'low',
            context: { 'ctx.account.environment': 'production' },
            event: {},
          },
          { name: 'wrong sentence', match: true, what: 'started', event: { requestParameters: { name: 'main' } } },
        ],
      },
    },
  );
  const results = runRuleTests(setOf(rule));
  expect(results.map(({ passed }) => passed)).toEqual([true, true, true, true, false, false, false, false]);
  expect(results.slice(4).map(({ problem }) => problem)).toEqual([
    'the rule did not match',
    'the rule matched on eventSource: cloudtrail.amazonaws.com, eventName: StopLogging',
    'the level is critical, not low (raised from high to critical because it is production)',
    'the sentence is "an unknown caller stopped logging on main"',
  ]);
});
