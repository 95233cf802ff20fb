/** The tables of `migrations/` as types, for kysely. Milliseconds everywhere; JSON as text. */
import type { Generated } from 'kysely';

export interface Schema {
  events: {
    id: string;
    account: string;
    region: string;
    time: number;
    source: string;
    name: string;
    principal: string;
    read_only: number | null;
    record: string;
    /** Source address as recorded; NULL where the record has none. */
    address: string | null;
    session: string | null;
    /** These four as `event-facts.ts` says; NULL also in events stored before there were any. */
    error: string | null;
    access_key: string | null;
    person: string | null;
    address_key: string | null;
  };
  event_resources: { resource: string; time: number; event_id: string };
  people: {
    slack_id: string;
    email: string | null;
    usable: number;
    first_seen_at: number;
    changed_at: number;
    change: string;
  };
  people_addresses: { email: string; slack_id: string };
  links: {
    id: string;
    principal: string;
    /** JSON lists, both. */
    accounts: string;
    slack: string;
    made_by: string;
    made_at: number;
    removed_by: string | null;
    removed_at: number | null;
  };
  progress: { account: string; region: string; kind: string; complete_until: number; recorded_at: number };
  first_seen: { kind: string; principal: string; value: string; at: number };
  alerts: {
    id: string;
    fingerprint: string;
    rule_id: string;
    principal: string;
    account: string;
    level: string;
    state: string;
    state_by: string | null;
    state_at: number | null;
    count: number;
    first_at: number;
    last_at: number;
    opened_at: number;
    version: number;
    content: string;
    state_reason: string | null;
    snooze_until: number | null;
    escalate_at: number | null;
    /** JSON of `Life` in `alerts.ts`. */
    life: string;
  };
  matches: {
    event_id: string;
    rule_id: string;
    alert_id: string | null;
    quiet_by: string | null;
    level: string;
    reasons: string;
    time: number;
    /** Of what staging kept quiet: of the alert it would have been counted in. */
    fingerprint: string | null;
  };
  live_rules: { rule_id: string; made_by: string; made_at: number };
  outbox: {
    key: string;
    kind: string;
    subject_kind: string;
    subject: string;
    channel: string;
    urgency: number;
    version: number;
    mention: string | null;
    from_level: string | null;
    owed_at: number;
    next_at: number;
    attempts: number;
    started_at: number | null;
    last_error: string | null;
    /** JSON of `Call`. */
    calls: string | null;
    /** JSON of `Message`, where it is ready made. */
    message: string | null;
    /** For a post that is to stand in a thread. */
    thread_ts: string | null;
  };
  notifications: {
    subject: string;
    route_channel: string;
    channel: string;
    ts: string;
    sent_at: number;
    /** 1 when it was posted without being able to look whether it stood there already. */
    may_be_duplicate: number;
    calls: string | null;
    thread_ts: string | null;
  };
  batches: {
    id: string;
    series: string;
    why: string;
    channel: string;
    page: number;
    made_at: number;
    version: number;
    called: number;
  };
  batch_members: {
    series: string;
    alert_id: string;
    page: number;
    urgency: number;
    title: string;
    actor: string;
  };
  troubles: { channel: string; code: string; since: number; last_at: number };
  second_path: {
    alert_id: string;
    sent_at: number | null;
    next_at: number;
    attempts: number;
    last_error: string | null;
  };
  expectations: {
    id: string;
    covered_kind: string;
    principal: string;
    session: string | null;
    rules_kind: string;
    rules_value: string;
    account: string | null;
    network: string | null;
    level: string;
    title: string;
    reason: string;
    made_by: string;
    made_at: number;
    until_at: number;
    reminded_at: number | null;
    ended_at: number | null;
    ended_by: string | null;
    alert_id: string | null;
    matched: number;
    last_matched_at: number | null;
  };
  correlation_entries: {
    correlation: string;
    group_key: string;
    event_id: string;
    rule_id: string;
    value: string;
    time: number;
    keep_until: number;
  };
  correlation_bursts: {
    correlation: string;
    group_key: string;
    from_at: number;
    until_at: number;
    keep_until: number;
  };
  audit: {
    id: string;
    at: number;
    actor: string;
    action: string;
    subject_kind: string;
    subject: string;
    /** JSON. */
    before: string | null;
    after: string | null;
    reason: string | null;
    turn: Generated<number>;
  };
  asks: {
    event_id: string;
    alert_id: string;
    rule_id: string;
    kind: string;
    level: string;
    urgency: number;
    wanted_at: number;
    next_at: number;
    attempts: number;
  };
  confirmations: {
    id: string;
    fold_key: string;
    version: number;
    state: string;
    principal: string;
    asked_at: number;
    answered_at: number | null;
    answer: string | null;
    look_at: number | null;
    /** JSON of `Confirmation`. */
    body: string;
  };
  audit_purge: { until_at: number };
  activity: { kind: string; at: number };
  health_notices: { key: string; what: string; seen_at: number; told_at: number | null; gone_at: number | null };
  digests: { id: string; kind: string; from_at: number; until_at: number; made_at: number; body: string };
  pauses: { from_at: number; until_at: number };
  event_hours: { account: string; hour: number; events: number };
}
