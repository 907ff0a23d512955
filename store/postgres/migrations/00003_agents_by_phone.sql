-- +goose Up
-- The number of those who were entered by an earlier release is filled in by the program: the
-- database does not read records.
ALTER TABLE agents ADD COLUMN phone bytea NOT NULL DEFAULT '';
CREATE INDEX agents_by_phone ON agents (phone);

-- +goose Down
DROP INDEX agents_by_phone;
ALTER TABLE agents DROP COLUMN phone;
