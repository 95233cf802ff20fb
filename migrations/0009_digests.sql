-- Digests that were made, so that each is made once, and pauses of the bot, so that a digest can tell where nobody watched.

CREATE TABLE digests (
  id TEXT NOT NULL PRIMARY KEY,
  -- 'daily' or 'weekly'
  kind TEXT NOT NULL,
  from_at BIGINT NOT NULL,
  -- When it was due, which is where the next one begins.
  until_at BIGINT NOT NULL,
  made_at BIGINT NOT NULL,
  body TEXT NOT NULL
);
CREATE UNIQUE INDEX digests_by_kind ON digests (kind, until_at);

-- Times in which the bot did not watch; what happened then was read afterwards.
CREATE TABLE pauses (
  from_at BIGINT NOT NULL PRIMARY KEY,
  until_at BIGINT NOT NULL
);
