-- What people do to alerts: snoozes, ladders and answers on the alert itself, expectations, an audit log that cannot be rewritten.

ALTER TABLE alerts ADD COLUMN state_reason TEXT;
-- Set while a snooze is on; NULL again as soon as its end was shown.
ALTER TABLE alerts ADD COLUMN snooze_until BIGINT;
-- When the next step of the ladder is due; NULL when nobody will be called.
ALTER TABLE alerts ADD COLUMN escalate_at BIGINT;
-- Snooze, ladder, folding and answers as JSON.
ALTER TABLE alerts ADD COLUMN life TEXT NOT NULL DEFAULT '{}';
CREATE INDEX alerts_by_snooze ON alerts (snooze_until) WHERE snooze_until IS NOT NULL;
CREATE INDEX alerts_by_escalation ON alerts (escalate_at) WHERE escalate_at IS NOT NULL;

-- A match may be kept quiet: it then has no alert, and names what kept it so ('staging', or an expectation's id).
CREATE TABLE matches_of_any_kind (
  event_id TEXT NOT NULL,
  rule_id TEXT NOT NULL,
  alert_id TEXT,
  quiet_by TEXT,
  level TEXT NOT NULL,
  reasons TEXT NOT NULL,
  time BIGINT NOT NULL,
  PRIMARY KEY (event_id, rule_id)
);
INSERT INTO matches_of_any_kind (event_id, rule_id, alert_id, level, reasons, time)
  SELECT event_id, rule_id, alert_id, level, reasons, time FROM matches;
DROP TABLE matches;
ALTER TABLE matches_of_any_kind RENAME TO matches;
CREATE INDEX matches_by_alert ON matches (alert_id, time);
CREATE INDEX matches_by_rule ON matches (rule_id, time);
CREATE INDEX matches_by_time ON matches (time);
CREATE INDEX matches_by_quiet ON matches (quiet_by, time) WHERE quiet_by IS NOT NULL;

-- An owed message is about a subject: an alert, a question to a person, or nothing but itself ('notice').
ALTER TABLE outbox RENAME COLUMN alert_id TO subject;
ALTER TABLE outbox ADD COLUMN subject_kind TEXT NOT NULL DEFAULT 'alert';
-- Why it calls for attention, as JSON.
ALTER TABLE outbox ADD COLUMN calls TEXT;
-- A message that is ready made, as JSON; NULL where it is rendered from its subject when it is sent.
ALTER TABLE outbox ADD COLUMN message TEXT;
ALTER TABLE notifications RENAME COLUMN alert_id TO subject;
ALTER TABLE notifications ADD COLUMN calls TEXT;

-- Whom people expect to do what, why and until when.
CREATE TABLE expectations (
  id TEXT NOT NULL PRIMARY KEY,
  covered_kind TEXT NOT NULL,
  principal TEXT NOT NULL,
  session TEXT,
  rules_kind TEXT NOT NULL,
  rules_value TEXT NOT NULL,
  account TEXT,
  network TEXT,
  level TEXT NOT NULL,
  title TEXT NOT NULL,
  reason TEXT NOT NULL,
  made_by TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  until_at BIGINT NOT NULL,
  reminded_at BIGINT,
  ended_at BIGINT,
  ended_by TEXT,
  alert_id TEXT,
  matched BIGINT NOT NULL,
  last_matched_at BIGINT
);
CREATE INDEX expectations_by_end ON expectations (until_at);

-- Who did what: written once, never changed, and deleted only by the retention that says here up to which time it purges.
DROP TRIGGER audit_is_never_changed;
DROP INDEX audit_by_time;
ALTER TABLE audit RENAME TO earlier_audit;
CREATE TABLE audit (
  id TEXT NOT NULL PRIMARY KEY,
  at BIGINT NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  subject_kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  before TEXT,
  after TEXT,
  reason TEXT,
  -- Tells apart what happened within a millisecond.
  turn BIGINT NOT NULL DEFAULT 0
-- Rows are known by their id alone: by its number, one could be replaced under another id.
) WITHOUT ROWID;
INSERT INTO audit (id, at, actor, action, subject_kind, subject, before, after)
  SELECT id, at, actor, action, 'alert', COALESCE(alert_id, ''),
    '{"state":"' || COALESCE(before_state, '') || '"}', '{"state":"' || COALESCE(after_state, '') || '"}'
  FROM earlier_audit;
DROP TABLE earlier_audit;
CREATE INDEX audit_by_time ON audit (at, turn, id);
CREATE INDEX audit_by_subject ON audit (subject, at);
CREATE TABLE audit_purge (until_at BIGINT NOT NULL);
CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'audit entries are never changed'); END;
CREATE TRIGGER audit_is_never_replaced BEFORE INSERT ON audit
WHEN EXISTS (SELECT 1 FROM audit WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'audit entries are never replaced'); END;
CREATE TRIGGER audit_is_only_purged BEFORE DELETE ON audit
WHEN NOT EXISTS (SELECT 1 FROM audit_purge WHERE until_at > OLD.at)
BEGIN SELECT RAISE(ABORT, 'audit entries are deleted by retention only'); END;
