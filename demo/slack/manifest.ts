// The app as its manifest describes it: scopes, slash commands, shortcuts, events, socket mode and interactivity. Reading the
// very file operators install from makes the stand-in refuse what a real installation would refuse.
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';

const shape = z.object({
  display_information: z.object({ name: z.string() }),
  features: z
    .object({
      app_home: z
        .object({
          home_tab_enabled: z.boolean().default(false),
          messages_tab_enabled: z.boolean().default(false),
          messages_tab_read_only_enabled: z.boolean().default(true),
        })
        .optional(),
      bot_user: z.object({ display_name: z.string() }).optional(),
      slash_commands: z
        .array(
          z.object({
            command: z.string(),
            description: z.string().default(''),
            usage_hint: z.string().default(''),
            should_escape: z.boolean().default(false),
          }),
        )
        .default([]),
      shortcuts: z
        .array(z.object({ name: z.string(), type: z.enum(['global', 'message']), callback_id: z.string() }))
        .default([]),
    })
    .default({ slash_commands: [], shortcuts: [] }),
  oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()) }) }),
  settings: z
    .object({
      event_subscriptions: z.object({ bot_events: z.array(z.string()).default([]) }).optional(),
      interactivity: z.object({ is_enabled: z.boolean() }).optional(),
      socket_mode_enabled: z.boolean().optional(),
    })
    .default({}),
});

export interface AppManifest {
  name: string;
  scopes: string[];
  /** With `should_escape` people and channels arrive by their ids, without it as they were typed. */
  commands: { command: string; description: string; usage_hint: string; should_escape: boolean }[];
  shortcuts: { name: string; type: 'global' | 'message'; callback_id: string }[];
  events: string[];
  interactivity: boolean;
  /** Without it no App Home can be published. */
  homeTab: boolean;
  /** Without it the app can send nobody a direct message; `read-only` keeps people from answering. */
  messagesTab: 'off' | 'read-only' | 'open';
  socketMode: boolean;
}

export const defaultManifest: AppManifest = {
  name: 'Trailwarden',
  scopes: [
    'chat:write',
    'channels:history',
    'groups:history',
    'im:history',
    'channels:read',
    'groups:read',
    'im:write',
    'users:read',
    'users:read.email',
    'usergroups:read',
    'commands',
  ],
  commands: [
    { command: '/trail', description: 'Ask about recent AWS activity', usage_hint: 'help', should_escape: false },
  ],
  shortcuts: [],
  events: ['app_home_opened'],
  interactivity: true,
  homeTab: true,
  messagesTab: 'open',
  socketMode: true,
};

export function readManifest(file: string): AppManifest {
  const read = shape.parse(parse(readFileSync(file, 'utf8')));
  const home = read.features.app_home;
  return {
    name: read.features.bot_user?.display_name ?? read.display_information.name,
    scopes: read.oauth_config.scopes.bot,
    commands: read.features.slash_commands,
    shortcuts: read.features.shortcuts,
    events: read.settings.event_subscriptions?.bot_events ?? [],
    interactivity: read.settings.interactivity?.is_enabled ?? false,
    homeTab: home?.home_tab_enabled ?? false,
    messagesTab:
      home?.messages_tab_enabled !== true ? 'off' : home.messages_tab_read_only_enabled ? 'read-only' : 'open',
    socketMode: read.settings.socket_mode_enabled ?? false,
  };
}
