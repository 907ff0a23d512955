// Package store keeps what must outlive a process: the ledger of accounts,
// transactions and refunds, calls with their journals and answers, cases,
// the house's people and what they did, menu revisions, locks, codes and
// messages on their way out.
//
// [Store] is the whole of it; store/bolt keeps it in one file, and storetest
// is the suite that every backend passes.
package store
