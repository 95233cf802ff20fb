/**
 * A trail as CloudTrail's own API describes it, and what could not be read of it: the nouns that the posture is judged by.
 * What was not permitted is a value here, as it is something to be told and no fault.
 */

/** What a question to AWS brought. */
export type Answer<T> =
  | { readonly kind: 'read'; readonly value: T }
  /** `action` is the permission that is missing; `byOrganization` when a service control policy takes it away. */
  | { readonly kind: 'denied'; readonly action: string; readonly byOrganization: boolean }
  /** An organization's trail, seen from a member: only its own account can read it. */
  | { readonly kind: 'elsewhere' }
  /** What, where and what to do, for people. */
  | { readonly kind: 'failed'; readonly problem: string };

export interface TrailStatus {
  readonly isLogging: boolean;
  /** When logging was switched off last, milliseconds. */
  readonly stoppedAt: number | undefined;
  /** The errors of the latest deliveries, undefined when they went well: to the bucket, of digests, to the log group, to the topic. */
  readonly deliveryError: string | undefined;
  readonly digestError: string | undefined;
  readonly logGroupError: string | undefined;
  readonly topicError: string | undefined;
}

/** A selector of either kind, in the words of the advanced ones: all its fields must hold. */
export interface EventSelector {
  readonly fields: readonly FieldSelector[];
}

export interface FieldSelector {
  /** Such as `eventCategory`, `readOnly` or `eventSource`. */
  readonly field: string;
  readonly equals: readonly string[];
  readonly notEquals: readonly string[];
  /** It has an operator besides these two, so it says less than it seems to. */
  readonly isPartial: boolean;
}

export interface Trail {
  readonly arn: string;
  readonly name: string;
  readonly homeRegion: string;
  /** 12 digits: where it was created, which of an organization's trail is the management account. */
  readonly owner: string;
  readonly bucket: string | undefined;
  readonly isMultiRegion: boolean;
  readonly isOrganization: boolean;
  readonly hasValidation: boolean;
  readonly kmsKey: string | undefined;
  readonly logGroup: string | undefined;
  readonly status: Answer<TrailStatus>;
  readonly selectors: Answer<readonly EventSelector[]>;
  /** The types of Insights that are on for management events; none when Insights are not enabled. */
  readonly insights: Answer<readonly string[]>;
}

/** All of an account that could be seen. */
export interface AccountTrails {
  /** 12 digits; '' when not even that could be found out. */
  readonly account: string;
  /** As people know it: `prod (123456789012)`. */
  readonly label: string;
  /** By name. Those of every region that answered, and of other regions where they reach into one that did. */
  readonly trails: readonly Trail[];
  /** The regions that answered. */
  readonly regions: readonly string[];
  /** Those that did not. */
  readonly unread: readonly { readonly region: string; readonly answer: Exclude<Answer<never>, { kind: 'read' }> }[];
  /** More trails than are looked into; their details were not asked for. */
  readonly skipped: number;
}
