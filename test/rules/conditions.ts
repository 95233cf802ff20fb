/** Records of the services that the seeds' conditions are about, and how their levels compare. */
import { type ContextSettings, NO_SETTINGS } from '../../src/detect/context';
import { type Level, compareLevels } from '../../src/detect/level';
import { leading } from './shipped';

export type Fields = Record<string, unknown>;

export const ACCOUNT = '111122223333';
export const PRODUCTION: ContextSettings = {
  ...NO_SETTINGS,
  accounts: new Map([[ACCOUNT, { name: 'prod', environment: 'production' }]]),
  ownAccounts: new Set([ACCOUNT]),
};
export const AT_NIGHT: ContextSettings = {
  ...PRODUCTION,
  businessHours: { timeZone: 'Asia/Tokyo', days: new Set([1, 2, 3, 4, 5]), from: 540, to: 1080, holidays: new Set() },
};
export const ROOT = { type: 'Root', accountId: ACCOUNT, arn: `arn:aws:iam::${ACCOUNT}:root` };

export const level = (fields: Fields, settings?: ContextSettings): Level | undefined =>
  leading(fields, settings)?.rating.level;

/** The first is rated higher than the second, and both are matched. */
export function higher(worse: Fields, milder: Fields, settings?: ContextSettings): void {
  const [a, b] = [level(worse, settings), level(milder, settings)];
  expect([a, b]).not.toContain(undefined);
  expect([a, b, compareLevels(a ?? 'low', b ?? 'critical') > 0]).toEqual([a, b, true]);
}

export const s3 = (eventName: string, requestParameters: unknown = { bucketName: 'b' }) => ({
  eventSource: 's3.amazonaws.com',
  eventName,
  requestParameters,
});
export const iam = (eventName: string, requestParameters: unknown) => ({
  eventSource: 'iam.amazonaws.com',
  eventName,
  requestParameters,
});
export const ec2 = (eventName: string, requestParameters: unknown) => ({
  eventSource: 'ec2.amazonaws.com',
  eventName,
  requestParameters,
});
export const rds = (eventName: string, requestParameters: unknown) => ({
  eventSource: 'rds.amazonaws.com',
  eventName,
  requestParameters,
});
export const trail = (eventName: string, requestParameters: unknown = { name: 'main' }) => ({
  eventSource: 'cloudtrail.amazonaws.com',
  eventName,
  requestParameters,
});
