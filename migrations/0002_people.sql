-- Who is it: what the bot remembers of Slack accounts, links made by command, and who used an address.

-- One row a Slack account the bot has seen; `changed_at` is when what it goes by last changed, at the latest.
CREATE TABLE people (
  slack_id TEXT NOT NULL PRIMARY KEY,
  email TEXT,
  usable INTEGER NOT NULL,
  first_seen_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  change TEXT NOT NULL
);

-- Which account was last seen with an address, also after it has got another one.
CREATE TABLE people_addresses (
  email TEXT NOT NULL PRIMARY KEY,
  slack_id TEXT NOT NULL
);

-- Links made by `/trail link`; those of the configuration stay there. `accounts` and `slack` are JSON lists.
CREATE TABLE links (
  id TEXT NOT NULL PRIMARY KEY,
  principal TEXT NOT NULL,
  accounts TEXT NOT NULL,
  slack TEXT NOT NULL,
  made_by TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  removed_by TEXT,
  removed_at BIGINT
);
CREATE UNIQUE INDEX links_by_principal ON links (principal) WHERE removed_at IS NULL;

-- Where a call came from, and the session of its role. Events read before this have neither.
ALTER TABLE events ADD COLUMN address TEXT;
ALTER TABLE events ADD COLUMN session TEXT;
CREATE INDEX events_by_address ON events (address, time);
