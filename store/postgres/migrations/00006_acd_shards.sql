-- +goose Up

-- The ACD has a version for each queue in place of one: rows of the kind shard. The shard of another row is the queue
-- by whose version the row is found to be news; '' is of the time of one version, whose row, of the kind acd, stays
-- until no process of an earlier release is left.
ALTER TABLE acd ADD COLUMN shard bytea NOT NULL DEFAULT '';
DROP INDEX acd_by_version;
CREATE INDEX acd_by_shard ON acd (shard, version);

-- +goose Down
DROP INDEX acd_by_shard;
CREATE INDEX acd_by_version ON acd (version);
DELETE FROM acd WHERE kind IN ('acd', 'shard');
ALTER TABLE acd DROP COLUMN shard;
UPDATE acd SET version = 0;
INSERT INTO acd (kind, key, version, record) VALUES ('acd', '', 0, '{}');
