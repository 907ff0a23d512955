-- +goose Up

-- When a call ended, until it is condensed; NULL while it goes on, and afterwards. Calls that an earlier release
-- wrote have 0, and are looked at once.
ALTER TABLE calls ADD COLUMN ended bigint DEFAULT 0;
CREATE INDEX calls_to_condense ON calls (ended) WHERE ended IS NOT NULL;

-- +goose Down
DROP INDEX calls_to_condense;
ALTER TABLE calls DROP COLUMN ended;
