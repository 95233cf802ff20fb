/**
 * The recent sign-ins of whoever asks: found in the store by the names AWS may know them by, and theirs only where the event itself
 * says so, by the same claims that decide whom "was this you?" is put to.
 */
import { type Context, NO_MARKS, createContext } from '../../detect/context';
import { AppError } from '../../error';
import { digest } from '../../alert/lead';
import { identityOf } from '../../people/identity';
import type { Link } from '../../people/link';
import type { SlackPerson } from '../../people/slack-person';
import { type Names, type SlackName, isTheirs, namesOf } from '../../people/theirs';
import type { CloudTrailEvent } from '../../source/event';
import type { Condition, EventFilters, Term } from '../../store/conditions';
import { eventById } from '../../store/events';
import { links } from '../../store/links';
import { type EventRow, type PageOf, recentEvents } from '../../store/look-ups';
import type { Desk } from '../desk';

export interface OwnSignIn {
  /** What a form carries: it says nothing, and means only one of the person's own. */
  readonly ref: string;
  readonly event: CloudTrailEvent;
  readonly context: Context;
}

/** Sign-ins older than this (milliseconds) are for the security team to look for. */
export const LATELY = 7 * 86_400_000;

/** The events by which a person gets in: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-aws-console-sign-in-events.html */
const SIGN_INS = ['ConsoleLogin', 'UserAuthentication', 'AuthorizeOAuth2Access'];
const SOURCE = 'signin.amazonaws.com';

/** As many candidates are looked at, so many at a time: failed attempts are among them, of which a stranger can make many. */
const MOST_CANDIDATES = 2_000;
const PAGE = 100;

/** Who somebody is to Slack; only the id where Slack does not say just now. */
export async function slackNameOf({ directory }: Desk, id: string): Promise<SlackPerson | SlackName> {
  try {
    return (await directory.byId(id)) ?? { id, email: undefined };
  } catch (error) {
    if (error instanceof AppError) return { id, email: undefined };
    throw error;
  }
}

/** Newest first, at most `most`; those that succeeded. */
export async function ownSignIns(desk: Desk, person: SlackName, most: number): Promise<readonly OwnSignIn[]> {
  const { database, people, emailPattern, clock } = desk;
  const all: readonly Link[] = [...people, ...(await links(database))];
  const whose = termsOf(namesOf(person, all, emailPattern));
  if (whose.length === 0) return [];
  const like = (of: 'name' | 'source', text: string): Term => ({ of, like: text });
  const conditions: readonly Condition[] = [
    { any: whose },
    { any: SIGN_INS.map((name) => like('name', name)) },
    { any: [like('source', SOURCE)] },
  ];
  const since = clock.now() - LATELY;
  const filters = { all: conditions, since, until: undefined };
  const found: OwnSignIn[] = [];
  for await (const { id, error } of candidates(desk, filters)) {
    if (found.length >= most) break;
    const event = error === undefined ? await eventById(database.reader, id) : undefined;
    const context = event && createContext(event, desk.context, NO_MARKS);
    if (!event || context?.outcome !== 'success') continue;
    if (isTheirs(identityOf(event, desk.context.ownAccounts), person, all, emailPattern))
      found.push({ ref: digest([id]), event, context });
  }
  return found;
}

/** Newest first. */
async function* candidates({ database }: Desk, filters: EventFilters): AsyncGenerator<EventRow> {
  let page: PageOf;
  for (let asked = 0; asked < MOST_CANDIDATES; asked += PAGE) {
    const { rows, older } = await recentEvents(database.reader, filters, page, PAGE);
    yield* rows;
    if (older === undefined) return;
    page = { older };
  }
}

/** The one that a form's ref means, if it is this person's; whatever else the form holds means nothing. */
export async function ownSignIn(desk: Desk, person: SlackName, ref: string): Promise<OwnSignIn | undefined> {
  return (await ownSignIns(desk, person, MOST_CANDIDATES)).find((one) => one.ref === ref);
}

function termsOf({ principals, names }: Names): readonly Term[] {
  return [
    ...principals.map((like): Term => ({ of: 'principal', like })),
    ...names.map((like): Term => ({ of: 'person', like })),
  ];
}
