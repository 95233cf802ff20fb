/** Sets fields of a context as a rule's test asks, in place of what the event and the configuration would give. */
import type { Context } from './context';

/**
 * A copy with some fields set as a rule's test says. Keys are those of rules without `ctx.`: `account.environment`,
 * `own_principal`, `first_seen.network`; `address` is a kind.
 */
export function withFields(context: Context, set: Readonly<Record<string, unknown>>): Context {
  const given = (key: string, otherwise: unknown): unknown => (Object.hasOwn(set, key) ? set[key] : otherwise);
  const { principal, account, firstSeen, address } = context;
  const kind = given('address', address?.kind);
  return {
    principal: {
      ...principal,
      kind: given('principal.kind', principal.kind),
      name: given('principal.name', principal.name),
      key: given('principal.key', principal.key),
      account: given('principal.account', principal.account),
      session: given('principal.session', principal.session),
    },
    outcome: given('outcome', context.outcome),
    error: given('error', context.error),
    actor: given('actor', context.actor),
    person: given('person', context.person),
    account: {
      name: given('account.name', account.name),
      environment: given('account.environment', account.environment),
      own: given('account.own', account.own),
    },
    ownPrincipal: given('own_principal', context.ownPrincipal),
    businessHours: given('business_hours', context.businessHours),
    address: kind === undefined ? undefined : { value: address?.value ?? '', kind },
    country: given('country', context.country),
    foreign: given('foreign', context.foreign),
    // Looked for only when somebody asks, as in a context of the real thing.
    get policy() {
      return policyWith(context, set);
    },
    insight: context.insight && {
      baseline: given('insight.baseline', context.insight.baseline),
      rate: given('insight.rate', context.insight.rate),
    },
    firstSeen: {
      event: given('first_seen.event', firstSeen.event),
      network: given('first_seen.network', firstSeen.network),
    },
  } as Context;
}

function policyWith({ policy }: Context, set: Readonly<Record<string, unknown>>): unknown {
  const { 'policy.accounts': accounts = policy?.accounts ?? [] } = set;
  const told = ['admin', 'public', 'cross_account', 'accounts'].some((key) => Object.hasOwn(set, `policy.${key}`));
  if (!told) return policy;
  return {
    admin: set['policy.admin'] ?? policy?.admin ?? false,
    public: set['policy.public'] ?? policy?.public ?? false,
    crossAccount: set['policy.cross_account'] ?? policy?.crossAccount ?? false,
    accounts,
  };
}
