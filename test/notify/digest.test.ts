/** A digest as messages: what it says, that Slack takes it however much there is, and that no name in it is live. */
import { readBlocks } from '../../demo/slack/blocks/validate';
import type { Digest } from '../../src/alert/digest';
import { digestLines, renderDigest } from '../../src/notify/digest';
import { HOUR } from '../fixtures';
import { DAY, MONDAY, busy, digest } from '../alert/digested';

function textsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(textsOf);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) =>
    key === 'text' && typeof part === 'string' ? [part] : textsOf(part),
  );
}

const words = (of: Digest): string => textsOf(renderDigest(of).blocks).join('\n');
const all = (of: Digest): unknown[][] => {
  const { blocks, simple } = renderDigest(of, true);
  return [blocks, simple ?? [], ...digestLines(of).map(({ message }) => message.blocks)];
};

describe('a digest', () => {
  test('of a calm week is one line, and says that somebody watched', () => {
    const calm = digest();
    expect(renderDigest(calm).text).toBe(
      'Weekly digest: Nothing needed you this week. I watched 1,234,567 events in 3 accounts without a gap.',
    );
    expect(renderDigest(calm).blocks).toHaveLength(3);
    expect(words(calm)).toMatch(/Watching without a gap since <!date/);
    expect(digestLines(calm)).toEqual([]);
    expect(renderDigest(digest({}, {}, 'daily')).text).toMatch(/^Daily digest: Nothing needed you today/);
  });

  test('says first what mattered, and what is open', () => {
    const { text, blocks } = renderDigest(busy());
    expect(text).toBe('Weekly digest: 3 critical, 20 high and 13 medium alerts; 2 are still open.');
    expect(textsOf(blocks[0])[0]).toMatch(/3 critical, 20 high and 13 medium alerts; 2 are still open\./);
    expect(textsOf(blocks.slice(1, 5)).join('\n')).toMatch(/\*Still open\* — 1 critical, 1 high · 2 for over a day/);
  });

  test.each<[string, RegExp]>([
    ['how it compares', /6 more than the week before/],
    ['how much was watched', /1,234,567 events in 3 accounts/],
    ['what is wrong with the bot', /\*Something is wrong:\* eu-west-3 of prod cannot be read, for 3 hours\./],
    ['when nobody watched', /I was not watching from <!date.*, 2 hours; what happened then was read afterwards/],
    ['what is open, for how long', /🔴 `deploy` stopped logging on the trail `main` ×4 · prod · for 1 day/],
    ['the noisiest rules', /▰{10} \*212\* Console sign-in without MFA · 4 alerts/],
    ['the busiest principals', /\*246\* role `ci` · 12 alerts/],
    [
      'questions',
      /1 question without an answer so far · 5 answered, half of them within 12 minutes · 1 never answered/,
    ],
    ['who was not found to answer', /❓ `alice` · asked <!date/],
    ['a proposal with its evidence', /212 matches in 4 alerts, 0 acknowledged, 97 % by role `ci`\. Is that expected\?/],
    [
      'a lower level',
      /40 matches in 9 alerts: 6 marked as expected, 3 snoozed, 0 acknowledged\. Lower its level in `rules\.levels`/,
    ],
    ['what ends', /⏳ role `deploy` · Table without deletion protection .* kept 42 matches quiet/],
    ['what matched nothing', /🕸️ role `deploy` .* by <@U0ALICE>/],
    ['what is snoozed', /💤 `deploy` stopped logging .* 3 matches came/],
    [
      'what staging would have posted',
      /40 matches by 3 principals, 2 of them expected; would have posted 2 high, 5 medium/,
    ],
    [
      'what was kept quiet',
      /120 matches by 1 expectation · 12 by rules in staging · 3 by snoozes · 40 low alerts that no route takes/,
    ],
    ['filters', /By your filters, uncounted: Backup role reads everything/],
    ['correlations', /7 rules speak only through the correlations that count them/],
  ])('tells %s', (_name, told) => expect(words(busy())).toMatch(told));

  test('has its rows’ buttons', () => {
    const buttons = JSON.stringify(renderDigest(busy()).blocks).match(/"action_id":"[^"]+"/g);
    expect(buttons?.map((one) => one.slice(13, -1)).sort()).toEqual(
      ['alert.expect', 'digest.extend', 'digest.go-live', 'digest.remove', 'digest.wake'].sort(),
    );
  });

  test('draws a chart, and has lines of text for a Slack that refuses it', () => {
    const { blocks, simple = [] } = renderDigest(busy());
    const [chart] = JSON.parse(
      JSON.stringify(blocks.filter(({ type }) => (type as string) === 'data_visualization')),
    ) as [{ chart: { series: { name: string; data: { value: number }[] }[]; axis_config: { categories: string[] } } }];
    expect(chart.chart.axis_config.categories).toHaveLength(8);
    expect(chart.chart.series.map(({ name, data }) => [name, data.length])).toEqual([
      ['critical', 8],
      ['high', 8],
      ['medium', 8],
    ]);
    expect(simple.some(({ type }) => (type as string) === 'data_visualization')).toBe(false);
    expect(textsOf(simple).join('\n')).toMatch(/`Thu 19` ▰{10} \*18\* 5 high, 13 medium/);
  });

  test('of a day draws none', () => {
    const day = digest(
      { opened: [{ quarter: Math.floor((MONDAY - HOUR) / 900_000), level: 'high', count: 1 }] },
      {},
      'daily',
    );
    expect(renderDigest({ ...day, days: day.days.slice(-2) }).simple?.map(({ type }) => type as string)).not.toContain(
      'data_visualization',
    );
  });

  const HOSTILE =
    '<!channel> <@U0EVIL> `*_~ :boom: https://evil.example <https://evil.example|log in> ' + '&<>'.repeat(300);

  test.each<[string, () => Digest]>([
    ['nothing', () => digest()],
    ['a little', () => busy()],
    ['some', () => busy((plain) => plain, 8)],
    ['thousands', () => busy((plain) => plain, 3_000)],
    ['names that are attacks', () => busy((plain) => `${plain} ${HOSTILE}`)],
    ['thousands of names that are attacks', () => busy((plain) => `${plain} ${HOSTILE}`, 3_000)],
    ['names of nothing but what is escaped', () => busy(() => '&'.repeat(5_000), 40)],
    ['names in characters of two halves', () => busy(() => '😈'.repeat(2_000), 40)],
  ])('of %s is taken by Slack, its replies too', (_name, make) => {
    for (const blocks of all(make())) {
      expect(() => readBlocks(blocks)).not.toThrow();
      expect(JSON.stringify(blocks).length).toBeLessThan(11_500);
      expect(blocks.length).toBeLessThan(45);
    }
    expect(renderDigest(make()).text.length).toBeLessThan(400);
  });

  test('has nothing live in it but our own', () => {
    const spoken = all(busy((plain) => `${plain} ${HOSTILE}`, 30))
      .flatMap(textsOf)
      .join('\n');
    const tokens = [...new Set(spoken.match(/<[^>]*>/g))].filter((token) => !token.startsWith('<!date^'));
    expect(tokens).toEqual(['<@U0ALICE>']);
    // What is literal: the bot's own backticks, of which those in names are told apart by what is put around them.
    const literal = /(?<!\u200b)`[^`\n]*`/g;
    expect(spoken.replace(literal, '')).not.toMatch(/https:\/\/|:boom:/);
  });

  test('puts what is longer than its first rows into its thread, whole', () => {
    const many = busy((plain) => plain, 8);
    expect(words(many)).toMatch(/Whole lists are in the thread/);
    const replies = digestLines(many);
    expect(replies.map(({ name }) => name)).toContain('expectations about to end');
    const ending = replies.find(({ name }) => name === 'expectations about to end');
    expect(JSON.stringify(ending).match(/digest\.extend/g)).toHaveLength(8);
    expect(new Set(replies.map(({ name }) => name)).size).toBe(replies.length);
  });

  test('says since when somebody watches, and what happened to that', () => {
    expect(words(digest({ watchedSince: undefined }))).toMatch(/Nothing was read so far/);
    expect(words(digest({ events: 0, accounts: 0 }))).toMatch(
      /No new alerts; nothing is open[^]*Not one event was read/,
    );
    const pauses = Array.from({ length: 9 }, (_, n) => ({
      from: MONDAY - DAY + n * HOUR,
      until: MONDAY - DAY + (n + 0.5) * HOUR,
    }));
    expect(words(digest({ pauses }))).toMatch(/30 minutes; what happened then[^]*and 6 more gaps/);
  });
});
