import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { RuleFolder } from '../../src/detect/load-rules';
import { wordsOf } from '../../src/detect/problems';
import { AppError } from '../../src/error';
import { ID, SOUND, folder, load, loadShipped, rule, told, write } from './rule-folder';

describe('loading rules', () => {
  test('reads folders recursively, single files, and each file once', () => {
    write({ 'b/two.yaml': rule(2), 'a/deep/one.yml': rule(1), 'a/readme.md': 'no rule' });
    symlinkSync(folder.path, join(folder.path, 'a', 'circle'));
    const set = load({
      folders: [
        { path: folder.path, shipped: false },
        { path: join(folder.path, 'b/two.yaml'), shipped: false },
      ],
    });
    expect(set.rules.map(({ title }) => title)).toEqual(['Rule 1', 'Rule 2']);
    expect(set.problems).toEqual([]);
  });

  test('takes the operator’s overrides, staging and disabled rules, by id or title', () => {
    write({ '1.yml': rule(1), '2.yml': rule(2, { level: 'low' }), '3.yml': rule(3) });
    const set = load({ levels: { [`${ID}1`]: 'critical' }, staging: ['Rule 2'], disable: [`${ID}3`] });
    expect(set.rules.map(({ level, staged }) => [level, staged])).toEqual([
      ['critical', false],
      ['low', true],
    ]);
    expect(set.disabled).toMatchObject([{ title: 'Rule 3', reason: 'disabled in the configuration' }]);
  });

  test('lets a folder take the place of rules with the same id, wherever it is named', () => {
    write({ 'a/1.yml': rule(1), 'a/2.yml': rule(2), 'b/new.yml': rule(1, { title: 'Newer' }) });
    const [a, b] = ['a', 'b'].map((name) => ({ path: join(folder.path, name), shipped: false }));
    for (const folders of [
      [a, { ...b, replaces: true }],
      [{ ...b, replaces: true }, a],
    ]) {
      const set = load({ folders: folders as RuleFolder[] });
      expect(set.rules.map(({ title }) => title).sort()).toEqual(['Newer', 'Rule 2']);
      expect(set.problems).toEqual([]);
    }
  });

  test('tells names in the configuration that are no rule', () => {
    write({ '1.yml': rule(1) });
    expect(load({ disable: ['Rule l'] }).problems.map(wordsOf)).toEqual([
      'configuration: rules.disable: there is no rule "Rule l" (did you mean Rule 1?)',
    ]);
  });

  test('disables a broken rule of the operator and shows all that is wrong with it', () => {
    const detection = { sel: { 'eventName|contain': 'x', 'a|gt': 'y' }, condition: 'selection' };
    write({ 'bad.yml': rule(1, { detection, level: 'hihg' }), 'good.yml': rule(2) });
    const set = load();
    expect(told(set)).toEqual([
      'error bad.yml: detection.sel.eventName|contain: unknown modifier "contain" (did you mean contains?)',
      'error bad.yml: detection.sel.a|gt: gt needs a number',
      'error bad.yml: detection.condition: there is no selection "selection"',
      'error bad.yml: level: expected one of informational, low, medium, high, critical, found string "hihg" (did you mean high?)',
      'warning bad.yml: detection.sel: no condition uses this selection',
    ]);
    expect(set.rules.map(({ title }) => title)).toEqual(['Rule 2']);
    expect(set.disabled).toMatchObject([
      {
        title: 'Rule 1',
        reason: 'detection.sel.eventName|contain: unknown modifier "contain" (did you mean contains?)',
      },
    ]);
  });

  test('says where a file is no YAML', () => {
    write({ 'x.yml': 'title: a\n  b: [\n', 'y.yml': 'a: 1\na: 2\n', 'z.yml': '' });
    const set = load();
    expect(told(set)[0]).toMatch(/^error x\.yml: line \d, column \d+: /);
    expect(told(set)).toContain('error y.yml: line 2, column 1: Map keys must be unique');
    expect(told(set)).toContain('error z.yml: the file is empty');
  });

  test('throws one error with every problem of every shipped file', () => {
    const detection = { selection: { 'eventName|contain': 'x' }, condition: 'selection' };
    write({
      '1.yml': rule(1, { ...SOUND, detection }),
      '2.yml': rule(2, { ...SOUND, description: 'A thing', level: undefined }),
    });
    expect(() => loadShipped()).toThrow(AppError);
    expect(() => loadShipped()).toThrow(
      [
        'the rules have 3 problems:',
        `  ${folder.path}/1.yml: detection.selection.eventName|contain: unknown modifier "contain" (did you mean contains?)`,
        `  ${folder.path}/2.yml: level: missing`,
        `  ${folder.path}/2.yml: description: should start with "Detects"`,
      ].join('\n'),
    );
  });

  test('throws for the operator’s rules too when asked to be strict', () => {
    write({ '1.yml': rule(1, { detection: undefined }) });
    expect(() => load({ strictOperator: true })).toThrow('1.yml: detection: missing');
  });

  test('names a folder that is not there', () => {
    expect(() => load({ folders: [{ path: join(folder.path, 'none'), shipped: false }] })).toThrow(
      /the rules in .*none cannot be read/,
    );
  });

  test('refuses an id that is taken', () => {
    write({ '1.yml': rule(1), '2.yml': rule(1, { title: 'Twin' }) });
    const set = load();
    expect(set.disabled).toMatchObject([
      { title: 'Twin', reason: `id: "${ID}1" is taken already by ${folder.path}/1.yml` },
    ]);
    expect(set.rules).toHaveLength(1);
  });

  test('disables a rule whose placeholder is not defined, without calling it an error', () => {
    const detection = { selection: { 'a|expand': '%own%' }, condition: 'selection' };
    write({ '1.yml': rule(1, { detection }) });
    const set = load();
    expect(set.problems).toEqual([]);
    expect(set.disabled).toMatchObject([
      { reason: 'the placeholder %own% is not defined; set it under "placeholders" in the configuration' },
    ]);
    expect(load({ placeholders: { own: [] } }).rules).toHaveLength(1);
  });

  test('sets rules about other logs aside, so that a whole Sigma folder can be named', () => {
    write({ '1.yml': rule(1, { logsource: { product: 'windows', category: 'process_creation' } }) });
    const set = load();
    expect(set.problems).toEqual([]);
    expect(set.disabled).toMatchObject([{ reason: 'its logsource is windows/process_creation, not aws/cloudtrail' }]);
  });
});
