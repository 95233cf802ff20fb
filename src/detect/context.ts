/**
 * What rules may ask of an event beyond its record (`ctx.…`): how the call ended, who is behind it, where it came from and
 * when. Everything is derived at the first question and kept; an event no rule is interested in costs nothing.
 */
import { type CloudTrailEvent, textAt } from '../source/event';
import { type Principal, principalOf } from '../source/principal';
import { kindOfAddress } from './address';
import { actorOf, personOf } from './actor';
import { type BusinessHours, withinHours } from './business-hours';
import { type Insight, insightOf } from './insight';
import { type Ending, type Outcome, endingOf } from './outcome';
import { type PolicyFacts, policyFacts } from './policy';

export type { BusinessHours } from './business-hours';
export type { Outcome } from './outcome';

/** The source address as recorded, and what kind of address it is. */
export interface SourceAddress {
  readonly value: string;
  readonly kind: 'public' | 'private' | 'service';
}

export interface Context {
  readonly principal: Principal;
  readonly outcome: Outcome;
  /** Error code as recorded, or for a failed console login its errorMessage. */
  readonly error: string | undefined;
  /** Who, for a sentence: `alice`, `role deploy (session ci-42)`, `root`, `AWS service ec2.amazonaws.com`. */
  readonly actor: string;
  /** The human behind it where the record itself names one (an Identity Center or SAML session that is an e-mail). */
  readonly person: string | undefined;
  readonly account: {
    readonly name: string | undefined;
    readonly environment: string | undefined;
    readonly own: boolean;
  };
  /** Whether the principal's account is one of ours; undefined when the record does not say. */
  readonly ownPrincipal: boolean | undefined;
  /** undefined when no business hours are configured. */
  readonly businessHours: boolean | undefined;
  readonly address: SourceAddress | undefined;
  /** ISO 3166-1 alpha-2, public addresses only. */
  readonly country: string | undefined;
  /** True when a list of countries is configured and the address is public and known to be outside it. */
  readonly foreign: boolean;
  /** What the policies in the call grant; undefined when it carries none. */
  readonly policy: PolicyFacts | undefined;
  /** What an Insights event measured; undefined for other events. */
  readonly insight: Insight | undefined;
  /** First time for this principal; undefined while the account is still being learned. */
  readonly firstSeen: { readonly event: boolean | undefined; readonly network: boolean | undefined };
}

export interface ContextSettings {
  readonly accounts: ReadonlyMap<
    string,
    { readonly name: string | undefined; readonly environment: string | undefined }
  >;
  readonly ownAccounts: ReadonlySet<string>;
  readonly businessHours: BusinessHours | undefined;
  readonly countries: ReadonlySet<string>;
  /** Country of a public IPv4 or IPv6 address. */
  readonly countryOf: (address: string) => string | undefined;
}

/** What the store knows of the past, loaded for a page of events. */
export interface Marks {
  /** Whether this is the first time for the principal; undefined while the account is still being learned. */
  isFirst(kind: 'event' | 'network', event: CloudTrailEvent, principal: Principal): boolean | undefined;
}

export const NO_MARKS: Marks = { isFirst: () => undefined };

/** Nothing configured: what rule tests run under. */
export const NO_SETTINGS: ContextSettings = {
  accounts: new Map(),
  ownAccounts: new Set(),
  businessHours: undefined,
  countries: new Set(),
  countryOf: () => undefined,
};

export function createContext(event: CloudTrailEvent, settings: ContextSettings, marks: Marks): Context {
  return new LazyContext(event, settings, marks);
}

class LazyContext implements Context {
  // What was asked for already; null where the answer was that there is none.
  private keptPrincipal: Principal | undefined = undefined;
  private keptEnding: Ending | undefined = undefined;
  private keptAccount: Context['account'] | undefined = undefined;
  private keptHours: boolean | undefined = undefined;
  private keptAddress: SourceAddress | null | undefined = undefined;
  private keptCountry: string | null | undefined = undefined;
  private keptPolicy: PolicyFacts | null | undefined = undefined;

  constructor(
    private readonly event: CloudTrailEvent,
    private readonly settings: ContextSettings,
    private readonly marks: Marks,
  ) {}

  get principal(): Principal {
    return (this.keptPrincipal ??= principalOf(this.event));
  }

  get outcome(): Outcome {
    return (this.keptEnding ??= endingOf(this.event)).outcome;
  }

  get error(): string | undefined {
    return (this.keptEnding ??= endingOf(this.event)).error;
  }

  get actor(): string {
    return actorOf(this.principal, this.person);
  }

  get person(): string | undefined {
    return personOf(this.principal, this.event.record);
  }

  get account(): Context['account'] {
    return (this.keptAccount ??= accountOf(this.event.account, this.settings));
  }

  /** The account that received the call is one we read, so a caller of that account is our own. */
  get ownPrincipal(): boolean | undefined {
    const { account } = this.principal;
    if (account === '') return undefined;
    return account === this.event.account || this.settings.ownAccounts.has(account);
  }

  get businessHours(): boolean | undefined {
    if (!this.settings.businessHours) return undefined;
    return (this.keptHours ??= withinHours(this.settings.businessHours, this.event.time));
  }

  get address(): SourceAddress | undefined {
    if (this.keptAddress === undefined) this.keptAddress = addressOf(this.event) ?? null;
    return this.keptAddress ?? undefined;
  }

  get country(): string | undefined {
    if (this.address?.kind !== 'public') return undefined;
    if (this.keptCountry === undefined) this.keptCountry = this.settings.countryOf(this.address.value) ?? null;
    return this.keptCountry ?? undefined;
  }

  get foreign(): boolean {
    if (this.settings.countries.size === 0) return false;
    const { country } = this;
    return country !== undefined && !this.settings.countries.has(country);
  }

  get policy(): PolicyFacts | undefined {
    if (this.keptPolicy === undefined) this.keptPolicy = policyFacts(this.event, this.settings.ownAccounts) ?? null;
    return this.keptPolicy ?? undefined;
  }

  /** Asked for by the few rules about it, once a sentence. */
  get insight(): Insight | undefined {
    return insightOf(this.event);
  }

  get firstSeen(): Context['firstSeen'] {
    return new FirstSeen(this.event, this.principal, this.marks);
  }
}

class FirstSeen {
  constructor(
    private readonly of: CloudTrailEvent,
    private readonly principal: Principal,
    private readonly marks: Marks,
  ) {}

  get event(): boolean | undefined {
    return this.marks.isFirst('event', this.of, this.principal);
  }

  get network(): boolean | undefined {
    return this.marks.isFirst('network', this.of, this.principal);
  }
}

function accountOf(account: string, settings: ContextSettings): Context['account'] {
  const known = settings.accounts.get(account);
  return { name: known?.name, environment: known?.environment, own: settings.ownAccounts.has(account) };
}

function addressOf(event: CloudTrailEvent): SourceAddress | undefined {
  const value = textAt(event.record, 'sourceIPAddress');
  const kind = value === undefined ? undefined : kindOfAddress(value);
  return value === undefined || kind === undefined ? undefined : { value, kind };
}
