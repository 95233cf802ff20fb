/**
 * What people see in Slack, written so that two runs of the same story can be compared: every message and every line in a
 * thread, without the ids and the times of day that differ from run to run.
 */
import type { Message } from '../demo/slack/messages';
import type { Slack } from '../demo/slack/server';

/** One message or line; or one call, by which a message mentioned people when it was posted. */
export interface Shown {
  /** The same in every run, whatever state the message is in. */
  readonly name: string;
  readonly kind: 'alert' | 'question' | 'line' | 'call';
  readonly content: string;
}

export interface Difference {
  readonly lost: readonly string[];
  /** Shown more often than in the run that nobody interrupted. */
  readonly twice: readonly string[];
  readonly differing: readonly string[];
}

const HERE = ' <!here>';
/** Of alerts and events. */
const ID = /\b[0-9a-f]{20}\b|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(\.\d+)?/g;

/** `marks` finds what tells a message from the others; `start` is when the story began (milliseconds). */
export function pictureOf(slack: Slack, marks: RegExp, start: number): readonly Shown[] {
  return [...messagesOf(slack, marks, start), ...callsOf(slack, marks)];
}

function messagesOf(slack: Slack, marks: RegExp, start: number): readonly Shown[] {
  return [...slack.workspace.channels.values()].flatMap(({ id: channel, kind }) =>
    slack.workspace.messages
      .all(channel)
      .filter(({ thread_ts: thread, ts }) => thread === undefined || thread === ts)
      .flatMap((message) => {
        const content = contentOf(message, start);
        const name = `${channel} ${marks.exec(content)?.[0] ?? ''}`;
        const [, ...lines] = slack.thread(channel, message.ts);
        return [
          { name, kind: kind === 'im' ? ('question' as const) : ('alert' as const), content },
          ...lines.map((line) => {
            const said = contentOf(line, start);
            return { name: `${name} › ${said.slice(0, 120)}`, kind: 'line' as const, content: said };
          }),
        ];
      }),
  );
}

/** Posts that Slack took and that called people. */
function callsOf(slack: Slack, marks: RegExp): readonly Shown[] {
  const posts = slack.calls.filter(({ method, error }) => method === 'chat.postMessage' && error === undefined);
  return posts
    .map(({ args }) => JSON.stringify(args))
    .filter((post) => post.includes(HERE))
    .map((post) => ({ name: `a call about ${marks.exec(post)?.[0] ?? post}`, kind: 'call', content: '' }));
}

/** All that is shown, but for mentions, which an edit takes away as it calls nobody; of ids nothing, of times only those of events, which are before the start. */
function contentOf({ text, blocks, subtype }: Message, start: number): string {
  const timeOf = (seconds: string): string => {
    const after = Number(seconds) - Math.floor(start / 1000);
    return after < -60 ? `${-after} s before` : 'later';
  };
  return JSON.stringify({ text, subtype, blocks }, (key, value: unknown) => (key === 'block_id' ? undefined : value))
    .replaceAll(HERE, '')
    .replace(ID, 'id')
    .replace(/\d\d:\d\d in (?=[A-Z])/g, 'then in ')
    .replace(/<!date\^(\d+)\^[^>]*>/g, (_, seconds: string) => `<${timeOf(seconds)}>`)
    .replace(/"timestamp":(\d+)[^}]*\}/g, (_, seconds: string) => `"timestamp":"${timeOf(seconds)}"}`);
}

/** What is wrong in `found`; in which order things stand makes no difference. */
export function differenceOf(expected: readonly Shown[], found: readonly Shown[]): Difference {
  const names = [...new Set([...expected, ...found].map(({ name }) => name))];
  const of = (shown: readonly Shown[], wanted: string): readonly string[] =>
    shown.flatMap(({ name, content }) => (name === wanted ? [content] : [])).sort();
  const repeated = (name: string, times: number): readonly string[] =>
    Array.from({ length: Math.max(0, times) }, () => name);
  const counts = names.map((name) => ({ name, was: of(expected, name), is: of(found, name) }));
  return {
    lost: counts.flatMap(({ name, was, is }) => repeated(name, was.length - is.length)),
    twice: counts.flatMap(({ name, was, is }) => repeated(name, is.length - was.length)),
    differing: counts.flatMap(({ name, was, is }) => {
      return was.length === is.length && was.join('\n') !== is.join('\n')
        ? [`${name}\n  expected ${was.join('\n')}\n  found    ${is.join('\n')}`]
        : [];
    }),
  };
}
