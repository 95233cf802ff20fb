/** What kind of program made a call, in the words of people: user agents are long, and only their family matters at first sight. */
import { browserOf } from '../alert/browser';

const BROWSER = 'a browser';

const FAMILIES: readonly (readonly [RegExp, string])[] = [
  [/terraform/i, 'Terraform'],
  [/opentofu/i, 'OpenTofu'],
  [/pulumi/i, 'Pulumi'],
  [/aws-cdk|cdk-/i, 'AWS CDK'],
  [/^aws-cli\/(\d+)/i, 'AWS CLI'],
  [/aws-?toolkit/i, 'AWS toolkit in an editor'],
  [/console\.amazonaws\.com|signin\.amazonaws\.com|coral\/jersey|AWSConsole/i, 'AWS console'],
  [/^mozilla\//i, BROWSER],
  [/boto3|botocore/i, 'Python (boto3)'],
  [/aws-sdk-java|java\//i, 'Java SDK'],
  [/aws-sdk-go/i, 'Go SDK'],
  [/aws-sdk-(js|nodejs)/i, 'JavaScript SDK'],
  [/aws-sdk-rust/i, 'Rust SDK'],
  [/aws-sdk-(\w+)/i, 'AWS SDK'],
];

/** A family's name, or undefined for one that is not known: then the agent itself is worth reading. */
export function clientOf(agent: string): string | undefined {
  if (/^[\w-]+\.amazonaws\.com$/.test(agent) && !agent.startsWith('signin') && !agent.startsWith('console')) {
    return `AWS service ${agent}`;
  }
  const family = FAMILIES.find(([pattern]) => pattern.test(agent))?.[1];
  return family === BROWSER ? (browserOf(agent) ?? family) : family;
}
