/** The tables of `migrations/` as types, for kysely. Milliseconds everywhere; JSON as text. */

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
  };
  matches: { event_id: string; rule_id: string; alert_id: string; level: string; reasons: string; time: number };
  outbox: {
    key: string;
    kind: string;
    alert_id: string;
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
  };
  notifications: {
    alert_id: string;
    route_channel: string;
    channel: string;
    ts: string;
    sent_at: number;
    /** 1 when it was posted without being able to look whether it stood there already. */
    may_be_duplicate: number;
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
    alert_id: string | null;
    before_state: string | null;
    after_state: string | null;
  };
}
