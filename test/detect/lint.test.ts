import { stringify } from 'yaml';
import { SOUND, folder, load, loadShipped, rule, told, write } from './rule-folder';

describe('a rule file', () => {
  test.each([
    [
      'a correlation',
      { correlation: { type: 'event_count' } },
      'correlation: correlation documents are not supported yet',
    ],
    ['a filter', { filter: { rules: [] } }, 'filter: filter documents are not supported yet'],
    ['no map', 'just text', 'expected a Sigma rule (a map), found string "just text"'],
    [
      'an unknown key of ours',
      { trailwarden: { wat: 'x' } },
      'trailwarden.wat: unknown key "wat" (did you mean what?)',
    ],
    [
      'the old timeframe',
      { detection: { s: { a: 1 }, timeframe: '5m', condition: 's' } },
      'detection.timeframe: belongs to the removed "| count()" form; write a correlation rule instead',
    ],
    [
      'an adjustment to no level',
      { trailwarden: { raise: [{ when: { a: 1 }, to: 'hgih', because: 'x' }] } },
      'trailwarden.raise.0.to: expected a level (informational, low, medium, high, critical), found string "hgih" (did you mean high?)',
    ],
    [
      'an adjustment without a reason',
      { trailwarden: { lower: [{ when: 'selection', to: 'low' }] } },
      'trailwarden.lower.0.because: missing; it completes "lowered to … because …"',
    ],
    [
      'an adjustment by an unknown selection',
      { trailwarden: { raise: [{ when: '_denid', to: 'low', because: 'x' }] } },
      'trailwarden.raise.0.when: there is no selection "_denid"',
    ],
    [
      'a test of an unknown context field',
      { trailwarden: { tests: [{ name: 'x', match: true, event: {}, context: { outcom: 'x' } }] } },
      'trailwarden.tests.0.context.outcom: unknown field "ctx.outcom" (did you mean outcome?)',
    ],
  ])('refuses %s', (_, document, problem) => {
    const whole = typeof document === 'string' ? document : rule(1, { eventSource: 'x', ...document });
    write({ 'x.yml': whole });
    expect(told(load()).filter((one) => one.startsWith('error'))).toContain(`error x.yml: ${problem}`);
  });

  test('refuses several documents in one file for now', () => {
    write({ 'x.yml': `${stringify(rule(1))}---\n${stringify({ title: 'c', correlation: {} })}` });
    expect(told(load())).toEqual([
      'error x.yml: several documents in one file (a correlation or a filter beside its rules) are not supported yet',
    ]);
  });

  test('only warns of conventions that an operator’s rule breaks', () => {
    write({
      'x.yml': rule(1, {
        id: 'not-a-uuid',
        status: 'stabel',
        date: '2020/01/21',
        tags: ['defense evasion'],
        references: ['see the wiki'],
        falsepositive: ['x'],
        custom: { anything: true },
        detection: {
          selection: { principal: '*', eventName: 'A', a: ['x', null], 'b|all': 'y' },
          condition: 'selection',
        },
      }),
    });
    const set = load();
    expect(set.rules).toHaveLength(1);
    expect(told(set)).toEqual([
      `warning x.yml: detection.selection.principal: "*" holds for any value at all; a literal star is written '\\*'`,
      'warning x.yml: detection.selection.a: null does not belong in a list; write a selection of its own',
      'warning x.yml: detection.selection.b|all: all needs more than one value',
      'warning x.yml: id: expected a UUID, found string "not-a-uuid"',
      'warning x.yml: status: expected one of stable, test, experimental, deprecated, unsupported, found string "stabel" (did you mean stable?)',
      'warning x.yml: date: expected a date such as 2026-11-20, found string "2020/01/21"',
      'warning x.yml: tags.0: "defense evasion" is not a tag such as attack.t1562.008',
      'warning x.yml: references.0: "see the wiki" is not a link',
      'warning x.yml: falsepositive: unknown key "falsepositive" (did you mean falsepositives?)',
    ]);
  });

  test('holds shipped rules to every convention', () => {
    write({
      'x.yml': rule(1, {
        detection: { selection: { 'requestParameters.principal': '*' }, _odd: { a: 1 }, condition: 'selection' },
      }),
    });
    const problems = [
      `detection.selection.requestParameters.principal: "*" holds for any value at all; a literal star is written '\\*'`,
      'detection._odd: no condition uses this selection',
      'status: missing',
      'description: missing',
      'level: missing',
      'falsepositives: missing',
      'author: missing',
      'date: missing',
      'trailwarden.what: missing',
      'trailwarden.why: missing',
      'trailwarden.next_steps: expected two to five steps, found 0',
      'trailwarden.tests: no test that matches',
      'trailwarden.tests: no near miss (a test with match: false)',
    ];
    expect(() => loadShipped()).toThrow(problems.map((one) => `  ${folder.path}/x.yml: ${one}`).join('\n'));
  });

  test('takes a sound shipped rule', () => {
    write({ 'x.yml': rule(1, SOUND) });
    expect(loadShipped()).toMatchObject({
      problems: [],
      disabled: [],
      rules: [{ shipped: true, names: ['stoplogging'] }],
    });
  });

  test('refuses shipped rules that are too long, tests and sentences by name apart', () => {
    const long = { ...SOUND, references: Array.from({ length: 45 }, (_, at) => `https://example.com/${at}`) };
    write({ 'x.yml': rule(1, long) });
    expect(() => loadShipped()).toThrow(/x\.yml: \d+ lines without tests and sentences by event name; 60 are the most/);
    const what = Object.fromEntries([...Array(60).keys()].map((at) => [`Event${at}`, '{actor} stopped it']));
    const names = Object.keys(what);
    write({
      'x.yml':
        stringify(rule(1, { ...SOUND, detection: undefined, trailwarden: undefined })) +
        `detection: { selection: { eventSource: a, eventName: [${names.join(', ')}] }, condition: selection }\n` +
        stringify({
          trailwarden: {
            ...SOUND.trailwarden,
            what,
            tests: [
              { name: 'a', match: true, event: { eventName: 'Event1' } },
              { name: 'b', match: false, event: { eventName: 'x' } },
            ],
          },
        }),
    });
    expect(loadShipped().problems).toEqual([]);
  });

  test('warns of a sentence for an event the rule never matches', () => {
    write({ 'x.yml': rule(1, { trailwarden: { what: { StopLoging: '{actor} stopped logging' } } }) });
    expect(told(load())).toEqual([
      'warning x.yml: trailwarden.what.StopLoging: the rule never matches StopLoging (did you mean StopLogging?)',
    ]);
  });
});
