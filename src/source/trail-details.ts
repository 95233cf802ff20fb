/** The details of one trail: three requests, and their answers as our nouns. They throw what the SDK throws. */
import {
  type CloudTrailClient,
  GetEventSelectorsCommand,
  GetInsightSelectorsCommand,
  GetTrailStatusCommand,
} from '@aws-sdk/client-cloudtrail';
import type { EventSelector, FieldSelector, TrailStatus } from './trail';

export interface Options {
  readonly abortSignal: AbortSignal;
}

export async function statusOf(client: CloudTrailClient, Name: string, options: Options): Promise<TrailStatus> {
  const status = await client.send(new GetTrailStatusCommand({ Name }), options);
  return {
    isLogging: status.IsLogging ?? false,
    stoppedAt: status.StopLoggingTime?.getTime(),
    deliveryError: status.LatestDeliveryError || undefined,
    digestError: status.LatestDigestDeliveryError || undefined,
    logGroupError: status.LatestCloudWatchLogsDeliveryError || undefined,
    topicError: status.LatestNotificationError || undefined,
  };
}

/** A trail without Insights is answered with an error; without categories they are on for management events. */
export async function insightsOf(
  client: CloudTrailClient,
  TrailName: string,
  options: Options,
): Promise<readonly string[]> {
  try {
    const { InsightSelectors = [] } = await client.send(new GetInsightSelectorsCommand({ TrailName }), options);
    return InsightSelectors.flatMap(({ InsightType, EventCategories = [] }) =>
      InsightType !== undefined && (EventCategories.length === 0 || EventCategories.includes('Management'))
        ? [InsightType]
        : [],
    );
  } catch (error) {
    if (error instanceof Error && error.name === 'InsightNotEnabledException') return [];
    throw error;
  }
}

const READ_WRITE: Readonly<Record<string, readonly string[]>> = { ReadOnly: ['true'], WriteOnly: ['false'] };

/** One kind is written as the other. A trail with neither was never given any, and records all management events. */
export async function selectorsOf(
  client: CloudTrailClient,
  TrailName: string,
  options: Options,
): Promise<readonly EventSelector[]> {
  const answer = await client.send(new GetEventSelectorsCommand({ TrailName }), options);
  const { EventSelectors = [], AdvancedEventSelectors = [] } = answer;
  const advanced = AdvancedEventSelectors.map(({ FieldSelectors = [] }) => ({
    fields: FieldSelectors.map(({ Field: field = '', Equals = [], NotEquals = [], ...others }): FieldSelector => {
      const isPartial = Object.values(others).some((values) => (values?.length ?? 0) > 0);
      return { field, equals: Equals, notEquals: NotEquals, isPartial };
    }),
  }));
  const basic = EventSelectors.filter(({ IncludeManagementEvents }) => IncludeManagementEvents !== false).map(
    ({ ReadWriteType = 'All', ExcludeManagementEventSources = [] }) => {
      const kind = READ_WRITE[ReadWriteType];
      return {
        fields: [
          field('eventCategory', ['Management']),
          ...(kind === undefined ? [] : [field('readOnly', kind)]),
          ...(ExcludeManagementEventSources.length === 0
            ? []
            : [field('eventSource', [], ExcludeManagementEventSources)]),
        ],
      };
    },
  );
  const isUntouched = EventSelectors.length === 0 && AdvancedEventSelectors.length === 0;
  return isUntouched ? [{ fields: [field('eventCategory', ['Management'])] }] : [...basic, ...advanced];
}

function field(name: string, equals: readonly string[], notEquals: readonly string[] = []): FieldSelector {
  return { field: name, equals, notEquals, isPartial: false };
}
