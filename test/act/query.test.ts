/** The language of `/trail`: what is typed, also as Slack and phones mangle it, and what is made of what nobody understands. */
import fc from 'fast-check';
import { type Query, type Reading, parseQuery } from '../../src/act/query';
import { EXAMPLES } from '../../src/act/query-filters';
import type { Term } from '../../src/store/conditions';

/** A Friday; in Berlin it is 15:30. */
const NOW = Date.UTC(2026, 10, 20, 14, 30);
const HOUR = 3_600_000;
const BERLIN: Reading = { now: NOW, timeZone: 'Europe/Berlin', accounts: new Map([['Prod EU', '111122223333']]) };

const parse = (text: string, reading = BERLIN): Query => parseQuery(text, reading);

/** A query's conditions in short: `name=Delete*`, alternatives with a bar between them. */
function terms(text: string, reading = BERLIN): readonly string[] {
  const query = parse(text, reading);
  if (!('filters' in query)) throw new Error(`${text}: ${JSON.stringify(query)}`);
  return query.filters.all.map(({ any }) => any.map(inShort).join(' | '));
}

function inShort(term: Term): string {
  if (term.of === 'address') return term.from === term.to ? `address=${term.from}` : `address=${term.from}..${term.to}`;
  if (term.of === 'level') return `level>=${term.atLeast}`;
  return term.of === 'readOnly' ? `readOnly=${term.is}` : `${term.of}=${term.like}`;
}

const WORD = 'name=*alice* | principal=*:*:*alice* | person=alice*';

describe('recent understands', () => {
  test.each<[string, string, readonly string[]]>([
    ['nothing as everything', 'recent', []],
    ['a bare word as a part of a name', 'recent alice', [WORD]],
    ['several words, all of which must hold', 'recent alice write', [WORD, 'readOnly=false']],
    ['a principal by name', 'recent principal:deploy', ['principal=*:*:deploy']],
    ['a principal by key', 'recent principal:role:111122223333:deploy', ['principal=role:111122223333:deploy']],
    ['root', 'recent principal:root', ['principal=root:*:root']],
    [
      'a principal by ARN',
      'recent principal:arn:aws:iam::111122223333:user/alice',
      ['principal=user:111122223333:alice'],
    ],
    [
      'a session by ARN',
      'recent principal:arn:aws:sts::111122223333:assumed-role/deploy/ci-1',
      ['principal=role:111122223333:deploy', 'person=ci-1'],
    ],
    [
      'a bare ARN of somebody as who did it and as what it was done to',
      'recent arn:aws:iam::111122223333:role/deploy',
      ['principal=role:111122223333:deploy | resource=arn:aws:iam::111122223333:role/deploy'],
    ],
    ['any other bare ARN as a resource', 'recent arn:aws:s3:::logs', ['resource=arn:aws:s3:::logs']],
    ['a person by e-mail', 'recent person:Alice@Example.com', ['person=Alice@Example.com']],
    ['an event by glob', 'recent event:Delete*', ['name=Delete*']],
    ['one key twice as either', 'recent event:A event:B', ['name=A | name=B']],
    ['ip and address as the same', 'recent ip:10.0.0.1 address:10.0.0.2', ['address=40a000001 | address=40a000002']],
    ['a service by its short name', 'recent service:S3', ['source=s3.amazonaws.com']],
    ['a service as people call it', 'recent service:EventBridge', ['source=events.amazonaws.com']],
    ['a service by its event source', 'recent service:kms.amazonaws.com', ['source=kms.amazonaws.com']],
    ['an action as IAM writes it', 'recent s3:GetObject', ['source=s3.amazonaws.com', 'name=GetObject']],
    ['an account by id', 'recent account:444455556666', ['account=444455556666']],
    ['an account by its name in quotes', 'recent account:"prod eu"', ['account=111122223333']],
    ['a bare account id', 'recent 444455556666', ['account=444455556666']],
    ['a region', 'recent region:us-east-1', ['region=us-east-1']],
    ['a network', 'recent ip:198.51.100.99/24', ['address=4c6336400..4c63364ff']],
    ['a bare address', 'recent 203.0.113.9', ['address=4cb007109']],
    ['an IPv6 network', 'recent ip:2001:db8::/32', [`address=620010db8${'0'.repeat(24)}..620010db8${'f'.repeat(24)}`]],
    ['a wide IPv6 network, IPv4 left apart', 'recent ip:::/0', [`address=6${'0'.repeat(32)}..6${'f'.repeat(32)}`]],
    ['a service in the place of an address', 'recent ip:ecs.amazonaws.com', ['address=ecs.amazonaws.com']],
    ['a resource by name', 'recent resource:my-bucket', ['resource=my-bucket']],
    ['an access key', 'recent key:AKIAIOSFODNN7EXAMPLE', ['accessKey=AKIAIOSFODNN7EXAMPLE']],
    ['a bare access key', 'recent AKIAIOSFODNN7EXAMPLE', ['accessKey=AKIAIOSFODNN7EXAMPLE']],
    ['any error', 'recent error:any', ['error=*']],
    [
      'denials by what they are',
      'recent error:denied',
      ['error=AccessDenied* | error=*.UnauthorizedOperation | error=UnauthorizedAccess'],
    ],
    ['a level', 'recent level:High+', ['level>=high']],
    ['read', 'recent read', ['readOnly=true']],
    ['a keyword in quotes as a word', 'recent "read"', ['name=*read* | principal=*:*:*read* | person=read*']],
    ['filters without the command', 'event:Delete* level:high', ['name=Delete*', 'level>=high']],
    ['capitals', 'RECENT Event:X', ['name=X']],
  ])('%s', (_name, text, expected) => {
    expect(terms(text)).toEqual(expected);
  });
});

describe('what Slack and phones make of it is undone', () => {
  test.each<[string, string, readonly string[]]>([
    ['smart quotes', 'recent account:“prod eu”', ['account=111122223333']],
    ['spaces that do not break, and many of them', 'recent\u00a0\u2003 alice  \u00a0', [WORD]],
    ['invisible characters', 'recent al\u200bice\ufeff', [WORD]],
    ['a link made of an address', 'recent <http://203.0.113.9|203.0.113.9>', ['address=4cb007109']],
    [
      'a link inside of a filter',
      'recent service:<http://s3.amazonaws.com|s3.amazonaws.com>',
      ['source=s3.amazonaws.com'],
    ],
    ['a link made of an e-mail', 'recent person:<mailto:a@b.example|a@b.example>', ['person=a@b.example']],
    ['code', 'recent `event:Delete*`', ['name=Delete*']],
    ['escaped characters', 'recent event:a&amp;b', ['name=a&b']],
  ])('%s', (_name, text, expected) => {
    expect(terms(text)).toEqual(expected);
  });

  test.each([
    ['recent <@U0ALICE>', ['U0ALICE']],
    ['recent <@U0ALICE|alice>', ['U0ALICE']],
    ['recent person:<@U0ALICE|alice> person:<@W0BOB>', ['U0ALICE', 'W0BOB']],
    ['who <@U0ALICE|alice>', ['U0ALICE']],
    ['link arn:aws:iam::111122223333:user/alice <@U0ALICE>', ['U0ALICE']],
    ['recent \ue000U0ALICE', []],
  ])('%s mentions %j', (text, mentions) => {
    expect(parse(text)).toMatchObject({ mentions });
  });
});

describe('time', () => {
  const at = (text: string): number => Date.parse(text);
  test.each<[string, number | undefined, number | undefined]>([
    ['since:2h', NOW - 2 * HOUR, undefined],
    ['since:3d until:1d', NOW - 72 * HOUR, NOW - 24 * HOUR],
    ['since:2026-11-01', at('2026-11-01T00:00+01:00'), undefined],
    ['until:2026-11-01', undefined, at('2026-11-02T00:00+01:00') - 1],
    ['yesterday', at('2026-11-19T00:00+01:00'), at('2026-11-20T00:00+01:00') - 1],
    ['today', at('2026-11-20T00:00+01:00'), at('2026-11-21T00:00+01:00') - 1],
    ['2026-11-01..2026-11-03', at('2026-11-01T00:00+01:00'), at('2026-11-04T00:00+01:00') - 1],
    ['2026-11-01…2026-11-03', at('2026-11-01T00:00+01:00'), at('2026-11-04T00:00+01:00') - 1],
    // Clocks go back in Berlin on this day: it has 25 hours.
    ['2026-10-25', at('2026-10-25T00:00+02:00'), at('2026-10-26T00:00+01:00') - 1],
    ['since:2026-11-01T10:15', at('2026-11-01T10:15+01:00'), undefined],
    ['since:2026-11-01T10:15Z', at('2026-11-01T10:15Z'), undefined],
    ['since:"2026-11-01 10:15"', at('2026-11-01T10:15+01:00'), undefined],
    ['since:1d since:2h', NOW - 2 * HOUR, undefined],
  ])('%s is in the reader’s zone', (text, since, until) => {
    expect(parse(`recent ${text}`)).toMatchObject({ kind: 'recent', filters: { since, until } });
  });

  test('a zone that is none is UTC', () => {
    const query = parse('recent today', { ...BERLIN, timeZone: 'Mars/Base' });
    expect(query).toMatchObject({ filters: { since: at('2026-11-20T00:00Z') } });
  });
});

describe('other commands', () => {
  test.each<[string, object]>([
    ['', { kind: 'help', about: '' }],
    ['help recent', { kind: 'help', about: 'recent' }],
    ['event 7f1b', { kind: 'event', eventId: '7f1b' }],
    ['why `7f1b`', { kind: 'why', eventId: '7f1b' }],
    ['alerts', { kind: 'alerts', which: 'open' }],
    ['alerts mine', { kind: 'alerts', which: 'mine' }],
    ['alerts ACK', { kind: 'alerts', which: 'acknowledged' }],
    ['alert 3F9A1c…', { kind: 'alert', alertId: '3f9a1c' }],
    ['snoozes', { kind: 'snoozes' }],
    ['expected', { kind: 'expected' }],
    ['rules console login', { kind: 'rules', search: 'console login' }],
    ['confirmations', { kind: 'confirmations' }],
    ['link root <@U0A>', { kind: 'link', words: ['root'], mentions: ['U0A'] }],
    ['health', { kind: 'health' }],
    ['posture ', { kind: 'posture' }],
  ])('%s', (text, query) => {
    expect(parse(text)).toMatchObject(query);
  });

  test.each<[string, readonly string[]]>([
    ['who 203.0.113.9', ['address=4cb007109']],
    ['who alice@example.com', ['principal=*:*:alice@example.com | person=alice@example.com']],
    ['who deploy', ['principal=*:*:deploy | person=deploy']],
    ['who role:111122223333:deploy write', ['principal=role:111122223333:deploy', 'readOnly=false']],
    ['who role:Deploy', ['principal=role:*:Deploy']],
    ['who user:alice', ['principal=user:*:alice']],
    ['who AKIAIOSFODNN7EXAMPLE', ['accessKey=AKIAIOSFODNN7EXAMPLE']],
    ['who ecs.amazonaws.com', ['principal=service::ecs.amazonaws.com | address=ecs.amazonaws.com']],
    ['who principal:deploy', ['principal=*:*:deploy']],
  ])('%s', (text, expected) => {
    expect(terms(text)).toEqual(expected);
  });
});

describe('what is not understood is answered with what was, and an example', () => {
  test.each<[string, string, RegExp, string]>([
    ['recnt alice', '', /did you mean recent\?/, 'recent'],
    ['frobnicate', '', /no command frobnicate/, 'recent frobnicate'],
    ['recent evnt:x', 'recent', /did you mean event:\?/, 'recent event:Delete*'],
    ['recent event:', 'recent', /event: has no value/, 'recent event:Delete*'],
    ['recent level:loud', 'recent', /levels are informational, low/, 'recent level:high'],
    ['recent ip:300.1.2.3', 'recent', /neither an address nor a network/, 'recent ip:203.0.113.0/24'],
    ['recent ip:10.0.0.0/40', 'recent', /neither an address nor a network/, 'recent ip:203.0.113.0/24'],
    ['recent account:"prod eo"', 'recent', /did you mean Prod EU\?/, 'recent account:"Prod EU"'],
    ['recent since:soon', 'recent', /soon is not a time/, 'recent since:2h'],
    ['recent 2026-02-30', 'recent', /not a date/, 'recent 2026-11-01..2026-11-03'],
    ['recent since:1d until:2d', 'recent', /ends before it begins/, 'recent since:2026-11-01 until:2026-11-03'],
    ['recent read write', 'recent', /read and write at once/, 'recent write since:2h'],
    ['recent event:*a*b*c*d*e*f*g*', 'recent', /too many stars/, 'recent event:Delete*'],
    ['who', 'who', /needs a principal/, 'who alice@example.com since:1d'],
    ['event', 'event', /needs the id/, 'event 7f1b2c3d-0000-4000-8000-1a2b3c4d5e6f'],
    ['why a b', 'why', /takes one id/, 'why 7f1b2c3d-0000-4000-8000-1a2b3c4d5e6f'],
    ['alerts opn', 'alerts', /no list of alerts/, 'alerts open'],
    ['alert ;--', 'alert', /letters and digits/, 'alert 3f9a1c'],
    ['health now', 'health', /takes nothing more/, 'health'],
  ])('%s', (text, understood, problem, example) => {
    const query = parse(text);
    expect(query).toMatchObject({ kind: 'misunderstood', understood, example });
    expect(query.kind === 'misunderstood' && query.problem).toMatch(problem);
    expect(parse(example).kind).not.toBe('misunderstood');
  });

  test('every example of a filter is one', () => {
    for (const example of Object.values(EXAMPLES)) expect(parse(`recent ${example}`).kind).toBe('recent');
  });
});

test('hostile texts stay values', () => {
  expect(terms(`recent event:"x' OR 1=1 --"`)).toEqual([`name=x' OR 1=1 --`]);
  expect(terms('recent event:100%_\\')).toEqual(['name=100%_\\']);
  expect(terms('recent event:__proto__')).toEqual(['name=__proto__']);
  expect(parse('constructor').kind).toBe('misunderstood');
  expect(parse('alerts constructor').kind).toBe('misunderstood');
  expect(parse('recent service:constructor').kind).toBe('recent');
});

test('nothing that can be typed makes it throw, or say without end', () => {
  const pieces = fc.constantFrom(
    'recent ',
    'who ',
    'alerts ',
    'ip:',
    'since:',
    'person:',
    '"',
    '<@U1>',
    '..',
    '2026-13-40',
    ':',
    '*',
    '<',
    '|',
  );
  const text = fc.array(fc.oneof(pieces, fc.string({ unit: 'binary' }), fc.string())).map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, fc.string(), (typed, timeZone) => {
      const query = parse(typed, { ...BERLIN, timeZone });
      if (query.kind === 'misunderstood') expect(query.problem.length + query.example.length).toBeLessThan(800);
    }),
    { numRuns: 1000 },
  );
});
