/** What a button of an answer carries: the command as it was asked, its page, and the time zone it was understood in. */
import { askedOf, written } from '../../../src/act/trail/reply';

const ASKED = { user: 'U0ALICE', text: 'recent since:yesterday', now: 1_795_000_000_000, page: '' };

test.each([[undefined], ['Asia/Tokyo'], ['Etc/GMT+9'], ['UTC']])('carries the time zone %s', (timeZone) => {
  expect(askedOf(written({ ...ASKED, timeZone }), 'U0ALICE')).toEqual({ ...ASKED, timeZone });
});

test.each([['Mars/Phobos'], ['/etc/passwd'], ['-'.repeat(40)]])('a made-up time zone %s is none', (timeZone) => {
  expect(askedOf(`1795000000000@${timeZone} p1 recent`, 'U0BOB')).toEqual({
    ...{ user: 'U0BOB', text: 'recent', now: 1_795_000_000_000, page: 'p1', timeZone: undefined },
  });
});

test('a value of another form is none of ours', () => {
  expect(askedOf('yesterday recent', 'U0BOB')).toBeUndefined();
});
