-- The first schema. Portable on purpose: BIGINT milliseconds, TEXT, JSON as TEXT, no rowids, no database's own functions.

-- One row a CloudTrail record; its primary key is what makes reading twice harmless.
CREATE TABLE events (
  id TEXT NOT NULL PRIMARY KEY,
  account TEXT NOT NULL,
  region TEXT NOT NULL,
  time BIGINT NOT NULL,
  source TEXT NOT NULL,
  name TEXT NOT NULL,
  principal TEXT NOT NULL,
  read_only INTEGER,
  record TEXT NOT NULL
);
CREATE INDEX events_by_time ON events (time);
CREATE INDEX events_by_principal ON events (principal, time);

-- How far each lane has been read.
CREATE TABLE progress (
  account TEXT NOT NULL,
  region TEXT NOT NULL,
  kind TEXT NOT NULL,
  complete_until BIGINT NOT NULL,
  recorded_at BIGINT NOT NULL,
  PRIMARY KEY (account, region, kind)
);

-- First-seen marks: when a principal first called an event or came from a network. Kind 'account' says since when an account is watched.
CREATE TABLE first_seen (
  kind TEXT NOT NULL,
  principal TEXT NOT NULL,
  value TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (kind, principal, value)
);

CREATE TABLE alerts (
  id TEXT NOT NULL PRIMARY KEY,
  fingerprint TEXT NOT NULL,
  rule_id TEXT NOT NULL,
  principal TEXT NOT NULL,
  account TEXT NOT NULL,
  level TEXT NOT NULL,
  state TEXT NOT NULL,
  state_by TEXT,
  state_at BIGINT,
  count BIGINT NOT NULL,
  first_at BIGINT NOT NULL,
  last_at BIGINT NOT NULL,
  opened_at BIGINT NOT NULL,
  version BIGINT NOT NULL,
  content TEXT NOT NULL
);
CREATE INDEX alerts_by_fingerprint ON alerts (fingerprint, opened_at);
CREATE INDEX alerts_by_state ON alerts (state, opened_at);

CREATE TABLE matches (
  event_id TEXT NOT NULL,
  rule_id TEXT NOT NULL,
  alert_id TEXT NOT NULL,
  level TEXT NOT NULL,
  reasons TEXT NOT NULL,
  time BIGINT NOT NULL,
  PRIMARY KEY (event_id, rule_id)
);
CREATE INDEX matches_by_alert ON matches (alert_id, time);

-- Messages owed to Slack. One row for each thing to do; an edit that is owed twice is one row that names the newest version.
CREATE TABLE outbox (
  key TEXT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  alert_id TEXT NOT NULL,
  channel TEXT NOT NULL,
  urgency INTEGER NOT NULL,
  version BIGINT NOT NULL,
  mention TEXT,
  from_level TEXT,
  owed_at BIGINT NOT NULL,
  next_at BIGINT NOT NULL,
  attempts INTEGER NOT NULL,
  started_at BIGINT,
  last_error TEXT
);
CREATE INDEX outbox_by_turn ON outbox (next_at, urgency);

-- Where an alert stands in Slack.
CREATE TABLE notifications (
  alert_id TEXT NOT NULL,
  route_channel TEXT NOT NULL,
  channel TEXT NOT NULL,
  ts TEXT NOT NULL,
  sent_at BIGINT NOT NULL,
  may_be_duplicate INTEGER NOT NULL,
  PRIMARY KEY (alert_id, route_channel)
);

-- Events counted for a group of a correlation that has not fired. The primary key makes counting an event twice harmless.
CREATE TABLE correlation_entries (
  correlation TEXT NOT NULL,
  group_key TEXT NOT NULL,
  event_id TEXT NOT NULL,
  rule_id TEXT NOT NULL,
  value TEXT NOT NULL,
  time BIGINT NOT NULL,
  keep_until BIGINT NOT NULL,
  PRIMARY KEY (correlation, group_key, event_id, rule_id, value)
);
CREATE INDEX correlation_entries_by_time ON correlation_entries (correlation, group_key, time);
CREATE INDEX correlation_entries_by_age ON correlation_entries (keep_until);

-- Spans of event time in which a group has fired: what comes within a timespan of one belongs to it and does not fire again.
CREATE TABLE correlation_bursts (
  correlation TEXT NOT NULL,
  group_key TEXT NOT NULL,
  from_at BIGINT NOT NULL,
  until_at BIGINT NOT NULL,
  keep_until BIGINT NOT NULL,
  PRIMARY KEY (correlation, group_key, from_at)
);
CREATE INDEX correlation_bursts_by_age ON correlation_bursts (keep_until);

-- Who did what: written once, never changed.
CREATE TABLE audit (
  id TEXT NOT NULL PRIMARY KEY,
  at BIGINT NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  alert_id TEXT,
  before_state TEXT,
  after_state TEXT
);
CREATE INDEX audit_by_time ON audit (at);
CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'audit entries are never changed'); END;
