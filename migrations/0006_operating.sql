-- Keeping it running: when the bot watched last, what people were told about the bot itself, and how busy accounts usually are.

-- One row a kind of activity. 'watching' is moved on every minute: a gap before it is a time in which nobody watched.
CREATE TABLE activity (
  kind TEXT NOT NULL PRIMARY KEY,
  at BIGINT NOT NULL
);

-- A problem of the bot that people must know: told once when it lasts, and once when it is over.
CREATE TABLE health_notices (
  key TEXT NOT NULL PRIMARY KEY,
  what TEXT NOT NULL,
  seen_at BIGINT NOT NULL,
  -- NULL until people were told.
  told_at BIGINT,
  -- Since when it is over; NULL while it lasts.
  gone_at BIGINT
);

-- Events an hour, so that a busy account that goes silent is noticed. The row of account '' says that the hour was counted.
CREATE TABLE event_hours (
  account TEXT NOT NULL,
  hour BIGINT NOT NULL,
  events BIGINT NOT NULL,
  PRIMARY KEY (account, hour)
);
CREATE INDEX event_hours_by_hour ON event_hours (hour);
