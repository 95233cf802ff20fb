/** What `doctor` asks of AWS: whether each region of each account can be read, and if not, what to do. */
import { AppError } from '../error';
import type { AccountReader } from './account-reader';
import { AwsError, problemOf } from './aws-failure';
import { lookup } from './lookup';
import { NOT_ENABLED } from './region';
import { HOUR } from './slices';

/** One region of one account, or (without a region) the account as a whole. */
export interface Probe {
  readonly ok: boolean;
  /** As people know it: `prod (123456789012)`. */
  readonly account: string;
  readonly region: string | undefined;
  /** Such as `aws-access-denied`; undefined when all is well. */
  readonly code: string | undefined;
  readonly message: string;
  /** What to do; undefined when there is nothing to do. */
  readonly advice: string | undefined;
}

/** A running bot shares the quota, so being throttled once says nothing. */
const ATTEMPTS = 3;

/** The account first; its regions, the home region first, only where the account itself is well. */
export async function* probeAccount(reader: AccountReader): AsyncGenerator<Probe, void> {
  const whole = await attempt(reader, undefined, () => whoWeAre(reader));
  yield whole;
  if (!whole.ok) return;
  const regions = await reader.account.regions();
  for (const probe of regions.map((region) => probeRegion(reader, region))) yield await probe;
}

/** Asks a region for one event. A region that nobody listed and that is not enabled is well: there is nothing to read. */
export function probeRegion(reader: AccountReader, region: string): Promise<Probe> {
  return attempt(reader, region, async () => {
    const endpoint = await reader.endpoint(region);
    const now = endpoint.clock.now();
    const request = { from: now - HOUR, until: now, size: 1, token: undefined };
    await reader.guarded(region, () => lookup(endpoint, request, { turn: 'person', attempts: ATTEMPTS }));
    return 'events can be looked up';
  });
}

/** Throws when there are no credentials, or they are another account's: its events would be told under a wrong name. */
async function whoWeAre(reader: AccountReader): Promise<string> {
  const id = await reader.id();
  const { account, arn } = await reader.account.identity().catch((error: unknown) => {
    reader.account.forget();
    throw new AwsError(problemOf(error, reader.where('STS')), error);
  });
  if (account === id) return `credentials of ${arn}`;
  const message = `${reader.account.label}: the credentials are of account ${account} (${arn})`;
  throw new AwsError({
    code: 'account-mismatch',
    message,
    advice: 'correct the id, or give a role_arn in that account',
  });
}

async function attempt(reader: AccountReader, region: string | undefined, work: () => Promise<string>): Promise<Probe> {
  const all = reader.settings.regions === 'all';
  try {
    const message = await work();
    return { ok: true, account: reader.account.label, region, code: undefined, message, advice: undefined };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const { message, advice } =
      error instanceof AwsError ? error.problem : { message: error.message, advice: undefined };
    const ok = error.code === NOT_ENABLED && all;
    return { ok, account: reader.account.label, region, code: error.code, message, advice: ok ? undefined : advice };
  }
}
