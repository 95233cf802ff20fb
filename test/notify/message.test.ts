import type { Alert } from '../../src/alert/alert';
import { LEVELS } from '../../src/detect/level';
import { clientOf } from '../../src/notify/client';
import { type MessageOptions, renderAlert, renderCall } from '../../src/notify/message';
import { ALICE } from '../harness';
import { MINUTE, NOON, alert } from '../fixtures';

/** Every text of a message in order, block by block. */
function lines(of: Alert, options?: MessageOptions): string[] {
  return renderAlert(of, options).blocks.map((block) => textsOf(block).join(' | '));
}

function textsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(textsOf);
  if (typeof value !== 'object' || value === null) return [];
  const own = 'text' in value && typeof value.text === 'string' ? [value.text] : [];
  return [...own, ...Object.values(value).flatMap(textsOf)];
}

const withContent = (fields: Partial<Alert['content']>, others: Partial<Alert> = {}): Alert => {
  const base = alert(others);
  return { ...base, content: { ...base.content, ...fields } };
};

describe('a message', () => {
  test('says what, who, where, from where, when, why, what to do next, and last the small print', () => {
    const [what, facts, why, title, steps, button, small] = lines(alert());
    expect(what).toBe('🟠 *High* — `alice` stopped logging on trail `main`');
    expect(facts).toMatch(/\*Who\*\n`alice` \| \*Where\*\n\*prod\* `111122223333` \(production\)\n`eu-central-1`/);
    expect(facts).toMatch(/\*From\*\n`198.51.100.7`\nAWS CLI \| \*When\*\n<!date\^1795176000/);
    expect(why).toBe('*Why it matters*\nWithout the trail there is no record of what happens next.');
    expect(title).toBe('*What to do next*');
    expect(steps).toBe(
      'Ask  | userIdentity.arn |  whether it was planned. | Switch it on:  | aws cloudtrail start-logging --name main | .',
    );
    expect(button).toMatch(/^Acknowledge \| Snooze \| .* \| Mark expected \| Show event/);
    expect(small).toMatch(
      /Rule: CloudTrail logging stopped \(Trailwarden\) {2}· {2}event `00000000-.*Open in CloudTrail>$/,
    );
  });

  test.each([
    ['critical', '🔴 *Critical*'],
    ['high', '🟠 *High*'],
    ['medium', '🟡 *Medium*'],
    ['low', '🔵 *Low*'],
    ['informational', '⚪ *Informational*'],
  ] as const)('of level %s begins with %s', (level, start) => {
    expect(lines(alert({ level }))[0]?.startsWith(start)).toBe(true);
    expect(renderAlert(alert({ level })).text).toMatch(/alice stopped logging on trail main/);
  });

  test('of a repeat counts, and says first and last', () => {
    const [what, facts] = lines(alert({ count: 14, lastAt: NOON + 42 * MINUTE }));
    expect(what).toMatch(/\*×14\*$/);
    expect(facts).toMatch(/first <!date\^1795176000.*\nlast <!date\^1795178520/);
    expect(renderAlert(alert({ count: 14 })).text).toMatch(/\(×14\)$/);
  });

  test('of an acknowledged alert looks different and says by whom and when, in the buttons’ place', () => {
    const all = lines(alert({ state: 'acknowledged', stateBy: ALICE, stateAt: NOON }));
    expect(all[0]).toMatch(/^👀 \*High, acknowledged\* — /);
    expect(all).toContainEqual(expect.stringMatching(/^\*Acknowledged\* by <@U0ALICE>, <!date\^/));
    expect(all.join()).not.toContain('Acknowledge,');
  });

  test('says why it was rated as it was', () => {
    const rated = withContent({ reasons: ['raised from high to critical because it is a production account'] });
    expect(lines(rated).join('\n')).toContain('*Risk* raised from high to critical because it is a production account');
  });

  test('says what is new, names the person, and what else matched', () => {
    const all = lines(
      withContent({ firstTime: ['event', 'network'], person: 'alice@example.com', also: ['Another rule'] }),
    ).join('\n');
    for (const words of [
      'first time this principal did this',
      'first time from this network',
      '`alice@example.com`',
      'also matched: Another rule',
    ]) {
      expect(all).toContain(words);
    }
  });

  test('shows a country by its name', () => {
    expect(lines(withContent({ country: 'RO' }))[1]).toContain('`198.51.100.7` Romania');
  });

  test.each([
    ['eu-central-1', 'https://eu-central-1.console.aws.amazon.com/'],
    ['us-gov-west-1', 'https://us-gov-west-1.console.amazonaws-us-gov.com/'],
    ['cn-north-1', 'https://cn-north-1.console.amazonaws.cn/'],
  ])('links into the console of %s', (region, address) => {
    expect(lines(withContent({ region })).at(-1)).toContain(address);
  });

  test.each(['evil.example/#', '', 'eu-central-1.evil.example'])('makes no link of the region %j', (region) => {
    expect(lines(withContent({ region })).at(-1)).not.toContain('<http');
  });

  test('without guidance leaves its parts out', () => {
    expect(lines(withContent({ why: undefined, nextSteps: [] })).join('\n')).not.toMatch(
      /Why it matters|What to do next/,
    );
  });

  test('calls whom its route names however long the names in the sentence are', () => {
    const long = { value: '<'.repeat(300) };
    const of = withContent({ what: [long, ' stopped logging on ', long, ' and ', long] });
    expect(lines(of, { mention: '@here' })[0]).toMatch(/<!here>$/);
    expect(textsOf(renderCall(of, { why: 'raised', from: 'medium' }, '@here').blocks).join()).toMatch(/<!here>$/);
  });

  test('mentions whom its route names, in the text too', () => {
    const { text, blocks } = renderAlert(alert(), { mention: '@here' });
    expect(text).toMatch(/<!here>$/);
    expect(JSON.stringify(blocks[0])).toContain('<!here>');
  });

  test.each(LEVELS)('of level %s stays within Slack’s limits, however long its parts', (level) => {
    const long = 'x&<`'.repeat(2500);
    const huge = withContent(
      {
        what: [long, { value: long }],
        why: long,
        nextSteps: Array(9).fill(long) as string[],
        reasons: Array(9).fill(long) as string[],
        title: long,
        also: [long],
        actor: long,
        agent: long,
        person: long,
        accountName: long,
      },
      {
        level,
        confirmed: { confirmationId: 'c', state: 'no', person: ALICE, at: NOON, because: undefined, words: long },
      },
    );
    const { blocks, text, plain } = renderAlert(huge, { mention: '@here' });
    expect(blocks.length).toBeLessThanOrEqual(50);
    expect(JSON.stringify(blocks).length).toBeLessThan(12_000);
    expect(Math.max(text.length, plain.length)).toBeLessThanOrEqual(4000);
  });
});

test('a raise says from where to where, and what', () => {
  const { text, blocks } = renderCall(alert({ level: 'critical' }), { why: 'raised', from: 'medium' }, '@here');
  expect(textsOf(blocks).join()).toMatch(/^🔴 \*Raised from medium to critical\*: `alice` stopped logging.* <!here>$/);
  expect(text).toMatch(/^Raised from medium to critical: .*alice stopped logging/);
});

test.each([
  ['aws-cli/2.17.32 md/awscrt#0.21.2', 'AWS CLI'],
  ['APN/1.0 HashiCorp/1.0 Terraform/1.13.4 aws-sdk-go-v2/1.39.2', 'Terraform'],
  ['Boto3/1.35 md/Botocore#1.35', 'Python (boto3)'],
  ['Mozilla/5.0', 'a browser'],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Firefox/115.0', 'Firefox on Linux'],
  ['signin.amazonaws.com', 'AWS console'],
  ['autoscaling.amazonaws.com', 'AWS service autoscaling.amazonaws.com'],
  ['something else', undefined],
])('the agent %s is %s', (agent, client) => {
  expect(clientOf(agent)).toBe(client);
});
