// Rich text, markdown, tables and charts as slack-blocks-to-jsx shows them, with our hooks for what depends on the reader: names,
// dates in their time zone, and links that open elsewhere and only go where links may go.
import type { ReactElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { Message, type Block, type RichTextBlockElement } from 'slack-blocks-to-jsx';
import { isRecord } from '../blocks/check';
import { slackDate } from './dates';
import { fromMrkdwn, fromPlain } from './mrkdwn';
import type { Viewer } from './viewer';

const kept = new Map<string, string>();
const keptMax = 4000;

/** Kept for a minute of the reader's clock, as the same hundred messages are shown again after every change. */
export function LibraryBlocks({ blocks, viewer }: { blocks: Block[]; viewer: Viewer }): ReactElement {
  const key = JSON.stringify([viewer.me.id, Math.floor(viewer.workspace.now() / 60_000), blocks]);
  let html = kept.get(key);
  if (html === undefined) {
    html = renderToStaticMarkup(<Rendered blocks={blocks} viewer={viewer} />);
    if (kept.size >= keptMax) kept.clear();
    kept.set(key, html);
  }
  return <div className="library" dangerouslySetInnerHTML={{ __html: html }} />;
}

/** The library's own look is switched off: ours follows the page, dark and light. */
function Rendered({ blocks, viewer }: { blocks: Block[]; viewer: Viewer }): ReactElement {
  const { workspace, me } = viewer;
  return (
    <Message
      blocks={blocks}
      logo=""
      name=""
      unstyled
      withoutWrapper
      data={{
        users: [...workspace.users.values()].map((u) => ({ id: u.id, name: u.is_bot ? u.real_name : u.display_name })),
        channels: [...workspace.channels.values()].map((c) => ({ id: c.id, name: c.name })),
        user_groups: workspace.usergroups.map((g) => ({ id: g.id, name: g.handle })),
      }}
      hooks={{
        user: ({ id, name }) => <span className={id === me.id ? 'mention me' : 'mention'}>@{name}</span>,
        usergroup: ({ id, name }) => {
          const inside = workspace.usergroups.find((g) => g.id === id)?.users.includes(me.id) ?? false;
          return <span className={inside ? 'mention me' : 'mention'}>@{name}</span>;
        },
        channel: ({ name }) => <span className="mention">#{name}</span>,
        atHere: () => <span className="mention me">@here</span>,
        atChannel: () => <span className="mention me">@channel</span>,
        atEveryone: () => <span className="mention me">@everyone</span>,
        date: ({ timestamp, format, link }) => {
          const ms = Number(timestamp) * 1000;
          const shown = (
            <time dateTime={new Date(ms).toISOString()}>{slackDate(ms, format, me.tz, workspace.now())}</time>
          );
          return link === null ? shown : <OuterLink href={link}>{shown}</OuterLink>;
        },
        link: ({ href, children }) => <OuterLink href={href}>{children}</OuterLink>,
      }}
    />
  );
}

export function OuterLink({ href, children }: { href: string; children: React.ReactNode }): ReactElement {
  if (!/^(https?:\/\/|mailto:|tel:)/i.test(href)) return <span>{children}</span>;
  return (
    <a href={href} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  );
}

export function Mrkdwn({ text, viewer }: { text: string; viewer: Viewer }): ReactElement {
  const elements: RichTextBlockElement[] = fromMrkdwn(text);
  return <LibraryBlocks viewer={viewer} blocks={[{ type: 'rich_text', elements }]} />;
}

/** A text object of either kind. */
export function Text({ text, viewer }: { text: unknown; viewer: Viewer }): ReactElement | null {
  if (!isRecord(text) || typeof text['text'] !== 'string') return null;
  if (text['type'] === 'mrkdwn') return <Mrkdwn text={text['text']} viewer={viewer} />;
  return <span className="plain">{plain(text)}</span>;
}

/** The words of a plain_text object, for buttons, options, labels and titles. */
export function plain(text: unknown): string {
  return isRecord(text) && typeof text['text'] === 'string' ? fromPlain(text['text'], text['emoji'] !== false) : '';
}
