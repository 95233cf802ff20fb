/** The checks of where a trail's events go: the last delivery to the bucket, the digests, CloudWatch Logs and the topic. Pure. */
import type { Level } from '../detect/level';
import type { TrailStatus } from '../source/trail';
import { type Check, command } from './posture-check';
import { type View, valueOf } from './posture-view';

type ErrorOf = (status: TrailStatus) => string | undefined;

interface Words {
  readonly level: Level;
  /** What failed, before the trail's name. */
  readonly what: string;
  readonly why: string;
  readonly nextSteps: readonly string[];
}

/** The first trail whose last delivery failed; undefined statuses say nothing. */
function delivery(id: string, title: string, errorOf: ErrorOf, { level, what, why, nextSteps }: Words): Check {
  return {
    id,
    title,
    judge({ live }: View) {
      const statuses = live.map(({ trail }) => ({ trail, status: valueOf(trail.status) }));
      const failed = statuses.find(({ status }) => status && errorOf(status) !== undefined);
      if (failed?.status === undefined) {
        if (live.length === 0) return 'skipped';
        return statuses.some(({ status }) => status === undefined) ? 'unknown' : 'passed';
      }
      const { trail, status } = failed;
      const steps = [...nextSteps, `See whether it is over: ${command(trail, 'get-trail-status')}.`];
      const found = `${what} of ${trail.name} failed last time: ${errorOf(status) ?? ''}`;
      return { level, title: found, why, nextSteps: steps, trail };
    },
  };
}

const bucket = delivery('delivery', 'The last delivery to the bucket went well', (status) => status.deliveryError, {
  level: 'high',
  what: 'The delivery of log files',
  why: 'The trail says that it is logging, but its log files do not arrive; those of the past days may be lost.',
  nextSteps: [
    'Is the bucket there, and does its policy let cloudtrail.amazonaws.com write? CloudTrail console → Trails → the trail shows what it needs.',
  ],
});

const digests = delivery('digest-delivery', 'The last digest was delivered', (status) => status.digestError, {
  level: 'medium',
  what: 'The delivery of digest files',
  why: 'A gap in the digests is a gap in the proof that log files were not changed.',
  nextSteps: ['Check the bucket’s policy and, where there is one, that of the KMS key.'],
});

const logGroup = delivery(
  'log-group-delivery',
  'The last delivery to CloudWatch Logs went well',
  (s) => s.logGroupError,
  {
    level: 'medium',
    what: 'The delivery to CloudWatch Logs',
    why: 'Metric filters and alarms on the log group see nothing of what happens.',
    nextSteps: ['Does the log group exist, and may the role of the trail call `logs:PutLogEvents` on it?'],
  },
);

const topic = delivery('topic-delivery', 'The last notification went out', (status) => status.topicError, {
  level: 'low',
  what: 'The notification',
  why: 'Whatever waits for new log files at the SNS topic does not hear of them.',
  nextSteps: ['Does the topic exist, and does its policy let cloudtrail.amazonaws.com publish?'],
});

const cloudWatch: Check = {
  id: 'cloudwatch',
  title: 'Events go to CloudWatch Logs too',
  judge({ best: { trail } }) {
    if (trail.logGroup !== undefined) return 'passed';
    return {
      level: 'low',
      title: `The events of ${trail.name} do not go to CloudWatch Logs`,
      why: 'A second copy outside the bucket can be searched at once, and alarms on it fire within minutes.',
      nextSteps: [
        `Set it up with a role that may write: ${command(trail, 'update-trail', '--cloud-watch-logs-log-group-arn GROUP --cloud-watch-logs-role-arn ROLE')}.`,
        'It costs by the amount that is ingested. Is everything that matters watched here? Then it can wait.',
      ],
      trail,
    };
  },
};

export const DELIVERY_CHECKS: readonly Check[] = [bucket, digests, cloudWatch, logGroup, topic];
