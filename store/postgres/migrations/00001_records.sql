-- +goose Up
CREATE TABLE meta (
	key   bytea PRIMARY KEY,
	value bytea NOT NULL
);

-- Calls. stamp is the sequence of the last event that the call sent to the ACD's inbox.
CREATE TABLE calls (
	id      bytea  PRIMARY KEY,
	began   bigint NOT NULL,
	entries bigint NOT NULL,
	stamp   bigint NOT NULL DEFAULT 0,
	record  bytea  NOT NULL
);
CREATE INDEX calls_by_start ON calls (began DESC, id);

CREATE TABLE call_traits (
	call  bytea  NOT NULL,
	trait bytea  NOT NULL,
	began bigint NOT NULL,
	PRIMARY KEY (call, trait)
);
CREATE INDEX call_traits_by_start ON call_traits (trait, began DESC, call);

CREATE TABLE journal (
	call   bytea  NOT NULL,
	seq    bigint NOT NULL,
	record bytea  NOT NULL,
	PRIMARY KEY (call, seq)
);

-- token is NULL of a webhook that came without one.
CREATE TABLE claims (
	call  bytea NOT NULL,
	step  bytea NOT NULL,
	token bytea,
	reply bytea NOT NULL,
	PRIMARY KEY (call, step)
);
CREATE UNIQUE INDEX claims_by_token ON claims (call, token);

CREATE TABLE codes (
	call   bytea PRIMARY KEY,
	record bytea NOT NULL
);

CREATE TABLE locks (
	key     bytea  PRIMARY KEY,
	version bigint NOT NULL,
	record  bytea  NOT NULL
);

-- What is to be done at the carrier. taker is NULL as long as nobody has taken it; take
-- tells its takings apart.
CREATE TABLE outgoing (
	id     bytea  PRIMARY KEY,
	seq    bigint NOT NULL,
	taker  bytea,
	take   bigint NOT NULL DEFAULT 0,
	record bytea  NOT NULL
);
CREATE INDEX outgoing_waiting ON outgoing (seq) WHERE taker IS NULL;
CREATE INDEX outgoing_taken ON outgoing (taker) WHERE taker IS NOT NULL;

CREATE TABLE revisions (
	id     bytea PRIMARY KEY,
	record bytea NOT NULL
);

CREATE TABLE versions (
	number bigint PRIMARY KEY,
	record bytea  NOT NULL
);

-- Cases. news is the sequence of the last news of the case.
CREATE TABLE cases (
	number      bytea   PRIMARY KEY,
	opened      bigint  NOT NULL,
	open        boolean NOT NULL,
	kind        bytea   NOT NULL,
	account     bytea   NOT NULL,
	transaction bytea   NOT NULL,
	caller      bytea   NOT NULL,
	assignee    bytea   NOT NULL,
	news        bigint  NOT NULL,
	record      bytea   NOT NULL
);
CREATE INDEX cases_by_start ON cases (opened DESC, number);
CREATE INDEX cases_open ON cases (opened DESC, number) WHERE open;
CREATE INDEX cases_by_kind ON cases (kind, opened DESC, number);
CREATE INDEX cases_by_account ON cases (account, opened DESC, number);
CREATE INDEX cases_by_transaction ON cases (transaction, opened DESC, number);
CREATE INDEX cases_by_caller ON cases (caller, opened DESC, number);
CREATE INDEX cases_by_assignee ON cases (assignee, opened DESC, number);

CREATE TABLE deliveries (
	id          bytea   PRIMARY KEY,
	sequence    bigint  NOT NULL,
	case_number bytea   NOT NULL,
	dead        boolean NOT NULL,
	due         bigint  NOT NULL,
	record      bytea   NOT NULL
);
CREATE INDEX deliveries_in_order ON deliveries (dead, sequence);
CREATE INDEX deliveries_of_case ON deliveries (case_number, sequence);

CREATE TABLE agents (
	name   bytea PRIMARY KEY,
	record bytea NOT NULL
);

CREATE TABLE sessions (
	id      bytea  PRIMARY KEY,
	name    bytea  NOT NULL,
	expires bigint NOT NULL,
	record  bytea  NOT NULL
);
CREATE INDEX sessions_of_agent ON sessions (name);
CREATE INDEX sessions_by_end ON sessions (expires);

CREATE TABLE audit (
	at     bigint NOT NULL,
	seq    bigint NOT NULL,
	who    bytea  NOT NULL,
	action bytea  NOT NULL,
	object bytea  NOT NULL,
	record bytea  NOT NULL,
	PRIMARY KEY (at, seq)
);
CREATE INDEX audit_newest ON audit (at DESC, seq DESC);

CREATE TABLE closures (
	line   bytea PRIMARY KEY,
	record bytea NOT NULL
);

CREATE TABLE programs (
	hash   bytea PRIMARY KEY,
	name   bytea NOT NULL UNIQUE,
	record bytea NOT NULL
);

-- The ACD: its own record, callers, agents' sessions, queues. record is NULL of what
-- is no more, until every process has had the time to learn of it.
CREATE TABLE acd (
	kind    bytea  NOT NULL,
	key     bytea  NOT NULL,
	version bigint NOT NULL,
	record  bytea,
	PRIMARY KEY (kind, key)
);
CREATE INDEX acd_by_version ON acd (version);

CREATE TABLE acd_inbox (
	seq    bigint PRIMARY KEY,
	record bytea  NOT NULL
);

CREATE TABLE queue_records (
	entered bigint NOT NULL,
	id      bytea  NOT NULL,
	call    bytea,
	origin  bytea,
	record  bytea  NOT NULL,
	PRIMARY KEY (entered, id)
);
CREATE INDEX queue_records_newest ON queue_records (entered DESC, id);
CREATE INDEX queue_records_of_call ON queue_records (call, entered DESC, id);
CREATE INDEX queue_records_of_origin ON queue_records (origin, entered DESC, id);

CREATE TABLE day_stats (
	day    bytea NOT NULL,
	queue  bytea NOT NULL,
	agent  bytea NOT NULL,
	record bytea NOT NULL,
	PRIMARY KEY (day, queue, agent)
);

-- What one process holds until an instant of the database's clock.
CREATE TABLE leases (
	name   bytea       PRIMARY KEY,
	holder bytea       NOT NULL,
	until  timestamptz NOT NULL
);

-- What processes have seen, each for itself, until an instant of the database's clock.
CREATE TABLE marks (
	kind   bytea       NOT NULL,
	name   bytea       NOT NULL,
	holder bytea       NOT NULL,
	until  timestamptz NOT NULL,
	PRIMARY KEY (kind, name, holder)
);

-- The ledger. Readers see the newest version of a row that is not newer than the
-- ledger's generation; owner is what the row belongs to.
CREATE TABLE ledger (
	key          bytea  PRIMARY KEY,
	generation   bigint NOT NULL,
	accounts     bigint NOT NULL,
	transactions bigint NOT NULL,
	refunds      bigint NOT NULL
);

CREATE TABLE accounts (
	id         bytea  NOT NULL,
	generation bigint NOT NULL,
	owner      bytea  NOT NULL,
	at         bigint NOT NULL,
	record     bytea  NOT NULL,
	PRIMARY KEY (id, generation)
);
CREATE INDEX accounts_by_owner ON accounts (owner, at DESC, id, generation);

CREATE TABLE transactions (
	id         bytea  NOT NULL,
	generation bigint NOT NULL,
	owner      bytea  NOT NULL,
	at         bigint NOT NULL,
	record     bytea  NOT NULL,
	PRIMARY KEY (id, generation)
);
CREATE INDEX transactions_by_owner ON transactions (owner, at DESC, id, generation);

CREATE TABLE refunds (
	id         bytea  NOT NULL,
	generation bigint NOT NULL,
	owner      bytea  NOT NULL,
	at         bigint NOT NULL,
	record     bytea  NOT NULL,
	PRIMARY KEY (id, generation)
);
CREATE INDEX refunds_by_owner ON refunds (owner, at DESC, id, generation);

INSERT INTO acd (kind, key, version, record) VALUES ('acd', '', 0, '{}');
INSERT INTO ledger (key, generation, accounts, transactions, refunds) VALUES ('ledger', 0, 0, 0, 0);

-- +goose Down
DROP TABLE refunds;
DROP TABLE transactions;
DROP TABLE accounts;
DROP TABLE ledger;
DROP TABLE marks;
DROP TABLE leases;
DROP TABLE day_stats;
DROP TABLE queue_records;
DROP TABLE acd_inbox;
DROP TABLE acd;
DROP TABLE programs;
DROP TABLE closures;
DROP TABLE audit;
DROP TABLE sessions;
DROP TABLE agents;
DROP TABLE deliveries;
DROP TABLE cases;
DROP TABLE versions;
DROP TABLE revisions;
DROP TABLE outgoing;
DROP TABLE locks;
DROP TABLE codes;
DROP TABLE claims;
DROP TABLE journal;
DROP TABLE call_traits;
DROP TABLE calls;
DROP TABLE meta;
