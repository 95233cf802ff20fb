/** Any JSON at all as a record, through reading, detecting, deciding and wording: it never throws, and what it says is dead and short. */
import fc from 'fast-check';
import { readBlocks } from '../../demo/slack/blocks/validate';
import { NO_MARKS } from '../../src/detect/context';
import { detectOne } from '../../src/detect/detect';
import { renderAlert } from '../../src/notify/message';
import { isProblem, parseEvent } from '../../src/source/event';
import { principalOf } from '../../src/source/principal';
import { NOON, SETTINGS, decided, record } from '../fixtures';
import { ROWS, SHIPPED } from '../rules/shipped';
import { aliveIn, mrkdwnOf } from './live';
import { HOSTILE } from './words';

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(...HOSTILE),
  fc.constantFrom('*', 'true', '0.0.0.0/0', 'arn:aws:iam::1:root'),
);
const key = fc.oneof(
  fc.constantFrom(
    'userName',
    'name',
    'type',
    'arn',
    'accountId',
    'sessionContext',
    'sessionIssuer',
    'Statement',
    'Principal',
  ),
  fc.constantFrom(
    'items',
    'policyDocument',
    'policy',
    'ipPermissions',
    'cidrIp',
    'attributes',
    '__proto__',
    'constructor',
  ),
  text,
);
const json = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 5 },
    text,
    fc.double(),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    tie('list'),
    tie('object'),
  ),
  list: fc.array(tie('any'), { maxLength: 4 }),
  object: fc.dictionary(key, tie('any'), { maxKeys: 6, noNullPrototype: true }),
})).any;

const FIELDS = [
  'userIdentity',
  'requestParameters',
  'responseElements',
  'additionalEventData',
  'resources',
  'errorCode',
  'errorMessage',
];
const MORE = [
  'sourceIPAddress',
  'userAgent',
  'awsRegion',
  'eventTime',
  'recipientAccountId',
  'readOnly',
  'tlsDetails',
  'insightDetails',
];
const anyRecord = fc
  .tuple(fc.constantFrom(...ROWS), fc.dictionary(fc.constantFrom(...FIELDS, ...MORE), json, { noNullPrototype: true }))
  .map(([{ source, name }, fields]) => record({ eventSource: source, eventName: name, ...fields }));

test('what is no record is told, and never thrown at', () => {
  fc.assert(
    fc.property(json, (value) => {
      const event = parseEvent(JSON.parse(JSON.stringify(value) ?? 'null'), 'here', NOON);
      expect(isProblem(event) ? event.place : principalOf(event).key).toEqual(expect.any(String));
    }),
    { numRuns: 500 },
  );
});

test('a record of any event with anything in its fields becomes alerts that Slack takes', () => {
  let alerts = 0;
  fc.assert(
    fc.property(anyRecord, (value) => {
      const event = parseEvent(JSON.parse(JSON.stringify(value)), 'here', NOON);
      if (isProblem(event)) throw new Error(event.problem);
      const matches = detectOne(event, SHIPPED, SETTINGS, NO_MARKS, (error) => {
        throw error;
      });
      for (const { alert } of decided(matches).changes) {
        const { text: words, blocks, plain } = renderAlert(alert);
        alerts += 1;
        expect(() => readBlocks(JSON.parse(JSON.stringify(blocks)))).not.toThrow();
        expect(words.length).toBeLessThan(4000);
        expect(plain.length).toBeLessThan(4000);
        for (const one of [words, ...mrkdwnOf({ blocks: JSON.stringify(blocks) })])
          expect([one, aliveIn(one, [])]).toEqual([one, []]);
      }
    }),
    { numRuns: 1500 },
  );
  expect(alerts).toBeGreaterThan(500);
});
