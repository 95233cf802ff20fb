// What somebody typed after a command that asks for escaping: people and channels by their ids, user groups too, and Slack's three
// characters as entities. What names nobody stays as it is: https://docs.slack.dev/interactivity/implementing-slash-commands
import type { Workspace } from '../workspace';

export function escapeTyped(typed: string, { users, channels, usergroups }: Workspace): string {
  const named = (handle: string): string | undefined => {
    const user = [...users.values()].find((u) => u.name === handle && !u.deleted);
    if (user) return `<@${user.id}|${user.name}>`;
    const group = usergroups.find((g) => g.handle === handle && g.disabled === undefined);
    return group && `<!subteam^${group.id}|@${group.handle}>`;
  };
  const placed = (name: string): string | undefined => {
    const channel = [...channels.values()].find((c) => c.kind === 'public' && c.name === name);
    return channel && `<#${channel.id}|${channel.name}>`;
  };
  // What was picked from the list that Slack shows while one types arrives in its brackets already.
  return typed
    .split(/(<[@#!][^<>]*>)/)
    .map((part, index) =>
      index % 2 === 1
        ? part
        : escaped(part).replace(
            /(?<![\w@#.+-])([@#])([\w-]+(?:\.[\w-]+)*)/g,
            (all, sign: string, name: string) => (sign === '@' ? named(name) : placed(name)) ?? all,
          ),
    )
    .join('');
}

function escaped(text: string): string {
  return text
    .replace(/&(?!(?:amp|lt|gt);)/g, '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}
