// The table of Web API methods: which token each takes, which scope it needs at least, and what it does. A method that is not
// here is an unknown_method.
import type { Call } from './call';
import * as chat from './chat';
import * as conversations from './conversations';
import { SlackError } from './errors';
import * as people from './people';
import * as surfaces from './surfaces';

export interface Method {
  token: 'bot' | 'app' | 'any';
  scope?: string;
  run: (call: Call) => Record<string, unknown>;
}

function authTest({ workspace }: Call): Record<string, unknown> {
  const { team, app, manifest } = workspace;
  return {
    url: `https://${team.domain}.slack.com/`,
    team: team.name,
    user: manifest.name.toLowerCase(),
    team_id: team.id,
    user_id: app.user,
    bot_id: app.bot,
    is_enterprise_install: false,
  };
}

function teamInfo({ workspace: { team } }: Call): Record<string, unknown> {
  return { team: { id: team.id, name: team.name, domain: team.domain, email_domain: 'example.com' } };
}

function addReaction(call: Call): Record<string, unknown> {
  const channel = call.channel();
  const message = call.workspace.messages.find(channel.id, call.required('timestamp'));
  const name = call.required('name');
  if (!message) throw new SlackError('message_not_found');
  message.reactions ??= [];
  const known = message.reactions.find((r) => r.name === name);
  if (known?.users.includes(call.workspace.app.user)) throw new SlackError('already_reacted');
  if (known) known.users.push(call.workspace.app.user);
  else message.reactions.push({ name, users: [call.workspace.app.user], count: 0 });
  for (const reaction of message.reactions) reaction.count = reaction.users.length;
  call.workspace.announce({ what: 'message', channel: channel.id, ts: message.ts });
  return {};
}

/** `apps.connections.open` needs to know where the sockets are; the server adds it. */
export function methods(openConnection: () => string): Record<string, Method> {
  return {
    'auth.test': { token: 'any', run: authTest },
    'apps.connections.open': { token: 'app', scope: 'connections:write', run: () => ({ url: openConnection() }) },
    'chat.postMessage': { token: 'bot', scope: 'chat:write', run: chat.postMessage },
    'chat.update': { token: 'bot', scope: 'chat:write', run: chat.update },
    'chat.delete': { token: 'bot', scope: 'chat:write', run: chat.remove },
    'chat.postEphemeral': { token: 'bot', scope: 'chat:write', run: chat.postEphemeral },
    'chat.getPermalink': { token: 'bot', run: chat.getPermalink },
    'conversations.list': { token: 'bot', run: conversations.list },
    'conversations.info': { token: 'bot', run: conversations.info },
    'conversations.members': { token: 'bot', run: conversations.members },
    'conversations.history': { token: 'bot', run: conversations.history },
    'conversations.replies': { token: 'bot', run: conversations.replies },
    'conversations.open': { token: 'bot', scope: 'im:write', run: conversations.open },
    'conversations.join': { token: 'bot', scope: 'channels:join', run: conversations.join },
    'users.info': { token: 'bot', scope: 'users:read', run: people.info },
    'users.list': { token: 'bot', scope: 'users:read', run: people.list },
    'users.lookupByEmail': { token: 'bot', scope: 'users:read.email', run: people.lookupByEmail },
    'usergroups.list': { token: 'bot', scope: 'usergroups:read', run: people.usergroups },
    'usergroups.users.list': { token: 'bot', scope: 'usergroups:read', run: people.usergroupMembers },
    'views.open': { token: 'bot', run: surfaces.open },
    'views.push': { token: 'bot', run: surfaces.push },
    'views.update': { token: 'bot', run: surfaces.update },
    'views.publish': { token: 'bot', run: surfaces.publish },
    'reactions.add': { token: 'bot', scope: 'reactions:write', run: addReaction },
    'team.info': { token: 'bot', scope: 'team:read', run: teamInfo },
  };
}
