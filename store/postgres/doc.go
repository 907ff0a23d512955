// Package postgres keeps everything in PostgreSQL, or in a database that speaks its
// language, such as CockroachDB and YugabyteDB. Any number of processes may work on
// one database.
//
// Records are the bytes that [store.Encode] makes, in a column; what they are found
// by is in columns of its own. Keys are bytea, so that no collation decides on their
// order. Instants are nanoseconds since 1970, so that none is rounded.
//
// Every write is one serialisable transaction, and is made again when the database
// says that it did not fit among others. A webhook's write is a single round trip,
// shared with those that wait at the same moment: its statements, BEGIN and COMMIT are
// sent together, and a statement that finds what it did not expect fails, which undoes
// all of them (see [expect]).
//
// No statement needs what only PostgreSQL has: no sequence, no advisory lock, no
// trigger. TestStatementsArePortable reads all of them.
package postgres
