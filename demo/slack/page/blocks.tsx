// Blocks of a message or view as the page shows them. Texts, rich text, markdown, tables and charts go through slack-blocks-to-jsx;
// what people act on is ours, as its controls need a bundle in the browser.
import type { ReactElement } from 'react';
import type { Block as LibraryBlock } from 'slack-blocks-to-jsx';
import { isRecord } from '../blocks/check';
import type { Element } from '../blocks/find';
import type { Block } from '../messages';
import { ActionElement } from './elements';
import { Input } from './inputs';
import { LibraryBlocks, Mrkdwn, plain, Text } from './rich';
import type { Viewer } from './viewer';

/** `place` is where what is entered into them is kept: a view, or this reader's copy of a message. */
export function Blocks({ blocks, place, ...given }: BlocksProps): ReactElement {
  const viewer = { ...given.viewer, place };
  return (
    <div className="blocks">
      {blocks.map((block) => (
        <div key={block.block_id} className={`block ${block.type}`}>
          <OneBlock block={block} viewer={viewer} />
        </div>
      ))}
    </div>
  );
}

interface BlocksProps {
  blocks: readonly Block[];
  viewer: Viewer;
  place: string;
}

const records = (value: unknown): Record<string, unknown>[] => (Array.isArray(value) ? value.filter(isRecord) : []);

function OneBlock({ block, viewer }: { block: Block; viewer: Viewer }): ReactElement | null {
  switch (block.type) {
    case 'section':
      return <Section block={block} viewer={viewer} />;
    case 'header':
      return <h3>{plain(block['text'])}</h3>;
    case 'divider':
      return <hr />;
    case 'image':
      return (
        <figure>
          {block['title'] === undefined ? null : <figcaption>{plain(block['title'])}</figcaption>}
          <img src={String(block['image_url'])} alt={String(block['alt_text'])} loading="lazy" />
        </figure>
      );
    case 'context':
      return (
        <>
          {records(block['elements']).map((element, index) =>
            element['type'] === 'image' ? (
              <img
                key={index}
                src={String(element['image_url'])}
                alt={String(element['alt_text'])}
                width={20}
                height={20}
              />
            ) : (
              <span key={index}>
                <Text text={element} viewer={viewer} />
              </span>
            ),
          )}
        </>
      );
    case 'actions':
      return (
        <>
          {records(block['elements']).map((element, index) => (
            <ActionElement key={index} block={block} element={element as Element} viewer={viewer} />
          ))}
        </>
      );
    case 'input':
      return <InputBlock block={block} viewer={viewer} />;
    case 'alert':
      return (
        <div className={`notice ${typeof block['level'] === 'string' ? block['level'] : 'default'}`} role="note">
          <Text text={block['text']} viewer={viewer} />
        </div>
      );
    default:
      return <LibraryBlocks viewer={viewer} blocks={[block as unknown as LibraryBlock]} />;
  }
}

function Section({ block, viewer }: { block: Block; viewer: Viewer }): ReactElement {
  const accessory = isRecord(block['accessory']) ? block['accessory'] : undefined;
  return (
    <>
      <div className="words">
        <Text text={block['text']} viewer={viewer} />
        {block['fields'] === undefined ? null : (
          <div className="fields">
            {records(block['fields']).map((field, index) => (
              <div key={index}>
                <Text text={field} viewer={viewer} />
              </div>
            ))}
          </div>
        )}
      </div>
      {accessory === undefined ? null : accessory['type'] === 'image' ? (
        <img className="accessory" src={String(accessory['image_url'])} alt={String(accessory['alt_text'])} />
      ) : (
        <ActionElement block={block} element={accessory as Element} viewer={viewer} />
      )}
    </>
  );
}

function InputBlock({ block, viewer }: { block: Block; viewer: Viewer }): ReactElement {
  const element = block['element'] as Element;
  const id = `field-${block.block_id ?? ''}`;
  const optional = block['optional'] === true;
  const on = block['dispatch_action'] === true ? dispatchOn(element) : undefined;
  const dispatch = on ? { 'data-action': element.action_id, 'data-block': block.block_id, 'data-on': on } : {};
  return (
    <div className="field" data-field={block.block_id} {...dispatch}>
      <label htmlFor={id} id={`${id}-label`}>
        {plain(block['label'])}
        {optional ? <small> (optional)</small> : null}
      </label>
      <Input block={block} element={element} viewer={viewer} id={id} required={!optional} />
      {on?.includes('enter') === true ? <small className="hint">Press Enter to apply</small> : null}
      {block['hint'] === undefined ? null : <small className="hint">{plain(block['hint'])}</small>}
      <span className="error" id={`${id}-error`} role="alert" />
    </div>
  );
}

/** What makes an input tell the app at once: a choice always does, a text when Enter is pressed unless it asks for more. */
function dispatchOn({ type, dispatch_action_config: config }: Element): string {
  if (!type.endsWith('_input')) return 'change';
  const on = isRecord(config) && Array.isArray(config['trigger_actions_on']) ? config['trigger_actions_on'] : [];
  const typed = on.includes('on_character_entered');
  return [...(typed ? ['type'] : []), ...(!typed || on.includes('on_enter_pressed') ? ['enter'] : [])].join(' ');
}

interface BodyProps extends Omit<BlocksProps, 'blocks'> {
  text: string;
  blocks: readonly Block[] | undefined;
}

/** A message without blocks is its text. */
export function Body({ text, blocks, viewer, place }: BodyProps): ReactElement {
  if (blocks !== undefined && blocks.length > 0) return <Blocks blocks={blocks} viewer={viewer} place={place} />;
  return (
    <div className="blocks">
      <Mrkdwn text={text} viewer={viewer} />
    </div>
  );
}
