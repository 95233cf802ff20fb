/**
 * What the policies in a call grant, for `ctx.policy.…`: everything (admin), to anyone (public), to accounts that are not
 * ours. Statements that allow count; a Deny that takes some of it back is for whoever reads the alert.
 */
import { type CloudTrailEvent, type Json, isObject } from '../source/event';
import { accountIn, accountsInCondition, narrowsWho } from './policy-conditions';
import { type Statement, listed, statementsIn } from './policy-documents';

export interface PolicyFacts {
  /** Everything, or all of IAM, on everything. Only policies that name no principal: in others `*` is one resource's. */
  readonly admin: boolean;
  /** Anyone may use it. */
  readonly public: boolean;
  /** The accounts let in that are neither the event's nor ours, in their order; some of them there. */
  readonly crossAccount: boolean;
  readonly accounts: readonly string[];
}

/** undefined when the call carries no policy. */
export function policyFacts(event: CloudTrailEvent, ownAccounts: ReadonlySet<string>): PolicyFacts | undefined {
  const allowed = statementsIn(event.record.requestParameters)?.filter(({ effect }) => effect === 'allow');
  if (!allowed) return undefined;
  const named = new Set(allowed.flatMap(accountsIn));
  const accounts = [...named].filter((account) => account !== event.account && !ownAccounts.has(account));
  return {
    admin: allowed.some(grantsAdmin),
    public: allowed.some(isPublic),
    crossAccount: accounts.length > 0,
    accounts,
  };
}

function grantsAdmin({ principal, notPrincipal, actions, notActions, resources, notResources }: Statement): boolean {
  if (principal !== undefined || notPrincipal !== undefined) return false;
  const everywhere = notResources !== undefined || resources.some((one) => /^(?:\*+|arn:\*+(?::\*+)*)$/.test(one));
  const everything = actions.some((one) => /^\*+(?::\*+)?$/.test(one));
  // All but a few is everything, as PowerUserAccess is written; all but all is nothing.
  const allBut = notActions !== undefined && !notActions.some((one) => /^\*+(?::\*+)?$/.test(one));
  if (everywhere && (everything || allBut)) return true;
  const identities = everywhere || resources.some((one) => /^arn:[^:]*:iam::[^:]*:\*+$/.test(one));
  return identities && actions.some((one) => /^iam:\*+$/i.test(one));
}

function isPublic({ principal, notPrincipal, condition }: Statement): boolean {
  // Everyone but somebody is everyone.
  const anyone = notPrincipal !== undefined || principalsIn(principal).some((one) => one === '*');
  if (anyone) return !narrowsWho(condition);
  return federatedIn(principal).some((provider) => isOpenProvider(provider) && !namesCaller(provider, condition));
}

/** AWS principals; `"*"` and `{ "AWS": "*" }` are the same. */
function principalsIn(principal: Json | undefined): readonly Json[] {
  if (!isObject(principal)) return listed(principal);
  return Object.keys(principal)
    .filter((kind) => /^(?:aws|\*)$/i.test(kind))
    .flatMap((kind) => listed(principal[kind]));
}

function federatedIn(principal: Json | undefined): readonly string[] {
  if (!isObject(principal)) return [];
  return Object.keys(principal)
    .filter((kind) => kind.toLowerCase() === 'federated')
    .flatMap((kind) => listed(principal[kind]).filter((one) => typeof one === 'string'));
}

/** Web identity: the provider lets anybody have an account. SAML providers are a company's own. */
function isOpenProvider(provider: string): boolean {
  return !provider.includes(':saml-provider/');
}

/** GitHub gives every workflow in the world the same audience, so only `sub` tells whose; elsewhere an audience is an app's own. */
function namesCaller(provider: string, condition: Statement['condition']): boolean {
  const keys = provider.endsWith('token.actions.githubusercontent.com')
    ? /:(?:sub|repository|repository_owner|job_workflow_ref)$/i
    : /:/;
  const about = Object.fromEntries(
    Object.entries(condition).map(([operator, tests]) => [
      operator,
      isObject(tests) ? Object.fromEntries(Object.entries(tests).filter(([key]) => keys.test(key))) : {},
    ]),
  );
  return narrowsWho(about);
}

function accountsIn({ principal, condition }: Statement): readonly string[] {
  const principals = [...principalsIn(principal), ...federatedIn(principal)];
  return [...principals.flatMap((one) => accountIn(one) ?? []), ...accountsInCondition(condition)];
}
