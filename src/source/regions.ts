/**
 * The regions of AWS and how an account's are chosen: all of its partition unless it lists some, and always the partition's
 * home region, where IAM, root sign-ins and other global services are recorded.
 */
import { AppError } from '../error';

export type Partition = 'aws' | 'aws-cn' | 'aws-us-gov';

interface Regions {
  /** Where global services are recorded. */
  readonly home: string;
  /** Enabled in every account. */
  readonly always: readonly string[];
  /** To be enabled by the account first. https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html */
  readonly optIn: readonly string[];
}

const PARTITIONS: Readonly<Record<Partition, Regions>> = {
  aws: {
    home: 'us-east-1',
    always: [
      ...['us-east-1', 'us-east-2', 'us-west-1', 'us-west-2', 'ca-central-1', 'sa-east-1'],
      ...['eu-central-1', 'eu-north-1', 'eu-west-1', 'eu-west-2', 'eu-west-3', 'ap-south-1'],
      ...['ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3', 'ap-southeast-1', 'ap-southeast-2'],
    ],
    optIn: [
      ...['af-south-1', 'ap-east-1', 'ap-east-2', 'ap-south-2', 'ap-southeast-3', 'ap-southeast-4', 'ap-southeast-5'],
      ...['ap-southeast-6', 'ap-southeast-7', 'ca-west-1', 'eu-central-2', 'eu-south-1', 'eu-south-2', 'il-central-1'],
      ...['me-central-1', 'me-south-1', 'me-west-1', 'mx-central-1', 'sa-west-1'],
    ],
  },
  'aws-cn': { home: 'cn-north-1', always: ['cn-north-1', 'cn-northwest-1'], optIn: [] },
  'aws-us-gov': { home: 'us-gov-west-1', always: ['us-gov-west-1', 'us-gov-east-1'], optIn: [] },
};

export function partitionOf(region: string): Partition {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

/** The partition in an ARN, undefined where it is none of ours. */
export function partitionOfArn(arn: string): Partition | undefined {
  const name = arn.split(':')[1];
  return name === 'aws' || name === 'aws-cn' || name === 'aws-us-gov' ? name : undefined;
}

export function homeOf(partition: Partition): string {
  return PARTITIONS[partition].home;
}

/** Whether a region must be enabled by an account first; also said of one that is younger than our list. */
export function isOptIn(region: string): boolean {
  return !PARTITIONS[partitionOf(region)].always.includes(region);
}

/** The regions to read, the home region first. Throws `regions-of-two-partitions` for a list that no account can have. */
export function regionsOf(wanted: 'all' | readonly string[], partition: Partition): readonly string[] {
  const { home, always, optIn } = PARTITIONS[partition];
  if (wanted === 'all') return [...always, ...optIn];
  const stranger = wanted.find((region) => partitionOf(region) !== partition);
  if (stranger !== undefined) {
    throw new AppError(
      'regions-of-two-partitions',
      `region ${stranger} is not in the account's partition ${partition}: list regions of one partition for each account`,
    );
  }
  return [...new Set([home, ...wanted])];
}
