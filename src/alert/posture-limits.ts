/** What belongs to a good trail and CloudTrail's own API does not say: listed with the posture, so that nobody takes it for checked. */

export interface NotChecked {
  readonly what: string;
  /** How to look oneself. */
  readonly how: string;
}

/** https://docs.aws.amazon.com/awscloudtrail/latest/userguide/best-practices-security.html */
export const NOT_CHECKED: readonly NotChecked[] = [
  {
    what: 'who can read or change the bucket with the log files, and whether it is in an account of its own',
    how: 'aws s3api get-bucket-policy --bucket BUCKET, and get-public-access-block',
  },
  {
    what: 'MFA delete and versioning of that bucket',
    how: 'aws s3api get-bucket-versioning --bucket BUCKET',
  },
  {
    what: 'how long log files are kept',
    how: 'aws s3api get-bucket-lifecycle-configuration --bucket BUCKET',
  },
  {
    what: 'who has the policy AWSCloudTrail_FullAccess',
    how: 'aws iam list-entities-for-policy --policy-arn arn:aws:iam::aws:policy/AWSCloudTrail_FullAccess',
  },
  {
    what: 'whether the policies of the KMS key and the SNS topic ask for aws:SourceArn',
    how: 'aws kms get-key-policy --key-id KEY, and aws sns get-topic-attributes --topic-arn TOPIC',
  },
  {
    what: 'whether AWS Config watches the trails (rules cloud-trail-cloud-watch-logs-enabled and multi-region-cloudtrail-enabled)',
    how: 'aws configservice describe-config-rules',
  },
  {
    what: 'event data stores of CloudTrail Lake, which record beside trails',
    how: 'aws cloudtrail list-event-data-stores --region REGION',
  },
];
