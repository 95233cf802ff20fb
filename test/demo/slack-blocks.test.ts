// Block rules of the stand-in Slack as rows: each block Slack refuses is refused with the place and Slack's words.
import { readBlocks } from '../../demo/slack/blocks/validate';
import { actions, button, many, mrkdwn, option, plain, refusal, rich, section, x } from './slack-calls';

describe('a message is refused for', () => {
  const rows: [string, object[], string][] = [
    ['51 blocks', many(51, () => ({ type: 'divider' })), 'no more than 50 items allowed [json-pointer:/blocks]'],
    ['a block without a type', [{}], 'missing required field: type [json-pointer:/blocks/0]'],
    ['a block nobody knows', [{ type: 'marquee' }], 'unsupported type: marquee [json-pointer:/blocks/0/type]'],
    [
      'an alert, which lives in modals',
      [{ type: 'alert', text: plain('x') }],
      'unsupported type: alert [json-pointer:/blocks/0/type]',
    ],
    [
      'a key nobody knows',
      [{ type: 'divider', colour: 'red' }],
      'invalid additional property: colour [json-pointer:/blocks/0]',
    ],
    ['a section of nothing', [{ type: 'section' }], 'must define either `text` or `fields` [json-pointer:/blocks/0]'],
    ['an empty text', [section(mrkdwn(''))], 'must be more than 0 characters [json-pointer:/blocks/0/text/text]'],
    [
      'a section over 3000 characters',
      [section(mrkdwn(x(3001)))],
      'must be less than 3001 characters [json-pointer:/blocks/0/text/text]',
    ],
    [
      'emoji in mrkdwn, which has none',
      [section({ ...mrkdwn('x'), emoji: true })],
      'invalid additional property: emoji [json-pointer:/blocks/0/text]',
    ],
    [
      'eleven fields',
      [{ type: 'section', fields: many(11, () => mrkdwn('x')) }],
      'no more than 10 items allowed [json-pointer:/blocks/0/fields]',
    ],
    [
      'a field over 2000 characters',
      [{ type: 'section', fields: [mrkdwn(x(2001))] }],
      'must be less than 2001 characters [json-pointer:/blocks/0/fields/0/text]',
    ],
    [
      'a header in mrkdwn',
      [{ type: 'header', text: mrkdwn('x') }],
      'unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]',
    ],
    [
      'a header over 150 characters',
      [{ type: 'header', text: plain(x(151)) }],
      'must be less than 151 characters [json-pointer:/blocks/0/text/text]',
    ],
    [
      'eleven context elements',
      [{ type: 'context', elements: many(11, () => mrkdwn('x')) }],
      'no more than 10 items allowed [json-pointer:/blocks/0/elements]',
    ],
    [
      'a button in a context',
      [{ type: 'context', elements: [button('Go', 'go')] }],
      'unsupported type: button [json-pointer:/blocks/0/elements/0/type]',
    ],
    [
      '26 buttons',
      [actions(...many(26, (i) => button('Go', `go${i}`)))],
      'no more than 25 items allowed [json-pointer:/blocks/0/elements]',
    ],
    ['actions without elements', [{ type: 'actions' }], 'missing required field: elements [json-pointer:/blocks/0]'],
    [
      'a button text over 75 characters',
      [actions(button(x(76), 'go'))],
      'must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]',
    ],
    [
      'a button value over 2000 characters',
      [actions(button('Go', 'go', { value: x(2001) }))],
      'must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]',
    ],
    [
      'a button style nobody knows',
      [actions(button('Go', 'go', { style: 'loud' }))],
      'must be a valid enum value [json-pointer:/blocks/0/elements/0/style]',
    ],
    [
      'a button address over 3000 characters',
      [actions(button('Go', 'go', { url: `https://${x(3000)}` }))],
      'must be less than 3001 characters [json-pointer:/blocks/0/elements/0/url]',
    ],
    [
      'an address that is none',
      [actions(button('Go', 'go', { url: 'javascript:alert(1)' }))],
      'Invalid URL format [json-pointer:/blocks/0/elements/0/url]',
    ],
    [
      'an action_id over 255 characters',
      [actions(button('Go', x(256)))],
      'must be less than 256 characters [json-pointer:/blocks/0/elements/0/action_id]',
    ],
    [
      'an action_id used twice in a block',
      [actions(button('A', 'a'), button('B', 'a'))],
      '`action_id` must be unique: "a" is used twice [json-pointer:/blocks/0/elements/1/action_id]',
    ],
    [
      'a block_id used twice',
      [
        { type: 'divider', block_id: 'd' },
        { type: 'divider', block_id: 'd' },
      ],
      '`block_id` must be unique: "d" is used twice [json-pointer:/blocks/1/block_id]',
    ],
    [
      'six overflow options',
      [actions({ type: 'overflow', action_id: 'o', options: many(6, (i) => option(String(i))) })],
      'no more than 5 items allowed [json-pointer:/blocks/0/elements/0/options]',
    ],
    [
      'an overflow of nothing',
      [actions({ type: 'overflow', action_id: 'o', options: [] })],
      'no less than 1 items allowed [json-pointer:/blocks/0/elements/0/options]',
    ],
    [
      '101 options',
      [actions({ type: 'static_select', action_id: 's', options: many(101, (i) => option(String(i))) })],
      'no more than 100 items allowed [json-pointer:/blocks/0/elements/0/options]',
    ],
    [
      'an option text over 75 characters',
      [actions({ type: 'overflow', action_id: 'o', options: [option('a', x(76))] })],
      'must be less than 76 characters [json-pointer:/blocks/0/elements/0/options/0/text/text]',
    ],
    [
      'a confirmation without a way out',
      [actions(button('Go', 'go', { confirm: { title: plain('Sure?'), text: plain('x'), confirm: plain('Yes') } }))],
      'missing required field: deny [json-pointer:/blocks/0/elements/0/confirm]',
    ],
    [
      'a confirmation title over 100 characters',
      [
        actions(
          button('Go', 'go', {
            confirm: { title: plain(x(101)), text: plain('x'), confirm: plain('Yes'), deny: plain('No') },
          }),
        ),
      ],
      'must be less than 101 characters [json-pointer:/blocks/0/elements/0/confirm/title/text]',
    ],
    [
      'an empty text in rich text',
      [rich({ type: 'rich_text_section', elements: [{ type: 'text', text: '' }] })],
      'must be more than 0 characters [json-pointer:/blocks/0/elements/0/elements/0/text]',
    ],
    [
      'a style rich text does not have',
      [rich({ type: 'rich_text_section', elements: [{ type: 'text', text: 'a', style: { loud: true } }] })],
      'invalid additional property: loud [json-pointer:/blocks/0/elements/0/elements/0/style]',
    ],
    [
      'a list of bare texts',
      [rich({ type: 'rich_text_list', style: 'ordered', elements: [{ type: 'text', text: 'a' }] })],
      'unsupported type: text [json-pointer:/blocks/0/elements/0/elements/0/type]',
    ],
    [
      'a list style nobody knows',
      [rich({ type: 'rich_text_list', style: 'roman', elements: [{ type: 'rich_text_section', elements: [] }] })],
      'must be a valid enum value [json-pointer:/blocks/0/elements/0/style]',
    ],
    [
      'an image without an alternative',
      [{ type: 'image', image_url: 'https://example.com/a.png' }],
      'missing required field: alt_text [json-pointer:/blocks/0]',
    ],
    [
      'two tables',
      many(2, () => ({ type: 'table', rows: [[{ type: 'raw_text', text: 'a' }]] })),
      'only one table allowed [json-pointer:/blocks]',
    ],
  ];
  test.each(rows)('%s', (_name, blocks, problem) => {
    const error = refusal(() => readBlocks(blocks));
    expect(error.code).toBe('invalid_blocks');
    expect(error.body).toMatchObject({
      errors: expect.arrayContaining([problem]) as unknown,
      response_metadata: { messages: expect.arrayContaining([`[ERROR] ${problem}`]) as unknown },
    });
  });

  test('more than about 12,000 characters of blocks in all', () => {
    const blocks = many(5, () => section(mrkdwn(x(2900))));
    expect(refusal(() => readBlocks(blocks)).code).toBe('msg_blocks_too_long');
  });
});
