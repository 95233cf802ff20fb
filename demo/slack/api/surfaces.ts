// The views.* methods: modals opened and pushed by a trigger a person just gave, updated by id and hash, and App Home tabs.
import { readView } from '../blocks/validate';
import type { View } from '../views';
import type { Call } from './call';
import { SlackError } from './errors';

const deepest = 3;

function trigger(call: Call): { user: string; view: string | undefined } {
  const id = call.text('trigger_id') ?? call.text('interactivity_pointer');
  if (id === undefined || id === '')
    throw new SlackError('invalid_arguments', { messages: ['missing required field: trigger_id'] });
  return call.workspace.triggers.spend(id);
}

function refuseTakenId(call: Call, given: Record<string, unknown>, except?: View): void {
  const externalId = given['external_id'];
  if (typeof externalId !== 'string' || externalId === '') return;
  const found = call.workspace.views.find({ externalId });
  if (found && found.view !== except) throw new SlackError('duplicate_external_id');
}

function told(call: Call, user: string, view: View): Record<string, unknown> {
  call.workspace.announce({ what: view.type === 'home' ? 'home' : 'view', user });
  return { view: structuredClone(view) };
}

export function open(call: Call): Record<string, unknown> {
  const given = readView(call.args['view'], 'modal');
  refuseTakenId(call, given);
  const { user } = trigger(call);
  return told(call, user, call.workspace.views.open(user, given));
}

export function push(call: Call): Record<string, unknown> {
  const given = readView(call.args['view'], 'modal');
  refuseTakenId(call, given);
  const { user, view } = trigger(call);
  const stack = call.workspace.views.stack(user);
  if (view === undefined || stack.length === 0) throw new SlackError('not_found');
  if (stack.length >= deepest) throw new SlackError('push_limit_reached');
  return told(call, user, call.workspace.views.push(user, given));
}

export function update(call: Call): Record<string, unknown> {
  const given = readView(call.args['view'], 'any');
  const id = call.text('view_id');
  const externalId = call.text('external_id');
  if (id === undefined && externalId === undefined)
    throw new SlackError('invalid_arguments', { messages: ['must define either `view_id` or `external_id`'] });
  const found = call.workspace.views.find(id !== undefined ? { id } : { externalId: externalId ?? '' });
  if (!found) throw new SlackError('not_found');
  refuseTakenId(call, given, found.view);
  refuseOldHash(call, found.view);
  return told(call, found.user, call.workspace.views.update(found.view, given));
}

export function publish(call: Call): Record<string, unknown> {
  const user = call.required('user_id');
  const given = readView(call.args['view'], 'home');
  if (!call.workspace.manifest.homeTab) throw new SlackError('not_enabled');
  if (!call.workspace.users.has(user)) throw new SlackError('user_not_found');
  const old = call.workspace.views.home(user);
  refuseTakenId(call, given, old);
  if (old) refuseOldHash(call, old);
  return told(call, user, call.workspace.views.publish(user, given));
}

function refuseOldHash(call: Call, view: View): void {
  const hash = call.text('hash');
  if (hash !== undefined && hash !== view.hash) throw new SlackError('hash_conflict');
}
