import { type Level, rate } from '../../src/detect/level';

const to = (level: Level, because = 'a reason') => ({ to: level, because });
const all = (levels: readonly Level[]) => levels.map((level) => to(level));

test.each<[string, Level, Level[], Level[], Level]>([
  ['stays at its base when nothing holds', 'high', [], [], 'high'],
  ['takes the highest raise', 'low', ['medium', 'critical', 'high'], [], 'critical'],
  ['is never lowered by a raise', 'high', ['medium'], [], 'high'],
  ['takes the lowest lower', 'high', [], ['medium', 'low'], 'low'],
  ['is never raised by a lower', 'low', [], ['medium'], 'low'],
  ['is raised first and lowered after', 'medium', ['critical'], ['high'], 'high'],
])('a level %s', (_name, base, raise, lower, expected) => {
  expect(rate(base, all(raise), all(lower)).level).toBe(expected);
});

test('each step that moved the level says why, in words', () => {
  const raise = [to('critical', 'it is production')];
  expect(rate('medium', raise, [to('high', 'the call was denied')]).reasons).toEqual([
    'raised from medium to critical because it is production',
    'lowered from critical to high because the call was denied',
  ]);
});
