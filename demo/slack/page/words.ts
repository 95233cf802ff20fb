// The words of a message without any markup: what a phone's lock screen and a screen reader's summary of a message say.
import type { RichTextSectionElement } from 'slack-blocks-to-jsx';
import type { Workspace } from '../workspace';
import { slackDate } from './dates';
import { emojiOf } from './emoji';
import { fromMrkdwn } from './mrkdwn';
import { nameOf } from './viewer';

export function wordsOf(text: string, workspace: Workspace, tz: string): string {
  const word = (element: RichTextSectionElement): string => {
    switch (element.type) {
      case 'text':
        return element.text;
      case 'link':
        return element.text ?? element.url;
      case 'emoji':
        return emojiOf(element.name) ?? `:${element.name}:`;
      case 'user':
        return `@${nameOf(workspace, element.user_id)}`;
      case 'usergroup':
        return `@${nameOf(workspace, element.usergroup_id)}`;
      case 'channel':
        return `#${nameOf(workspace, element.channel_id)}`;
      case 'broadcast':
        return `@${element.range}`;
      case 'date':
        return slackDate(element.timestamp * 1000, element.format, tz, workspace.now());
      case 'color':
        return element.value;
    }
  };
  return fromMrkdwn(text)
    .map((part) => part.elements.map((e) => ('type' in e && e.type !== 'rich_text_section' ? word(e) : '')).join(''))
    .join('\n');
}
