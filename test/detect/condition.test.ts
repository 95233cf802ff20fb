import { type Condition, parseCondition } from '../../src/detect/condition';
import { errorsOf, matchOf, ruleOf } from './given';

const NAMES = ['a', 'b', 'c', 'sel_one', 'sel_two', 'filter_main_x', 'filter', '_quiet'];

/** The condition in brackets, so that precedence can be seen. */
function shape(text: string): string {
  const parsed = parseCondition(text, NAMES);
  if (typeof parsed === 'string') return parsed;
  const write = (one: Condition): string =>
    one.kind === 'name'
      ? one.name
      : one.kind === 'not'
        ? `!${write(one.of)}`
        : `(${one.of.map(write).join(one.kind === 'and' ? ' & ' : ' | ')})`;
  return write(parsed);
}

describe('a condition', () => {
  test.each([
    ['a', 'a'],
    ['a or b and c', '(a | (b & c))'],
    ['a and b or c', '((a & b) | c)'],
    ['not a and b', '(!a & b)'],
    ['not (a and b)', '!(a & b)'],
    ['not not a', 'a'],
    ['a and not b', '(a & !b)'],
    ['(a or b) and c', '((a | b) & c)'],
    ['((a))', 'a'],
    ['a AND NOT b OR c', '((a & !b) | c)'],
    ['1 of sel_*', '(sel_one | sel_two)'],
    ['any of sel_*', '(sel_one | sel_two)'],
    ['all of sel_*', '(sel_one & sel_two)'],
    ['1 of *_one', 'sel_one'],
    ['1 of s*_*e', 'sel_one'],
    ['a and not 1 of filter*', '(a & !(filter_main_x | filter))'],
    ['not all of sel_* and 1 of filter_main_*', '(!(sel_one & sel_two) & filter_main_x)'],
    ['1 of filter', 'filter'],
    ['1 of _*', '_quiet'],
    ['1 of them', '(a | b | c | sel_one | sel_two | filter_main_x | filter)'],
    ['all of them', '(a & b & c & sel_one & sel_two & filter_main_x & filter)'],
    ['_quiet', '_quiet'],
  ])('%s reads as %s', (text, expected) => {
    expect(shape(text)).toBe(expected);
  });

  test.each([
    ['', 'the condition is empty'],
    ['a and', 'the condition ends where a selection is expected'],
    ['and a', '"and" where a selection is expected'],
    ['a b', 'expected "and" or "or" before "b"'],
    ['(a', 'a parenthesis is not closed'],
    ['a)', 'a closing parenthesis without an opening one'],
    ['()', 'a closing parenthesis where a selection is expected'],
    ['a and selone', 'there is no selection "selone" (did you mean sel_one?)'],
    ['not', 'the condition ends where a selection is expected'],
    ['2 of sel_*', '"2 of" is not Sigma; there are "1 of", "any of" and "all of"'],
    ['1 of', '"1 of" needs "them" or a pattern such as selection_*'],
    ['1 of nothing_*', 'no selection matches "nothing_*"'],
    ['sel_*', '"sel_*" stands for several selections; write "1 of sel_*" or "all of sel_*"'],
    ['them', '"them" where a selection is expected'],
    [
      'a | count() by b > 5',
      'the pipe form (| count() …, | near …) was removed from Sigma; write a correlation rule instead',
    ],
    ['a near b', '"near" was removed from Sigma; write a correlation rule instead'],
    ['('.repeat(51) + 'a' + ')'.repeat(51), 'parentheses are nested deeper than 50'],
  ])('%s is refused', (text, problem) => {
    expect(parseCondition(text, NAMES)).toBe(problem);
  });

  test('may be a list, of which one must hold', () => {
    const rule = ruleOf('{ one: { a: 1 }, two: { b: 2 }, condition: [one, two] }');
    expect(matchOf(rule, { b: 2 })).toBeDefined();
    expect(matchOf(rule, { b: 1 })).toBeUndefined();
  });

  test('names the place of a problem in a list', () => {
    expect(errorsOf('{ one: { a: 1 }, condition: [one, onee] }')).toEqual([
      'rules/x.yml: detection.condition.1: there is no selection "onee" (did you mean one?)',
    ]);
  });

  test('is needed', () => {
    expect(errorsOf('{ selection: { a: 1 } }')).toEqual(['rules/x.yml: detection.condition: missing']);
  });

  test('survives a selection that is called like a word of the language', () => {
    const rule = ruleOf('{ and: { a: 1 }, of: { b: 2 }, condition: and or of }');
    expect(matchOf(rule, { b: 2 })).toBeDefined();
  });
});
