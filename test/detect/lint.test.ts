import { stringify } from 'yaml';
import { SOUND, folder, load, loadShipped, rule, told, write } from './rule-folder';

describe('a rule file', () => {
  test.each([
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
      'a confirmation that is neither a question nor a word to the person',
      { trailwarden: { confirm: 'yes' } },
      'trailwarden.confirm: expected true, false or tell, found string "yes"',
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

  const guided = (next_steps: string[], why = 'It matters.'): Record<string, unknown> =>
    rule(1, { ...SOUND, trailwarden: { ...SOUND.trailwarden, why, next_steps } });

  test.each([
    ['a field', 'Read requestParameters.name.'],
    ['a part of a field', 'Compare createVolumePermission with the list of our accounts.'],
    ['a field to be filled in', 'Look at {awsRegion|recipientAccountId}.'],
    ['a call', 'Look for RunInstances after it.'],
    ['a command of the CLI', 'aws cloudtrail start-logging brings it back.'],
    ['any command', 'Run `kubectl get pods -A`.'],
    ['a console page', 'Open IAM > Roles > NAME.'],
    ['a button', 'Press Mark expected for a pipeline.'],
    ['a person', 'Ask the owner of the bucket.'],
  ])('takes a step that names %s', (_, step) => {
    write({ 'x.yml': guided([step, 'Ask them whether it was planned.']) });
    expect(loadShipped().problems).toEqual([]);
  });

  test.each([
    ['Be careful.', 'names nothing to go by'],
    ['Find out more in CloudTrail and GuardDuty.', 'names nothing to go by'],
    ['Investigate the activity of the user.', '"Investigate the activity" fits every alert'],
    ['Ask the owner and review as needed.', '"as needed" fits every alert'],
    ['Contact your security team.', '"Contact your security team" fits every alert'],
    [
      'Determine whether the activity was legitimate by asking the owner.',
      '"Determine whether the activity was legitimate" fits every alert',
    ],
    ['Take appropriate action with aws iam delete-user.', '"Take appropriate action" fits every alert'],
  ])('refuses the step "%s"', (step, problem) => {
    write({ 'x.yml': guided([step, 'Ask them.']) });
    expect(() => loadShipped()).toThrow(
      `trailwarden.next_steps.0: ${problem.startsWith('names') ? `"${step}" ` : ''}${problem}`,
    );
  });

  test('says in words what would satisfy it', () => {
    write({ 'x.yml': guided(['Be careful.', 'Ask them.']) });
    expect(() => loadShipped()).toThrow(
      'name a field to read (requestParameters.name), a call or command (StopLogging, or aws cloudtrail start-logging), a console page or button (IAM > Roles > NAME) or a person (the owner of the bucket)',
    );
  });

  test('refuses filler in why, and leaves the operator’s rules alone', () => {
    const filler = guided(['Investigate the activity.', 'Be careful.'], 'This is potentially malicious.');
    write({ 'x.yml': filler });
    expect(() => loadShipped()).toThrow('trailwarden.why: "potentially malicious" fits every alert');
    expect(load().problems).toEqual([]);
  });

  test('takes a sound shipped rule', () => {
    write({ 'x.yml': rule(1, SOUND) });
    expect(loadShipped()).toMatchObject({
      problems: [],
      disabled: [],
      rules: [{ shipped: true, names: ['stoplogging'] }],
    });
  });

  test('warns of shipped rules that are too long, tests and sentences by name apart', () => {
    const long = { ...SOUND, references: Array.from({ length: 45 }, (_, at) => `https://example.com/${at}`) };
    write({ 'x.yml': rule(1, long) });
    const tooLong = expect.stringMatching(
      /^\d+ lines without tests and sentences by event name; 60 are the most/,
    ) as string;
    expect(loadShipped().problems).toMatchObject([{ severity: 'warning', problem: tooLong }]);
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
