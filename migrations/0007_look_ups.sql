-- What `/trail recent` asks for: the error, the access key, whoever the call's session or user was, the address so that a network
-- is a span of texts, and the resources. Events read before this have none of them, and are found by their other columns only.

ALTER TABLE events ADD COLUMN error TEXT;
ALTER TABLE events ADD COLUMN access_key TEXT;
-- The session, or the name of a user, in lower case: in most companies an e-mail address.
ALTER TABLE events ADD COLUMN person TEXT;
-- Hexadecimal digits for an address of the network, in lower case what else stands there (an AWS service).
ALTER TABLE events ADD COLUMN address_key TEXT;

-- In lower case. An ARN has two rows: itself, and the name at its end.
CREATE TABLE event_resources (
  resource TEXT NOT NULL,
  time BIGINT NOT NULL,
  event_id TEXT NOT NULL,
  PRIMARY KEY (resource, time, event_id)
-- One tree instead of two.
) WITHOUT ROWID;
-- For retention, and for the resources of one event.
CREATE INDEX event_resources_by_time ON event_resources (time, event_id);

-- Holds all that is filtered by, so that going through the events of a time touches none of their records.
DROP INDEX events_by_time;
CREATE INDEX events_by_time ON events
  (time, id, account, region, source, name, principal, address_key, read_only, error, access_key, person);

-- Each ends in time and id: the order in which pages are turned.
DROP INDEX events_by_principal;
CREATE INDEX events_by_principal ON events (principal, time, id);
CREATE INDEX events_by_name ON events (name, time, id);
CREATE INDEX events_by_source ON events (source, time, id);
CREATE INDEX events_by_account ON events (account, time, id);
CREATE INDEX events_by_region ON events (region, time, id);
DROP INDEX events_by_address;
CREATE INDEX events_by_address_key ON events (address_key, time, id) WHERE address_key IS NOT NULL;
CREATE INDEX events_by_person ON events (person, time, id) WHERE person IS NOT NULL;
CREATE INDEX events_by_access_key ON events (access_key, time, id) WHERE access_key IS NOT NULL;
CREATE INDEX events_by_error ON events (error, time, id) WHERE error IS NOT NULL;

CREATE INDEX matches_by_level ON matches (level, time, event_id);

-- Lists of alerts and expectations turn pages by a time and the id likewise.
CREATE INDEX alerts_by_level ON alerts (state, level, opened_at, id);
DROP INDEX alerts_by_state;
CREATE INDEX alerts_by_state ON alerts (state, opened_at, id);
CREATE INDEX alerts_by_opening ON alerts (opened_at, id);
CREATE INDEX alerts_by_person ON alerts (state_by, state, opened_at, id) WHERE state_by IS NOT NULL;
DROP INDEX alerts_by_snooze;
CREATE INDEX alerts_by_snooze ON alerts (snooze_until, id) WHERE snooze_until IS NOT NULL;
DROP INDEX expectations_by_end;
CREATE INDEX expectations_by_end ON expectations (until_at, id);
