/**
 * The checks, a table: what a good trail has, how bad it is when it has not, why it matters and what to do next. Pure.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/best-practices-security.html
 */
import type { Level } from '../detect/level';
import { type Check, type Found, command } from './posture-check';
import { DELIVERY_CHECKS } from './posture-delivery';
import type { Seen } from './posture-view';

/** The worst of all. Less sure where a region did not answer. */
export function NO_TRAIL(isUnsure: boolean): Found {
  return {
    id: 'no-trail',
    level: isUnsure ? 'high' : 'critical',
    title: isUnsure ? 'No trail was found, though not every region could be read' : 'There is no trail at all',
    why: 'Without a trail CloudTrail forgets every event after 90 days, and nothing of it is kept where an intruder in this account cannot reach it.',
    nextSteps: [
      'Is there an organization? Create the trail in its management account, with “Enable for all accounts”: CloudTrail console → Trails → Create trail.',
      'Else create one for all regions with log file validation: `aws cloudtrail create-trail --name main --s3-bucket-name BUCKET --is-multi-region-trail --enable-log-file-validation`, then `aws cloudtrail start-logging --name main`.',
      'Let it write to a bucket in an account of its own that few people can enter.',
    ],
  };
}

const logging: Check = {
  id: 'logging',
  title: 'A trail is logging',
  judge({ all, live, best: { trail, isLogging } }) {
    if (live.length > 0 && isLogging === undefined) return 'unknown';
    const off = all.filter((one) => one.isLogging === false);
    if (live.length === 0) {
      return {
        level: 'critical',
        title: all.length === 1 ? `The only trail, ${trail.name}, is switched off` : 'Every trail is switched off',
        why: 'Nothing is recorded beyond the 90 days of Event history. Switching trails off is what intruders do first.',
        nextSteps: [
          `Switch it on: ${command(trail, 'start-logging')}.`,
          'Find out who switched it off: look for `StopLogging` in Event history, in the home region of the trail.',
        ],
        trail,
      };
    }
    const [stopped] = off;
    if (stopped === undefined) return 'passed';
    return {
      level: 'low',
      title: `${off.length === 1 ? `The trail ${stopped.trail.name} is` : `${off.length} trails are`} switched off`,
      why: 'Another trail is logging, but one that is switched off looks like protection and gives none.',
      nextSteps: [
        `Switch it on, ${command(stopped.trail, 'start-logging')}, or delete it, ${command(stopped.trail, 'delete-trail')}.`,
        'Ask the platform team what it was for; look for `StopLogging` in Event history.',
      ],
      trail: stopped.trail,
    };
  },
};

const allRegions = simple(
  'all-regions',
  'A trail records all regions',
  'high',
  ({ trail }) => trail.isMultiRegion,
  ({ trail }) => ({
    title: `No trail records all regions; ${trail.name} records ${trail.homeRegion} only`,
    why: 'An intruder works in a region that nobody uses, and nothing of it reaches the log archive.',
    nextSteps: [
      `Extend it: ${command(trail, 'update-trail', '--is-multi-region-trail')}.`,
      'Regions nobody needs can be denied by a service control policy.',
    ],
  }),
);

const organization: Check = {
  id: 'organization-trail',
  title: 'The organization’s trail records this account',
  judge({ candidates, hasOthers }) {
    if (candidates.some(({ trail }) => trail.isOrganization)) return 'passed';
    return {
      level: hasOthers ? 'low' : 'informational',
      title: 'No trail of an organization records this account',
      why: 'A trail that belongs to the management account cannot be switched off or changed from within this one, and new accounts are recorded from their first day.',
      nextSteps: [
        'In the management account: CloudTrail console → Trails → the trail → Edit → “Enable for all accounts in my organization”.',
        'Not part of an organization? Then there is nothing to do.',
      ],
    };
  },
};

const managementEvents: Check = {
  id: 'management-events',
  title: 'All management events are recorded, reads and writes',
  judge({ best: { trail, recorded } }) {
    if (recorded === undefined) return 'unknown';
    const { reads, writes, excluded } = recorded;
    const all = 'ReadWriteType=All,IncludeManagementEvents=true';
    const undo = command(trail, 'put-event-selectors', `--event-selectors ${all}`, '--trail-name');
    const nextSteps = [
      `See what it selects: ${command(trail, 'get-event-selectors', '', '--trail-name')}.`,
      `Record all of them: ${undo}. It replaces the selectors of data events too.`,
    ];
    const found = { nextSteps, trail };
    if (!writes) {
      const what = reads ? 'management events that change something' : 'all management events';
      const why = 'The trail looks healthy, but what an intruder changes leaves no trace in the log archive.';
      return { ...found, level: 'high', title: `The trail ${trail.name} does not record ${what}`, why };
    }
    if (!reads) {
      const why = 'Intruders look around before they act; what they read and listed is missing from the log archive.';
      return {
        ...found,
        level: 'medium',
        title: `The trail ${trail.name} does not record management events that read`,
        why,
      };
    }
    if (excluded.length > 0) {
      const why = 'Left out to save money as a rule, but use of keys and data shows in these services alone.';
      return { ...found, level: 'low', title: `The trail ${trail.name} leaves out ${excluded.join(' and ')}`, why };
    }
    return 'passed';
  },
};

const validation = simple(
  'log-file-validation',
  'Log files can be checked for changes',
  'medium',
  ({ trail }) => trail.hasValidation,
  ({ trail }) => ({
    title: `Log file validation is off for ${trail.name}`,
    why: 'Without digest files nobody can tell whether a log file was changed or deleted after it was delivered.',
    nextSteps: [
      `Switch it on: ${command(trail, 'update-trail', '--enable-log-file-validation')}.`,
      'From then on `aws cloudtrail validate-logs --trail-arn ARN --start-time TIME` checks the files.',
    ],
  }),
);

const encryption = simple(
  'kms',
  'Log files are encrypted with a KMS key',
  'low',
  ({ trail }) => trail.kmsKey !== undefined,
  ({ trail }) => ({
    title: `The log files of ${trail.name} are not encrypted with a KMS key`,
    why: 'With a key of your own, reading log files takes the right to use the key besides the right to the bucket.',
    nextSteps: [
      `Create a key that lets CloudTrail encrypt, then ${command(trail, 'update-trail', '--kms-key-id KEY')}.`,
      'Give decryption to those who investigate, and to nobody else.',
    ],
  }),
);

const insights: Check = {
  id: 'insights',
  title: 'Insights are on for call rates and error rates',
  judge({ candidates, best: { trail } }) {
    const on = new Set(candidates.flatMap((one) => one.insights ?? []));
    const missing = ['ApiCallRateInsight', 'ApiErrorRateInsight'].filter((type) => !on.has(type));
    if (missing.length === 0) return 'passed';
    if (candidates.some((one) => one.insights === undefined)) return 'unknown';
    const selectors = '\'[{"InsightType":"ApiCallRateInsight"},{"InsightType":"ApiErrorRateInsight"}]\'';
    const types =
      on.size === 0
        ? 'Insights are'
        : `Insights about ${missing[0] === 'ApiCallRateInsight' ? 'call' : 'error'} rates are`;
    return {
      level: on.size === 0 ? 'low' : 'informational',
      title: `${types} not switched on`,
      why: 'CloudTrail learns what is usual and tells of bursts that no rule names; Trailwarden turns them into alerts.',
      nextSteps: [
        `Switch them on: ${command(trail, 'put-insight-selectors', `--insight-selectors ${selectors}`, '--trail-name')}.`,
        'They cost by the number of events that are analysed; the first takes up to 36 hours.',
      ],
      trail,
    };
  },
};

function simple(
  id: string,
  title: string,
  level: Level,
  holds: (best: Seen) => boolean,
  found: (best: Seen) => Pick<Found, 'title' | 'why' | 'nextSteps'>,
): Check {
  return {
    id,
    title,
    judge: ({ best }) => (holds(best) ? 'passed' : { level, ...found(best), trail: best.trail }),
  };
}

/** In the order in which they are told. */
export const CHECKS: readonly Check[] = [
  logging,
  allRegions,
  managementEvents,
  ...DELIVERY_CHECKS,
  validation,
  organization,
  encryption,
  insights,
];
