/** Every scope the bot asks for and the call it is for. The manifests are tested against this list, and `doctor` compares the installed app with it. */
export const SCOPES: Readonly<Record<string, string>> = {
  'chat:write': 'posting alerts and editing them (chat.postMessage, chat.update, chat.postEphemeral)',
  commands: 'the slash command and the shortcuts',
  'channels:history': 'looking for a message whose posting was interrupted, in public channels (conversations.history)',
  'groups:history': 'the same in private channels',
  'im:history': 'the same in direct messages',
  'channels:read': 'checking that the bot is in its public channels (conversations.info, in doctor)',
  'groups:read': 'the same for private channels',
  'im:write': 'asking a person by direct message (conversations.open)',
  'users:read': 'who a Slack user is, and when an account changed (users.info, events user_change and team_join)',
  'users:read.email': 'which Slack user has an e-mail address (users.lookupByEmail)',
  'usergroups:read': 'permissions given to a user group (usergroups.users.list)',
};
