// Interactive elements as real controls: buttons, overflow menus and selects that send what is chosen through the same path as a
// click in Slack. The browser script finds them by their data attributes.
import type { ReactElement } from 'react';
import { isRecord } from '../blocks/check';
import type { Element } from '../blocks/find';
import type { Block } from '../messages';
import { Icon } from './icons';
import { Input } from './inputs';
import { plain } from './rich';
import type { Viewer } from './viewer';

interface Option {
  text: unknown;
  value: string;
  url?: string;
}

const confirmOf = (element: Element): { 'data-confirm'?: string } => {
  const { confirm } = element;
  if (!isRecord(confirm)) return {};
  const dialog = {
    title: plain(confirm['title']),
    text: plain(confirm['text']),
    confirm: plain(confirm['confirm']),
    deny: plain(confirm['deny']),
    style: confirm['style'],
  };
  return { 'data-confirm': JSON.stringify(dialog) };
};

export function ActionElement({
  block,
  element,
  viewer,
}: {
  block: Block;
  element: Element;
  viewer: Viewer;
}): ReactElement {
  const hooks = { 'data-action': element.action_id, 'data-block': block.block_id, ...confirmOf(element) };
  if (element.type === 'button') return <Button element={element} hooks={hooks} />;
  if (element.type === 'overflow') return <Overflow element={element} hooks={hooks} />;
  return (
    <span className="element select" {...hooks}>
      <Input block={block} element={element} viewer={viewer} label={plain(element['placeholder']) || 'Choose'} />
    </span>
  );
}

function Button({ element, hooks }: { element: Element; hooks: Record<string, unknown> }): ReactElement {
  const { style, url, accessibility_label: label } = element;
  const className = `button ${typeof style === 'string' ? style : ''}`;
  const named = typeof label === 'string' ? { 'aria-label': label } : {};
  return (
    <span className="element">
      <button
        type="button"
        className={className}
        {...hooks}
        {...named}
        {...(typeof url === 'string' ? { 'data-url': url } : {})}
      >
        {plain(element['text'])}
        {typeof url === 'string' ? <Icon name="out" /> : null}
      </button>
    </span>
  );
}

function Overflow({ element, hooks }: { element: Element; hooks: Record<string, unknown> }): ReactElement {
  const options = Array.isArray(element['options']) ? (element['options'] as Option[]) : [];
  return (
    <span className="element overflow">
      <button
        type="button"
        className="button more"
        aria-haspopup="menu"
        aria-expanded="false"
        aria-label="More actions"
        data-menu=""
      >
        <Icon name="more" />
      </button>
      <span className="menu" role="menu" hidden>
        {options.map((option) => (
          <button
            key={option.value}
            type="button"
            role="menuitem"
            {...hooks}
            data-value={option.value}
            {...(option.url === undefined ? {} : { 'data-url': option.url })}
          >
            {plain(option.text)}
          </button>
        ))}
      </span>
    </span>
  );
}
