/**
 * Finds the person behind a sign-in and puts the question to them, or has the channel asked. Slack is asked who somebody is
 * outside any transaction; what comes of it is written in one, so a restart neither asks twice nor forgets.
 */
import type { BusinessHours } from './alert/business-time';
import { putQuestion, settleAlert } from './act/questions';
import type { Asking, Confirmed } from './alert/confirmation';
import { haste, signInOf } from './alert/sign-in';
import { type Context, type ContextSettings, NO_MARKS, createContext } from './detect/context';
import { renderTold } from './notify/question-notices';
import type { Routes } from './notify/route';
import { spoken } from './notify/text';
import type { Confidence } from './people/confidence';
import { type Directory, SlackSilent } from './people/directory';
import { identityOf } from './people/identity';
import type { Link } from './people/link';
import { type Resolution, canBeAsked, resolve } from './people/resolve';
import type { CloudTrailEvent } from './source/event';
import { alertById } from './store/alerts';
import { BOT, record } from './store/audit';
import { type WantedAsk, delayAsk, dueAsks, takeAsk } from './store/confirmations';
import type { Database, Trx } from './store/database';
import { eventById } from './store/events';
import { links } from './store/links';
import { owe } from './store/owe';
import { alsoSeenAt } from './store/people';

export interface Asker {
  readonly database: Database;
  readonly directory: Directory;
  readonly people: readonly Link[];
  readonly minimumConfidence: Confidence;
  /** How long an answer may take, in milliseconds. */
  readonly deadline: number;
  readonly emailPattern: string | undefined;
  readonly admins: readonly string[];
  readonly context: ContextSettings;
  readonly routes: Routes;
  readonly businessHours: BusinessHours | undefined;
  /** A fault of ours with one sign-in; it is tried again. */
  readonly failed: (error: unknown) => void;
}

/** As many sign-ins are looked into at once. */
const AT_ONCE = 20;

/** A sign-in that is read this late (milliseconds) is nobody's to remember: the alert alone tells of it. */
const TOO_LATE = 24 * 3_600_000;

/** When Slack has not said for so long (milliseconds) who somebody is, the channel is asked. */
const PATIENCE = 15 * 60_000;

/** Milliseconds until a sign-in is tried again that met a fault of ours. */
const AFTER_FAULT = 60_000;

const LATELY = 30 * 24 * 3_600_000;

/** Puts what questions can be put at `now` (milliseconds), the most urgent first; returns how many were dealt with. */
export async function askDue(asker: Asker, now: number): Promise<number> {
  let done = 0;
  for (const wanted of await dueAsks(asker.database.reader, now, AT_ONCE)) {
    const outcome = await askOne(asker, wanted, now).catch(async (error: unknown) => {
      // One that cannot be dealt with must not hold up the others.
      asker.failed(error);
      await asker.database.transaction((trx) => delayAsk(trx, wanted.eventId, now + AFTER_FAULT));
      return 'later' as const;
    });
    if (outcome === 'done') done += 1;
    // Each would wait for the same timeout.
    if (outcome === 'silent') break;
  }
  return done;
}

async function askOne(asker: Asker, wanted: WantedAsk, now: number): Promise<'done' | 'later' | 'silent'> {
  const { database } = asker;
  const event = await eventById(database.reader, wanted.eventId);
  const late = event !== undefined && wanted.wantedAt - event.time > TOO_LATE;
  if (event === undefined || late) {
    await database.transaction((trx) => takeAsk(trx, wanted.eventId));
    return 'done';
  }
  const found = await whoIs(asker, event, now);
  if (found instanceof SlackSilent && now - wanted.wantedAt < PATIENCE) {
    await database.transaction((trx) => delayAsk(trx, wanted.eventId, now + found.retryAfter));
    return 'silent';
  }
  const resolution = found instanceof SlackSilent ? unknown(found) : found;
  const asking = await askingOf(asker, wanted, event, resolution, now);
  await database.transaction(async (trx) => {
    if (!(await takeAsk(trx, wanted.eventId))) return;
    const possible = canBeAsked(resolution, asker.minimumConfidence);
    if (wanted.kind === 'tell') {
      if (possible) await tell(trx, asking, now);
    } else if (possible) await putQuestion(trx, asker, asking, now);
    else await askChannel(trx, asker, asking, now);
  });
  return 'done';
}

async function whoIs(asker: Asker, event: CloudTrailEvent, now: number): Promise<Resolution | SlackSilent> {
  const { database, directory, people, emailPattern } = asker;
  try {
    const all = [...people, ...(await links(database))];
    return await resolve(identityOf(event, asker.context.ownAccounts), { links: all, emailPattern, directory, now });
  } catch (error) {
    if (error instanceof SlackSilent) return error;
    throw error;
  }
}

function unknown({ message }: SlackSilent): Resolution {
  return {
    people: [],
    confidence: undefined,
    because: message,
    problem: 'look-up refused',
    shared: false,
    link: undefined,
  };
}

async function askingOf(
  asker: Asker,
  wanted: WantedAsk,
  event: CloudTrailEvent,
  { people, because, shared }: Resolution,
  now: number,
): Promise<Asking> {
  const context = createContext(event, asker.context, NO_MARKS);
  const { principal } = context;
  const alert = await alertById(asker.database.reader, wanted.alertId);
  const [first] = people;
  return {
    ruleId: wanted.ruleId,
    signIn: signInOf(event, context, wanted.alertId, spoken(alert?.content.what ?? [])),
    principal,
    people: people.map(({ id }) => id),
    firstName: people.length === 1 && first ? first.firstName : 'there',
    timeZone: people.length === 1 ? first?.timeZone : undefined,
    because,
    ...haste(principal, wanted.level, asker.admins),
    alsoThere: shared ? await whoElse(asker, context, now) : [],
    askedBy: undefined,
  };
}

async function whoElse({ database }: Asker, { address, principal }: Context, now: number): Promise<readonly string[]> {
  if (address?.kind !== 'public') return [];
  const seen = await alsoSeenAt(database, address.value, now - LATELY, principal, 5);
  return seen.map(
    ({ principal: key, session, count }) => `${session ?? key.split(':').slice(2).join(':')} (×${count})`,
  );
}

async function askChannel(
  trx: Trx,
  asker: Asker,
  { signIn, people, because, alsoThere }: Asking,
  now: number,
): Promise<void> {
  const nobody: Confirmed = {
    confirmationId: '',
    state: 'not-asked',
    person: people[0],
    at: now,
    because,
    alsoThere,
  };
  await settleAlert(trx, asker, signIn.alertId, nobody, 'ask-channel', now);
}

/** Once a person, rule and day: the key is the same until then. */
async function tell(trx: Trx, { people, firstName, signIn }: Asking, now: number): Promise<void> {
  const day = new Date(signIn.time).toISOString().slice(0, 10);
  for (const channel of people) {
    const key = `told/${channel}/${day}`;
    const told = trx.selectFrom('audit').select('id').where('subject', '=', key).limit(1);
    if (await told.executeTakeFirst()) continue;
    await owe(trx, { kind: 'notice', key, channel, level: 'low', message: renderTold(firstName, signIn), at: now });
    const entry = { at: now, actor: BOT, action: 'tell', subjectKind: 'confirmation', subject: key } as const;
    await record(trx, { ...entry, before: undefined, after: { eventId: signIn.eventId }, reason: undefined });
  }
}
