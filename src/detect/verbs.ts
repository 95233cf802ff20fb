/**
 * Past tense to infinitive: a sentence that says `{actor} stopped …` must say `tried to stop …` when the call failed.
 * English spelling cannot be undone by rule (`created`, `attached`), so the verbs are listed; the rule runs forwards.
 */

/** Verbs whose past tense is regular: `copy` gives `copied`, `stop` (marked `+`) doubles its last letter. */
const REGULAR = `
  accept access acknowledge activate add advertise allocate allow analyze apply approve archive ask assign associate assume attach
  authenticate authorize back backdoor block boot bypass call cancel change clear clone close complete configure confirm connect convert
  copy create deactivate decode decrease decrypt define delegate delete deliver deny deploy deprecate deregister describe destroy
  detach disable disallow disassociate disconnect discover dismiss dissociate download downgrade duplicate edit elevate empty enable
  encrypt end endorse enforce enter enumerate erase escalate evaluate exchange exclude exempt execute expand expire export expose extend fail
  fetch filter finish force forward generate harvest ignore import impersonate increase initialize initiate inject insert
  inspect install invalidate invite invoke isolate issue join label launch list load lock log+ look loosen lower manage mark merge migrate
  mirror modify monitor mount move mute name open opt order overwrite own pass pause peer perform permit+ place plan+ point poll
  post prepare probe promote propose provision publish pull purchase purge push query raise reach reactivate reassign reboot recover
  redeem redirect reduce refresh refuse register reinstate reject relax release reload remove rename renew reopen repeat replace replicate
  report request rescue reserve resize resolve restart restore restrict resume retire retrieve return reveal reverse review revoke
  roll rotate sample save scan+ schedule search select share shorten sign silence snapshot solicit specify start stop+ store strip+
  subscribe supply suppress suspend switch sync synchronize tag+ tamper target terminate test transfer+ truncate trust turn unarchive
  unassign unblock undeploy uninstall unlock unmount unpeer unsubscribe untag+ update upgrade upload use validate verify view visit
  weaken whitelist widen wipe work
`;

const IRREGULAR: Readonly<Record<string, string>> = {
  began: 'begin',
  bought: 'buy',
  brought: 'bring',
  broke: 'break',
  built: 'build',
  chose: 'choose',
  cut: 'cut',
  drew: 'draw',
  forgot: 'forget',
  found: 'find',
  froze: 'freeze',
  gave: 'give',
  got: 'get',
  hid: 'hide',
  held: 'hold',
  kept: 'keep',
  left: 'leave',
  let: 'let',
  lost: 'lose',
  made: 'make',
  overrode: 'override',
  paid: 'pay',
  put: 'put',
  ran: 'run',
  read: 'read',
  reset: 'reset',
  sent: 'send',
  set: 'set',
  shut: 'shut',
  spun: 'spin',
  split: 'split',
  spent: 'spend',
  sold: 'sell',
  stole: 'steal',
  took: 'take',
  undid: 'undo',
  unset: 'unset',
  withdrew: 'withdraw',
  withheld: 'withhold',
  won: 'win',
  wrote: 'write',
};

const INFINITIVES = new Map<string, string>(Object.entries(IRREGULAR));
for (const entry of REGULAR.trim().split(/\s+/)) {
  const verb = entry.replace('+', '');
  if (!INFINITIVES.has(pastOf(entry))) INFINITIVES.set(pastOf(entry), verb);
}

/** `stopped` gives `stop`; undefined for a verb that is not listed. */
export function infinitiveOf(past: string): string | undefined {
  return INFINITIVES.get(past.toLowerCase());
}

/** Words after the actor with which a sentence says already that the call did not succeed. */
export function tellsFailure(word: string): boolean {
  return /^(?:failed|tried|attempted|was|could)$/.test(word);
}

function pastOf(entry: string): string {
  if (entry.endsWith('+')) return `${entry.slice(0, -1)}${entry.at(-2) ?? ''}ed`;
  if (entry.endsWith('e')) return `${entry}d`;
  return /[^aeiou]y$/.test(entry) ? `${entry.slice(0, -1)}ied` : `${entry}ed`;
}
