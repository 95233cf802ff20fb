-- A shortcut is called on a message, which Slack names by channel and ts.
CREATE INDEX notifications_by_place ON notifications (channel, ts);
