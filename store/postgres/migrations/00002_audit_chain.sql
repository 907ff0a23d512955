-- +goose Up
INSERT INTO meta (key, value) VALUES ('audit chain', '{}');

-- +goose Down
DELETE FROM meta WHERE key = 'audit chain';
