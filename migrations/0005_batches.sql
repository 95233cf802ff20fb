-- Many alerts told in few messages, alerts shown in a thread, channels that refuse, and what was sent past Slack.

-- One page of a batch is one message.
CREATE TABLE batches (
  id TEXT NOT NULL PRIMARY KEY,
  series TEXT NOT NULL,
  -- 'flood' or 'first-read'
  why TEXT NOT NULL,
  channel TEXT NOT NULL,
  page INTEGER NOT NULL,
  made_at BIGINT NOT NULL,
  version BIGINT NOT NULL,
  -- Of the ladders of its alerts, how far (milliseconds) somebody was called; kept on the first page.
  called BIGINT NOT NULL
);
CREATE UNIQUE INDEX batches_by_series ON batches (series, page);
CREATE INDEX batches_by_channel ON batches (channel, why, made_at);

-- What the overview counts is kept beside each member, so that a long list is not read for it.
CREATE TABLE batch_members (
  series TEXT NOT NULL,
  alert_id TEXT NOT NULL,
  page INTEGER NOT NULL,
  -- Smaller is worse, as in the outbox.
  urgency INTEGER NOT NULL,
  title TEXT NOT NULL,
  actor TEXT NOT NULL,
  PRIMARY KEY (series, alert_id)
);
CREATE INDEX batch_members_by_alert ON batch_members (alert_id);
CREATE INDEX batch_members_by_page ON batch_members (series, page, urgency);

-- In whose thread a message is to stand, and stands.
ALTER TABLE outbox ADD COLUMN thread_ts TEXT;
ALTER TABLE notifications ADD COLUMN thread_ts TEXT;

-- Channels that refuse messages, as routes name them; '*' is the whole workspace.
CREATE TABLE troubles (
  channel TEXT NOT NULL PRIMARY KEY,
  code TEXT NOT NULL,
  since BIGINT NOT NULL,
  last_at BIGINT NOT NULL
);

-- Critical alerts that Slack did not take in time: where they stand on the second path.
CREATE TABLE second_path (
  alert_id TEXT NOT NULL PRIMARY KEY,
  sent_at BIGINT,
  next_at BIGINT NOT NULL,
  attempts INTEGER NOT NULL,
  last_error TEXT
);
