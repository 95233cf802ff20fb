/** Every event the seeds name raises an alert that teaches: what in one sentence of its own, why, a level, and what to do next. */
import { plainText } from '../../src/detect/sentence';
import { contentOf, leading, leadingBare, ROWS } from './shipped';

const bare = ROWS.map(({ source, name }) => ({
  name: `${source} ${name}`,
  match: leadingBare({ eventSource: source, eventName: name }),
}));

test('the seeds are all there', () => {
  expect(ROWS).toHaveLength(416);
});

test('each event is matched, by no more than its source and name', () => {
  expect(bare.filter(({ match }) => !match).map(({ name }) => name)).toEqual([]);
});

test('each says what happened in one plain sentence', () => {
  const poor = bare.filter(({ match }) => match && !/^\S.{10,}[^.\s]$/s.test(plainText(match.what)));
  expect(poor.map(({ name, match }) => `${name}: ${match && plainText(match.what)}`)).toEqual([]);
});

test('each sentence is the event’s own: no two events of one source say the same', () => {
  const said = new Map<string, string>();
  const twice: string[] = [];
  for (const { name, match } of bare) {
    const [source = ''] = name.split(' ');
    const text = `${source} ${match ? plainText(match.what) : name}`;
    const before = said.get(text);
    if (before !== undefined && !sameEvent(before, name)) twice.push(`${before} = ${name}: ${text}`);
    said.set(text, name);
  }
  expect(twice).toEqual([]);
});

/** An API-dated name is the same event as the plain one. */
function sameEvent(a: string, b: string): boolean {
  const plain = (name: string) => name.replace(/(20\d\d_\d\d_\d\d|20\d{6}(v\d)?)$/, '');
  return plain(a) === plain(b);
}

test('each says why it matters and gives two to five next steps', () => {
  const poor = bare.filter(({ match }) => {
    if (!match) return false;
    const { why, nextSteps } = contentOf(match);
    return (why ?? '').length < 20 || nextSteps.length < 2 || nextSteps.length > 5;
  });
  expect(poor.map(({ name }) => name)).toEqual([]);
});

test('each failed attempt says that it failed, and is rated no higher than the deed', () => {
  const order = ['informational', 'low', 'medium', 'high', 'critical'];
  const poor = ROWS.flatMap(({ source, name }) => {
    const done = leading({ eventSource: source, eventName: name });
    const denied = leading({ eventSource: source, eventName: name, errorCode: 'AccessDenied' });
    if (!done || !denied) return [`${source} ${name}: no match`];
    const said = /denied|failed/.test(plainText(denied.what));
    const milder = order.indexOf(denied.rating.level) <= order.indexOf(done.rating.level);
    return said && milder ? [] : [`${source} ${name}: ${denied.rating.level} ${plainText(denied.what)}`];
  });
  expect(poor).toEqual([]);
});

test('events that must always alert are at least medium when they succeed, and cannot be silenced', () => {
  const always = ROWS.filter(({ notes }) => /always alert/.test(notes));
  const poor = always.filter(({ source, name }) => {
    const match = leading({ eventSource: source, eventName: name });
    return !match || ['informational', 'low'].includes(match.rating.level) || match.rule.expectable;
  });
  expect(always.length).toBeGreaterThan(5);
  expect(poor.map(({ source, name }) => `${source} ${name}`)).toEqual([]);
});
