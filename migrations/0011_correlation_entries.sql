-- Time stands before the event in the key, so that one index tells entries apart and finds those of a group by their time.
CREATE TABLE correlation_entries_of_groups (
  correlation TEXT NOT NULL,
  group_key TEXT NOT NULL,
  time BIGINT NOT NULL,
  event_id TEXT NOT NULL,
  rule_id TEXT NOT NULL,
  value TEXT NOT NULL,
  keep_until BIGINT NOT NULL,
  PRIMARY KEY (correlation, group_key, time, event_id, rule_id, value)
);
INSERT INTO correlation_entries_of_groups (correlation, group_key, time, event_id, rule_id, value, keep_until)
  SELECT correlation, group_key, time, event_id, rule_id, value, keep_until FROM correlation_entries;
DROP TABLE correlation_entries;
ALTER TABLE correlation_entries_of_groups RENAME TO correlation_entries;
CREATE INDEX correlation_entries_by_age ON correlation_entries (keep_until);
