import { join } from 'node:path';
import { kindOfAddress } from '../../src/detect/address';
import { type BusinessHours, withinHours } from '../../src/detect/business-hours';
import { type Context, type ContextSettings, NO_MARKS, NO_SETTINGS, createContext } from '../../src/detect/context';
import { openCountries } from '../../src/detect/country';
import { AppError } from '../../src/error';
import { eventOf } from './given';

function contextOf(fields: Record<string, unknown>, settings: Partial<ContextSettings> = {}): Context {
  return createContext(eventOf(fields), { ...NO_SETTINGS, ...settings }, NO_MARKS);
}

const ROLE = {
  type: 'AssumedRole',
  arn: 'arn:aws:sts::111122223333:assumed-role/deploy/ci-42',
  accountId: '111122223333',
  sessionContext: { sessionIssuer: { type: 'Role', userName: 'deploy' } },
};
const SSO = {
  ...ROLE,
  arn: 'arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/alice@example.com',
  sessionContext: { sessionIssuer: { type: 'Role', userName: 'AWSReservedSSO_Admin_0123456789abcdef' } },
};

describe('the outcome', () => {
  test.each<[sentence: string, fields: object, outcome: string, error: string | undefined]>([
    ['is success without an error code', { responseElements: null }, 'success', undefined],
    ['is success with the code Success', { errorCode: 'Success' }, 'success', undefined],
    ['is denied for AccessDenied', { errorCode: 'AccessDenied' }, 'denied', 'AccessDenied'],
    ['is denied for AccessDeniedException', { errorCode: 'AccessDeniedException' }, 'denied', 'AccessDeniedException'],
    ['is denied for EC2', { errorCode: 'Client.UnauthorizedOperation' }, 'denied', 'Client.UnauthorizedOperation'],
    ['is denied for UnauthorizedAccess', { errorCode: 'UnauthorizedAccess' }, 'denied', 'UnauthorizedAccess'],
    ['is an error for any other code', { errorCode: 'NoSuchEntityException' }, 'error', 'NoSuchEntityException'],
    ['is an error for a message alone', { errorMessage: 'Something broke' }, 'error', 'Something broke'],
    [
      'is denied for a failed sign-in, which has no error code',
      {
        eventName: 'ConsoleLogin',
        errorMessage: 'Failed authentication',
        responseElements: { ConsoleLogin: 'Failure' },
      },
      'denied',
      'Failed authentication',
    ],
    [
      'is denied for a failed sign-in without a message',
      { eventName: 'ConsoleLogin', responseElements: { ConsoleLogin: 'Failure' } },
      'denied',
      'Failure',
    ],
    [
      'is denied for a failed step of a sign-in through Identity Center',
      { eventName: 'CredentialVerification', serviceEventDetails: { CredentialVerification: 'Failure' } },
      'denied',
      'Failure',
    ],
    [
      'is denied for a program that was not let in',
      {
        eventSource: 'signin.amazonaws.com',
        eventName: 'AuthorizeOAuth2Access',
        additionalEventData: { success: 'false' },
      },
      'denied',
      'Failure',
    ],
    [
      'is success for a sign-in',
      { eventName: 'ConsoleLogin', responseElements: { ConsoleLogin: 'Success' } },
      'success',
      undefined,
    ],
  ])('%s', (_, fields, outcome, error) => {
    expect(contextOf({ ...fields })).toMatchObject({ outcome });
    expect(contextOf({ ...fields }).error).toBe(error);
  });
});

describe('the actor', () => {
  test.each<[actor: string, identity: unknown, person: string | undefined]>([
    ['alice', { type: 'IAMUser', userName: 'alice' }, undefined],
    ['root', { type: 'Root', accountId: '111122223333' }, undefined],
    ['role deploy (session ci-42)', ROLE, undefined],
    ['alice@example.com (role AWSReservedSSO_Admin)', SSO, 'alice@example.com'],
    [
      'role deploy (session bob@example.com)',
      { ...ROLE, arn: 'arn:aws:sts::111122223333:assumed-role/deploy/bob@example.com' },
      undefined,
    ],
    ['bob@example.com', { type: 'SAMLUser', userName: 'bob@example.com' }, 'bob@example.com'],
    ['AWS service ec2.amazonaws.com', { type: 'AWSService', invokedBy: 'ec2.amazonaws.com' }, undefined],
    ['account 999988887777', { type: 'AWSAccount', accountId: '999988887777' }, undefined],
  ])('%s', (actor, userIdentity, person) => {
    expect(contextOf({ userIdentity }).actor).toBe(actor);
    expect(contextOf({ userIdentity }).person).toBe(person);
  });
});

describe('an account', () => {
  const settings = {
    accounts: new Map([['111122223333', { name: 'prod', environment: 'production' }]]),
    ownAccounts: new Set(['111122223333', '444455556666']),
  };

  test('is known by its configuration', () => {
    expect(contextOf({ recipientAccountId: '111122223333' }, settings).account).toEqual({
      name: 'prod',
      environment: 'production',
      own: true,
    });
    expect(contextOf({ recipientAccountId: '777788889999' }, settings).account).toEqual({
      name: undefined,
      environment: undefined,
      own: false,
    });
  });

  test.each([
    ['ours when it is configured', '444455556666', true],
    ['ours when it received the call', '777788889999', true],
    ['not ours otherwise', '999988887777', false],
    ['unknown when the record does not say', undefined, undefined],
  ])("a principal's account is %s", (_, accountId, own) => {
    const userIdentity = { type: 'AWSAccount', accountId };
    expect(contextOf({ recipientAccountId: '777788889999', userIdentity }, settings).ownPrincipal).toBe(own);
  });
});

describe('an address', () => {
  test.each([
    ['8.8.8.8', 'public'],
    ['203.0.113.9', 'public'],
    ['2001:4860:4860::8888', 'public'],
    ['10.1.2.3', 'private'],
    ['172.16.0.1', 'private'],
    ['172.32.0.1', 'public'],
    ['192.168.1.1', 'private'],
    ['127.0.0.1', 'private'],
    ['169.254.169.254', 'private'],
    ['100.64.0.1', 'private'],
    ['100.128.0.1', 'public'],
    ['0.0.0.0', 'private'],
    ['::', 'private'],
    ['::1', 'private'],
    ['fe80::1%eth0', 'private'],
    ['fd12:3456::1', 'private'],
    ['::ffff:10.0.0.1', 'private'],
    ['::ffff:8.8.8.8', 'public'],
    ['AWS Internal', 'service'],
    ['ec2.amazonaws.com', 'service'],
    ['cloudformation.amazonaws.com.cn', 'service'],
    ['evil-amazonaws.com', undefined],
    ['HIDDEN_DUE_TO_SECURITY_REASONS', undefined],
    ['1.2.3', undefined],
    ['', undefined],
  ])('%s is %s', (text, kind) => {
    expect(kindOfAddress(text)).toBe(kind);
  });

  test('has a country when it is public', () => {
    const asked: string[] = [];
    const settings = {
      countries: new Set(['DE']),
      countryOf: (address: string) => (asked.push(address), address === '8.8.8.8' ? 'US' : undefined),
    };
    const far = contextOf({ sourceIPAddress: '8.8.8.8' }, settings);
    expect([far.country, far.foreign, far.country]).toEqual(['US', true, 'US']);
    expect(contextOf({ sourceIPAddress: '9.9.9.9' }, settings)).toMatchObject({ country: undefined, foreign: false });
    expect(contextOf({ sourceIPAddress: '10.0.0.1' }, settings)).toMatchObject({ country: undefined, foreign: false });
    expect(contextOf({ sourceIPAddress: 'ec2.amazonaws.com' }, settings).foreign).toBe(false);
    expect(asked).toEqual(['8.8.8.8', '9.9.9.9']);
  });

  test('is foreign to nobody while no countries are configured', () => {
    expect(contextOf({ sourceIPAddress: '8.8.8.8' }, { countryOf: () => 'US' }).foreign).toBe(false);
  });
});

describe('the country file', () => {
  test('that ships knows IPv4 and IPv6', () => {
    const countryOf = openCountries();
    expect(countryOf('8.8.8.8')).toBe('US');
    expect(countryOf('2001:4860:4860::8888')).toBe('US');
    expect(countryOf('203.0.113.9')).toBeUndefined();
  });

  test('of an operator is refused at once when it is none', () => {
    expect(() => openCountries(join(__dirname, 'nowhere.mmdb'))).toThrow(AppError);
    expect(() => openCountries(__filename)).toThrow(/context.test.ts cannot be used as a country file/);
  });
});

describe('business hours', () => {
  const berlin: BusinessHours = {
    timeZone: 'Europe/Berlin',
    days: new Set([1, 2, 3, 4, 5]),
    from: 9 * 60,
    to: 18 * 60,
    holidays: new Set(['2026-12-25']),
  };

  test.each([
    ['begin on the minute', '2026-11-20T08:00:00Z', true],
    ['have not begun a second before', '2026-11-20T07:59:59Z', false],
    ['end before their last minute', '2026-11-20T17:00:00Z', false],
    ['still run a second before the end', '2026-11-20T16:59:59Z', true],
    ['rest on Saturday', '2026-11-21T10:00:00Z', false],
    ['rest on a holiday', '2026-12-25T10:00:00Z', false],
    ['begin an hour earlier in UTC in summer', '2026-07-01T07:00:00Z', true],
    ['follow the clock on the last day of winter time', '2026-03-27T07:30:00Z', false],
    ['follow the clock on the first working day of summer time', '2026-03-30T07:30:00Z', true],
    ['follow the clock back to winter time', '2026-10-26T07:30:00Z', false],
  ])('%s', (_, time, within) => {
    expect(withinHours(berlin, Date.parse(time))).toBe(within);
  });

  test('count the day in their own zone', () => {
    const sydney = { ...berlin, timeZone: 'Australia/Sydney', holidays: new Set(['2026-11-23']) };
    expect(withinHours(sydney, Date.parse('2026-11-22T23:00:00Z'))).toBe(false); // Monday the 23rd there, a holiday
    expect(withinHours(sydney, Date.parse('2026-11-23T23:00:00Z'))).toBe(true); // Tuesday morning there
    expect(withinHours({ ...sydney, timeZone: 'Asia/Kathmandu' }, Date.parse('2026-11-24T03:15:00Z'))).toBe(true); // 09:00, +05:45
    expect(withinHours({ ...sydney, timeZone: 'Asia/Kathmandu' }, Date.parse('2026-11-24T03:14:59Z'))).toBe(false);
  });

  test('past midnight belong to the day they began', () => {
    const night = { ...berlin, timeZone: 'UTC', from: 22 * 60, to: 6 * 60 };
    expect(withinHours(night, Date.parse('2026-11-21T05:59:00Z'))).toBe(true); // began on Friday
    expect(withinHours(night, Date.parse('2026-11-23T05:59:00Z'))).toBe(false); // would have begun on Sunday
    expect(withinHours(night, Date.parse('2026-11-23T22:00:00Z'))).toBe(true);
  });

  test('are unknown when none are configured', () => {
    expect(contextOf({}).businessHours).toBeUndefined();
    expect(contextOf({ eventTime: '2026-11-20T10:00:00Z' }, { businessHours: berlin }).businessHours).toBe(true);
  });
});

test('nothing is worked out before it is asked for', () => {
  const fail = (): never => {
    throw new Error('asked');
  };
  const context = createContext(
    eventOf({ sourceIPAddress: '8.8.8.8' }),
    { ...NO_SETTINGS, countryOf: fail },
    { isFirst: fail },
  );
  expect(context.outcome).toBe('success');
  expect(() => context.country).toThrow('asked');
  expect(() => context.firstSeen.network).toThrow('asked');
});
