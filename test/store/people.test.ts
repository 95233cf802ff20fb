import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KnownAccount } from '../../src/people/record';
import { principalOf } from '../../src/source/principal';
import { type KeptEntry, auditEntries } from '../../src/store/audit';
import { type Database, openDatabase } from '../../src/store/database';
import { insertEvents } from '../../src/store/events';
import { addLink, links, removeLink } from '../../src/store/links';
import { alsoSeenAt, sqlitePeople } from '../../src/store/people';
import { HOUR, MINUTE, NOON, event } from '../fixtures';
import { ROOT } from '../harness';
import { assumed, centerRole, user } from '../people/identities';

let folder: string;
let database: Database;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trailwarden-'));
  database = openDatabase('sqlite:x.sqlite', folder, join(ROOT, 'migrations'));
});
afterEach(async () => {
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

const known = (fields: Partial<KnownAccount> = {}): KnownAccount => ({
  id: 'U1',
  email: 'a@example.com',
  usable: true,
  firstSeenAt: 1,
  changedAt: 2,
  change: 'first sight',
  ...fields,
});

describe('a Slack account', () => {
  test('is remembered as it was last seen, with when it was first', async () => {
    const people = sqlitePeople(database);
    expect(await people.byId('U1')).toBeUndefined();
    await people.put(known());
    await people.put(known({ email: undefined, usable: false, changedAt: 9, change: 'address', firstSeenAt: 8 }));
    expect(await people.byId('U1')).toEqual(
      known({ email: undefined, usable: false, changedAt: 9, change: 'address' }),
    );
  });

  test('keeps the address it had until another account is seen with it', async () => {
    const people = sqlitePeople(database);
    await people.put(known());
    await people.put(known({ email: 'b@example.com' }));
    expect([await people.holderOf('a@example.com'), await people.holderOf('b@example.com')]).toEqual(['U1', 'U1']);
    await people.put(known({ id: 'U2' }));
    expect(await people.holderOf('a@example.com')).toBe('U2');
    expect(await people.holderOf('c@example.com')).toBeUndefined();
  });
});

describe('links made by command', () => {
  const add = (principal: string, slack: string[], at = 5) =>
    addLink(database, { principal, accounts: ['111122223333'], slack, by: 'U9', at });

  test('stand until they are replaced or removed', async () => {
    await add('user:*:alice', ['U1']);
    await add('root', ['U1', 'U2'], 6);
    await add('user:*:alice', ['U3'], 7);
    const made = { accounts: ['111122223333'], source: 'command', by: 'U9' };
    expect(await links(database)).toEqual([
      { principal: 'root', slack: ['U1', 'U2'], at: 6, ...made },
      { principal: 'user:*:alice', slack: ['U3'], at: 7, ...made },
    ]);
    expect(await removeLink(database, 'root', 'U9', 8)).toBe(true);
    expect(await removeLink(database, 'root', 'U9', 9)).toBe(false);
    expect((await links(database)).map((link) => link.principal)).toEqual(['user:*:alice']);
  });

  test('are audited, and kept when they are over', async () => {
    await add('root', ['U1']);
    await add('root', ['U2'], 6);
    await removeLink(database, 'root', 'U8', 7);
    const entries: KeptEntry[] = [];
    for await (const entry of auditEntries(database.reader, 0)) entries.push(entry);
    const of = (slack: string[]) => ({ accounts: ['111122223333'], slack });
    expect(entries).toMatchObject([
      { at: 5, actor: 'U9', action: 'link', subjectKind: 'link', subject: 'root', after: of(['U1']) },
      { at: 6, actor: 'U9', action: 'link', before: of(['U1']), after: of(['U2']) },
      { at: 7, actor: 'U8', action: 'unlink', before: of(['U2']) },
    ]);
    expect(await database.reader.selectFrom('links').selectAll().execute()).toHaveLength(2);
  });
});

describe('who else used an address', () => {
  const at = (userIdentity: object, minutes: number, more: object = {}) =>
    event({ userIdentity, eventTime: new Date(NOON + minutes * MINUTE).toISOString(), ...more });
  const own = at(user('alice'), 0);
  const seen = (except = own, since = NOON - HOUR, limit = 10) =>
    alsoSeenAt(database, '198.51.100.7', since, principalOf(except), limit);

  const keep = (...events: ReturnType<typeof event>[]) =>
    database.transaction(async () => insertEvents(database.connection, events));

  test('is told latest first, counted, without the one who asks', async () => {
    await keep(own, at(user('bob'), -9), at(user('bob'), -5), at(user('carol'), -2));
    expect(await seen()).toEqual([
      { principal: 'user:111122223333:carol', session: undefined, count: 1, lastAt: NOON - 2 * MINUTE },
      { principal: 'user:111122223333:bob', session: undefined, count: 2, lastAt: NOON - 5 * MINUTE },
    ]);
    expect(await seen(own, NOON - HOUR, 1)).toHaveLength(1);
  });

  test('leaves out what is too old, came from elsewhere, or has no address', async () => {
    await keep(
      at(user('bob'), -61),
      at(user('carol'), -1, { sourceIPAddress: '203.0.113.9' }),
      at(user('dan'), -1, { sourceIPAddress: undefined }),
    );
    expect(await seen()).toEqual([]);
  });

  test('counts people of one role apart, and the runs of a pipeline as one', async () => {
    const role = 'role:111122223333';
    const mine = at(centerRole('alice@example.com'), -1);
    await keep(
      mine,
      at(centerRole('bob@example.com'), -2),
      at(assumed('ci', 'run-1'), -3),
      at(assumed('ci', 'run-2'), -4),
    );
    expect(await seen(mine)).toMatchObject([
      { principal: `${role}:AWSReservedSSO_Admin`, session: 'bob@example.com', count: 1 },
      { principal: `${role}:ci`, session: undefined, count: 2, lastAt: NOON - 3 * MINUTE },
    ]);
  });
});
