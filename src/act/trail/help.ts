/** What can be asked, and what was wrong with what was asked: both with examples to copy. */
import { type Mrkdwn, code, contextLine, joined, mrkdwn, section } from '../../notify/text';
import type { Desk } from '../desk';
import type { Misunderstood } from '../query';
import { capitalised } from '../why-rule';
import { type Asked, type Reply, openButton } from './reply';

interface Topic {
  /** What it answers, as words that follow a dash. */
  readonly says: string;
  readonly examples: readonly string[];
}

const TOPICS: Readonly<Record<string, Topic>> = {
  recent: {
    says: 'events, newest first, by any filters',
    examples: [
      'recent since:2h',
      'recent alice@example.com write',
      'recent event:Delete* service:s3 account:prod yesterday',
      'recent ip:203.0.113.0/24 error:AccessDenied 2026-11-01..2026-11-03',
      'recent resource:audit-logs level:high',
      'recent key:AKIAIOSFODNN7EXAMPLE region:eu-west-1',
    ],
  },
  who: {
    says: 'what a person, a principal or an address did, as a story',
    examples: ['who alice@example.com since:1d', 'who role:Deploy', 'who 203.0.113.7'],
  },
  event: { says: 'one event: its facts and its record', examples: ['event 7f1b2c3d-0000-4000-8000-1a2b3c4d5e6f'] },
  why: {
    says: 'why an event became an alert, or why it did not',
    examples: ['why 7f1b2c3d-0000-4000-8000-1a2b3c4d5e6f'],
  },
  alerts: {
    says: 'lists of alerts: open, acknowledged, resolved, snoozed, mine, all',
    examples: ['alerts', 'alerts mine', 'alerts snoozed'],
  },
  alert: { says: 'one alert, by its id or how that begins', examples: ['alert 3f9a1c'] },
  snoozes: { says: 'what is snoozed, until when, by whom', examples: ['snoozes'] },
  expected: { says: 'what is marked as expected, with its end', examples: ['expected'] },
  rules: { says: 'the rules that are loaded, by any words', examples: ['rules', 'rules root login'] },
  confirmations: { says: 'who was asked “was this you?”, and the answers', examples: ['confirmations'] },
  link: {
    says: 'who in Slack is behind a principal',
    examples: ['link', 'link user/alice @alice', 'link remove user/alice'],
  },
  health: { says: 'how far every account is read, and what is wrong', examples: ['health'] },
  posture: { says: 'how well your trails are set up', examples: ['posture'] },
};

export async function help(desk: Desk, { about }: { readonly about: string }): Promise<Reply> {
  const topic = Object.hasOwn(TOPICS, about) ? TOPICS[about] : undefined;
  return topic ? oneTopic(desk, about, topic) : allTopics(desk);
}

function allTopics({ command }: Desk): Reply {
  const lines = Object.entries(TOPICS).map(([name, { says }]) => mrkdwn`${code(`${command} ${name}`)} — ${says}`);
  const half = Math.ceil(lines.length / 2);
  return {
    title: 'Help',
    text: mrkdwn`What ${command} answers`,
    blocks: [
      section(mrkdwn`*What ${command} answers* — only you see it, until you share it`),
      section(joined(lines.slice(0, half), '\n')),
      section(joined(lines.slice(half), '\n')),
      contextLine(mrkdwn`More about one of them: ${code(`${command} help recent`)}`),
      {
        type: 'actions',
        block_id: 'help',
        elements: [openButton('Open alerts', 'alerts', 0), openButton('Last hour', 'recent since:1h', 1)],
      },
    ],
    isPrivate: true,
  };
}

function oneTopic({ command }: Desk, name: string, { says, examples }: Topic): Reply {
  const lines = examples.map((example) => code(`${command} ${example}`));
  return {
    title: 'Help',
    text: mrkdwn`${command} ${name}: ${says}`,
    blocks: [section(mrkdwn`*${command} ${name}* — ${says}`), section(joined(lines, '\n')), ...filterNotes(name)],
    isPrivate: true,
  };
}

function filterNotes(name: string): ReturnType<typeof contextLine>[] {
  if (name !== 'recent' && name !== 'who') return [];
  const filters = [
    'principal',
    'person',
    'event',
    'service',
    'account',
    'region',
    'ip',
    'resource',
    'key',
    'error',
    'level',
  ];
  const keys: Mrkdwn = joined(
    filters.map((filter) => code(`${filter}:`)),
    ' ',
  );
  return [
    contextLine(mrkdwn`Filters: ${keys} — the same one twice means either, ${code('*')} stands for anything`),
    contextLine(
      mrkdwn`Time: ${code('since:2h')} ${code('until:1h')} ${code('today')} ${code('yesterday')} ${code('2026-11-01..2026-11-03')}, in your time zone; ${code('read')} or ${code('write')} by kind`,
    ),
  ];
}

/** What was understood, and an example that works. */
export async function misunderstood(
  { command }: Desk,
  { understood, problem, example }: Misunderstood,
  { text }: Asked,
): Promise<Reply> {
  const asked = mrkdwn`You asked ${code(`${command} ${text}`)}`;
  const known = understood === '' ? mrkdwn`` : mrkdwn` I understood ${code(understood)}.`;
  return {
    title: 'Not understood',
    text: mrkdwn`Not understood: ${problem}`,
    blocks: [
      section(mrkdwn`🤔 ${capitalised(problem)}${problem.endsWith('?') ? '' : '.'}${known}`),
      section(mrkdwn`Try ${code(`${command} ${example}`)}`),
      contextLine(mrkdwn`${asked}; everything that can be asked: ${code(`${command} help`)}`),
    ],
    isPrivate: true,
  };
}
