-- Rules that went live from staging, what staged rules would have posted, and how retention finds what is old.

-- A row wins over the configuration until that no longer names the rule for staging.
CREATE TABLE live_rules (
  rule_id TEXT NOT NULL PRIMARY KEY,
  made_by TEXT NOT NULL,
  made_at BIGINT NOT NULL
);

-- Of a match that staging kept quiet: of the alert it would have been counted in; NULL where an expectation covers it as well.
ALTER TABLE matches ADD COLUMN fingerprint TEXT;

CREATE INDEX alerts_by_age ON alerts (last_at);
