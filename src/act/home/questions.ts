/** In App Home: "was this you?", put to the person who looks, with the answers under it. Whose answer counts is not decided here. */
import type { KnownBlock } from '@slack/web-api';
import { awaitsAnswer } from '../../alert/answer';
import type { Confirmation, SignIn } from '../../alert/confirmation';
import { clientOf } from '../../notify/client';
import { some } from '../../notify/digest-words';
import { countryName } from '../../notify/facts';
import { answers } from '../../notify/question';
import { Mrkdwn, bounded, code, cut, joined, moment, mrkdwn, prose } from '../../notify/text';
import { TIME, further, row } from './actions';

/** As many are asked here; the others stand in the messages. */
const MOST = 3;
/** What a question is about can be answered where all of it can be seen: so many sign-ins. */
const MOST_SIGN_INS = 3;

export function ownQuestions(confirmations: readonly Confirmation[], user: string): KnownBlock[] {
  const mine = confirmations.filter((one) => one.signIns.length > 0 && awaitsAnswer(one, user));
  if (mine.length === 0) return [];
  const shown = mine.slice(0, MOST);
  const heading = mrkdwn`❓ *Was this you?* ${some(mine.length, 'question')} for you. All facts are in Messages, beside Home.`;
  return [
    row('questions', heading),
    ...shown.flatMap((one) => [row(`question.${one.id}`, question(one)), ...(isWhole(one) ? answers(one, user) : [])]),
    ...further(mine.length, shown.length, mrkdwn`in Messages`),
  ];
}

function isWhole({ signIns, count }: Confirmation): boolean {
  return count === signIns.length && count <= MOST_SIGN_INS;
}

function question(confirmation: Confirmation): Mrkdwn {
  const { signIns, principal, state, deadline, count } = confirmation;
  const { kind, name, session } = principal;
  const role = kind === 'root' ? mrkdwn`*root*` : mrkdwn`${kind} ${code(cut(name, 60))}`;
  const as = session === undefined ? role : mrkdwn`${role} (${code(cut(session, 60))})`;
  const lines = isWhole(confirmation)
    ? signIns.map((one) => factsOf(one, as))
    : [mrkdwn`${count} times as ${as}: please look at all of them in Messages and answer there.`];
  const until =
    state === 'asked'
      ? mrkdwn`Please answer by ${moment(deadline, TIME)}.`
      : mrkdwn`The team knows by now that nobody confirmed it; your answer still corrects that.`;
  return joined([...lines, until], '\n');
}

/** In one line, short whatever somebody is called. */
function factsOf({ what, time, account, accountName, address, country, agent, mfa }: SignIn, as: Mrkdwn): Mrkdwn {
  const where = country === undefined ? mrkdwn`` : mrkdwn` ${countryName(country)}`;
  const client = agent === undefined ? undefined : clientOf(agent);
  const facts = [
    prose(cut(what, 90)),
    mrkdwn`as ${as}`,
    mrkdwn`in *${prose(cut(accountName ?? account, 40))}*`,
    moment(time, TIME),
    address === undefined ? mrkdwn`address not recorded` : mrkdwn`from ${code(cut(address, 45))}${where}`,
    ...(client === undefined ? [] : [prose(client)]),
    ...(mfa === undefined ? [] : [mfa ? mrkdwn`with MFA` : mrkdwn`*without MFA*`]),
  ];
  return new Mrkdwn(bounded(joined(facts, ' · '), 360));
}
