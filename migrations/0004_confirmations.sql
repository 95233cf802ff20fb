-- "Was this you?": sign-ins somebody must be asked about, and the questions that were put.

-- A sign-in whose person was not found out yet. It waits here when Slack cannot be asked.
CREATE TABLE asks (
  event_id TEXT NOT NULL PRIMARY KEY,
  alert_id TEXT NOT NULL,
  rule_id TEXT NOT NULL,
  -- 'ask' or 'tell'
  kind TEXT NOT NULL,
  level TEXT NOT NULL,
  -- Smaller is sooner: root and what is rated high come first.
  urgency INTEGER NOT NULL,
  wanted_at BIGINT NOT NULL,
  next_at BIGINT NOT NULL,
  attempts INTEGER NOT NULL
);
CREATE INDEX asks_by_turn ON asks (next_at, urgency);

CREATE TABLE confirmations (
  id TEXT NOT NULL PRIMARY KEY,
  -- Where later sign-ins of the same pattern and day find it.
  fold_key TEXT NOT NULL,
  version BIGINT NOT NULL,
  state TEXT NOT NULL,
  principal TEXT NOT NULL,
  asked_at BIGINT NOT NULL,
  answered_at BIGINT,
  answer TEXT,
  -- When the reminder or the deadline is due; NULL when nothing is waited for.
  look_at BIGINT,
  body TEXT NOT NULL
);
CREATE INDEX confirmations_by_fold ON confirmations (fold_key, asked_at);
CREATE INDEX confirmations_by_time ON confirmations (asked_at);
CREATE INDEX confirmations_by_look ON confirmations (look_at) WHERE look_at IS NOT NULL;
