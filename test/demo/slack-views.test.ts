// What the stand-in Slack takes in messages and modals, and what it refuses in modals, as rows.
import { readBlocks, readView } from '../../demo/slack/blocks/validate';
import { actions, button, many, modal, mrkdwn, option, plain, refusal, rich, section, x } from './slack-calls';

describe('a message may hold', () => {
  const elements = [
    { type: 'text', text: 'a', style: { bold: true, code: true } },
    { type: 'link', url: 'https://example.com', text: 'b' },
    { type: 'user', user_id: 'U0ALICE' },
    { type: 'usergroup', usergroup_id: 'S0SECURITY' },
    { type: 'channel', channel_id: 'C0SECURITY' },
    { type: 'broadcast', range: 'here' },
    { type: 'emoji', name: 'wave' },
    {
      type: 'date',
      timestamp: 1720710212,
      format: '{date_short} at {time}',
      fallback: 'July',
      url: 'https://example.com',
    },
  ];
  const rows: [string, object][] = [
    [
      'a section with fields and a button beside it',
      { type: 'section', fields: [mrkdwn('a'), plain('b')], accessory: button('Go', 'go') },
    ],
    [
      'rich text of every kind',
      rich(
        { type: 'rich_text_section', elements },
        { type: 'rich_text_list', style: 'bullet', indent: 1, elements: [{ type: 'rich_text_section', elements }] },
        { type: 'rich_text_quote', elements },
        { type: 'rich_text_preformatted', elements: [{ type: 'text', text: '{}' }] },
      ),
    ],
    [
      'a menu of groups',
      actions({
        type: 'static_select',
        action_id: 's',
        placeholder: plain('Which?'),
        option_groups: [{ label: plain('Days'), options: [option('1')] }],
      }),
    ],
    [
      'a table',
      {
        type: 'table',
        rows: [[{ type: 'raw_text', text: 'a' }, rich({ type: 'rich_text_section', elements })]],
        column_settings: [{ align: 'right' }],
      },
    ],
    [
      'a chart',
      { type: 'data_visualization', title: 'Alerts', chart: { type: 'pie', segments: [{ label: 'high', value: 3 }] } },
    ],
    ['markdown', { type: 'markdown', text: '**a**' }],
    ['the same action in two blocks', actions(button('A', 'a'))],
  ];
  test.each(rows)('%s', (_name, block) => {
    expect(readBlocks([block, actions(button('A', 'a'))])).toHaveLength(2);
  });
});

describe('a modal is refused for', () => {
  const input = { type: 'input', label: plain('Why?'), element: { type: 'plain_text_input', action_id: 'why' } };
  const rows: [string, object, string][] = [
    [
      'a title over 24 characters',
      modal({ title: plain(x(25)) }),
      'must be less than 25 characters [json-pointer:/view/title/text]',
    ],
    [
      'private metadata over 3000 characters',
      modal({ private_metadata: x(3001) }),
      'must be less than 3001 characters [json-pointer:/view/private_metadata]',
    ],
    [
      '101 blocks',
      modal({ blocks: many(101, () => ({ type: 'divider' })) }),
      'no more than 100 items allowed [json-pointer:/view/blocks]',
    ],
    ['an input nobody can submit', modal({ blocks: [input] }), 'missing required field: submit [json-pointer:/view]'],
    [
      'a table',
      modal({ blocks: [{ type: 'table', rows: [[{ type: 'raw_text', text: 'a' }]] }] }),
      'unsupported type: table [json-pointer:/view/blocks/0/type]',
    ],
    ['a key nobody knows', modal({ colour: 'red' }), 'invalid additional property: colour [json-pointer:/view]'],
  ];
  test.each(rows)('%s', (_name, view, problem) => {
    const error = refusal(() => readView(view, 'modal'));
    expect([error.code, error.extra.messages]).toEqual(['invalid_arguments', expect.arrayContaining([problem])]);
  });

  test('more than 250,000 characters', () => {
    expect(refusal(() => readView(modal({ blocks: many(90, () => section(plain(x(2999)))) }), 'modal')).code).toBe(
      'view_too_large',
    );
  });

  it('takes an alert, inputs and a submit button', () => {
    const blocks = [{ type: 'alert', level: 'warning', text: mrkdwn('Careful') }, input];
    expect(readView(modal({ submit: plain('Go'), blocks }), 'modal')).toMatchObject({
      blocks: [{ type: 'alert' }, { type: 'input' }],
    });
  });
});
