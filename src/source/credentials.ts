/** Whose credentials, and where they are asked for: the SDK's own chain and variables, or a role assumed with them. */
import { STSClient, type STSClientConfig } from '@aws-sdk/client-sts';
import { fromNodeProviderChain, fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import { CredentialsFailure } from './aws-failure';

export type CredentialsProvider = ReturnType<typeof fromNodeProviderChain>;

/** What sends requests and brings answers, at the wire: the SDK's own, or a simulation's. */
export type RequestHandler = NonNullable<STSClientConfig['requestHandler']>;

/** What every client of ours is made with. */
export interface ClientSettings {
  /** One attempt: what is tried again, and when, is decided with the quota in view. */
  readonly maxAttempts: 1;
  /** Our name shows in CloudTrail. */
  readonly customUserAgent: 'trailwarden';
  readonly requestHandler: RequestHandler;
}

export interface Role {
  readonly arn: string;
  readonly externalId: string | undefined;
}

/** The longest answers of us-east-1 were seen to take 35 seconds. */
const REQUEST_TIMEOUT = 60_000;
const CONNECTION_TIMEOUT = 10_000;

/** `timeout` of a request in milliseconds. */
export function clientSettings(timeout: number = REQUEST_TIMEOUT, handler?: RequestHandler): ClientSettings {
  return {
    maxAttempts: 1,
    customUserAgent: 'trailwarden',
    requestHandler: handler ?? {
      connectionTimeout: CONNECTION_TIMEOUT,
      requestTimeout: timeout,
      throwOnRequestTimeout: true,
    },
  };
}

/**
 * The default chain, or `role` assumed with it through STS in `region`. The provider throws a CredentialsFailure. Files
 * are read anew each time: somebody may have logged in again since.
 */
export function credentialsOf(role: Role | undefined, region: string, settings: ClientSettings): CredentialsProvider {
  const provider =
    role === undefined
      ? fromNodeProviderChain({ ignoreCache: true })
      : fromTemporaryCredentials({
          params: { RoleArn: role.arn, RoleSessionName: 'trailwarden', ExternalId: role.externalId },
          clientConfig: { ...settings, region },
        });
  return async (properties) => {
    try {
      return await provider(properties);
    } catch (error) {
      throw new CredentialsFailure(error);
    }
  };
}

/** AWS_REGION or the profile's region, as the SDK reads them; undefined when neither is set. */
export async function regionOfEnvironment(): Promise<string | undefined> {
  const client = new STSClient({});
  try {
    return await client.config.region();
  } catch {
    return undefined; // The SDK throws when neither is set, which is no fault here.
  } finally {
    client.destroy();
  }
}
