-- +goose Up

-- Keys of the hotline's own, by what they sign.
CREATE TABLE signing_keys (
	name   bytea PRIMARY KEY,
	record bytea NOT NULL
);

-- Tries at signing in, by what they have in common; last is the instant of the last.
CREATE TABLE sign_in_tries (
	key    bytea  PRIMARY KEY,
	last   bigint NOT NULL,
	record bytea  NOT NULL
);
CREATE INDEX sign_in_tries_by_last ON sign_in_tries (last);

-- +goose Down
DROP TABLE sign_in_tries;
DROP TABLE signing_keys;
