// Loaded into the bot before anything else (`node --require`) where kills are played: it lets the bot's clock run ahead as this
// process is told, and ends the bot at a chosen statement of its store, in the middle of a transaction too. Nothing in src knows of it.
'use strict';
const BetterSqlite = require('better-sqlite3');

/** `ahead`: milliseconds the clock runs ahead. `at`: where to die, or nothing (bench/kill-points.ts). */
const { ahead, at } = JSON.parse(process.env.KILL_ORDERS ?? '{}');

const RealDate = Date;
const now = () => RealDate.now() + (ahead ?? 0);
globalThis.Date = new Proxy(RealDate, {
  construct: (target, given, made) => Reflect.construct(target, given.length === 0 ? [now()] : given, made),
  apply: () => new RealDate(now()).toString(),
  get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
});

let count = 0;

function reached(isReached) {
  if (!isReached) return;
  count += 1;
  // Nothing after this line is ever run: the signal cannot be caught.
  if (count === at.nth) process.kill(process.pid, 'SIGKILL');
}

/** What a transaction of a connection has touched so far, of what is waited for. */
const touching = new WeakMap();

function before(database, sql) {
  if (at.store === 'statement') reached(true);
  if (/^\s*begin/i.test(sql)) touching.set(database, false);
  if (/^\s*commit/i.test(sql) && at.store === 'before commit') reached(touching.get(database));
}

function after(database, sql) {
  const isTouched = new RegExp(at.touches ?? '^$', 'i').test(sql);
  if (isTouched) touching.set(database, true);
  if (isTouched && at.store === 'inside') reached(database.inTransaction);
  if (/^\s*commit/i.test(sql) && at.store === 'after commit') reached(touching.get(database));
}

function wrap(target, name, databaseOf, sqlOf) {
  const original = target[name];
  target[name] = function wrapped(...given) {
    const [database, sql] = [databaseOf(this), sqlOf(this, given)];
    before(database, sql);
    const answer = original.apply(this, given);
    after(database, sql);
    return answer;
  };
}

if (at?.store !== undefined) {
  const probe = new BetterSqlite(':memory:');
  const statement = Object.getPrototypeOf(probe.prepare('SELECT 1'));
  probe.close();
  for (const name of ['run', 'get', 'all'])
    wrap(
      statement,
      name,
      ({ database }) => database,
      ({ source }) => source,
    );
  wrap(
    BetterSqlite.prototype,
    'exec',
    (database) => database,
    (_, [sql]) => sql,
  );
}
