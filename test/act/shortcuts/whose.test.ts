/** Whom a message of the bot's is about, as commands. */
import { whoseIn } from '../../../src/act/shortcuts/whose';
import { busy } from '../../alert/digested';
import { HOUR, NOON, alert } from '../../fixtures';

describe('the command that tells what they did', () => {
  const commandOf = (fields: Parameters<typeof alert>[0], content: object = {}) => {
    const base = alert(fields);
    return whoseIn({ kind: 'alert', alert: { ...base, content: { ...base.content, ...content } } })[0]?.command;
  };
  const principal = (kind: string, name: string, session?: string) => ({ principal: { kind, name, session } });

  test.each<[string, Parameters<typeof alert>[0], object, string | undefined]>([
    ['a user', {}, {}, 'who principal:user:111122223333:alice'],
    [
      'a role that several use, by whom a person stands behind',
      { principal: 'role:1:Admin' },
      { ...principal('role', 'Admin', 'bob@example.com'), person: 'bob@example.com' },
      'who principal:role:1:Admin person:bob@example.com',
    ],
    ['a role of a program', { principal: 'role:1:ci' }, principal('role', 'ci', 'run-7'), 'who principal:role:1:ci'],
    [
      'a hostile name',
      { principal: 'user:1:a "b` <!channel> &\u202e c' },
      {},
      'who "principal:user:1:a ?b? ?!channel? ? c"',
    ],
    ['an unknown caller', { principal: 'unknown:1:x' }, principal('unknown', 'x'), 'who ip:198.51.100.7'],
    ['a report', { principal: 'unknown::U1' }, { ...principal('unknown', 'x'), person: 'a@b.c' }, 'who a@b.c'],
    ['nobody', { principal: 'unknown:1:x' }, { ...principal('unknown', 'x'), address: undefined }, undefined],
  ])('for %s', (_, fields, content, expected) => {
    expect(commandOf(fields, content)).toBe(expected);
  });

  test('for a digest, each busy principal once', () => {
    const found = whoseIn({ kind: 'digest', digest: busy() });
    expect(found.length).toBeGreaterThan(0);
    for (const { command } of found) expect(command).toMatch(/^who "?principal:/);
  });

  test('for a list, each principal once', () => {
    const one = alert();
    const other = alert({ principal: 'user:1:bob', openedAt: NOON + HOUR });
    const batch = { alerts: [one, other, one] } as never;
    expect(whoseIn({ kind: 'batch', batch }).map(({ command }) => command)).toHaveLength(2);
  });
});
