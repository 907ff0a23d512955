// Package presence keeps the desk true about who is there. It compares the
// agents who are signed in with their entries in the store, their sessions and
// their open desk pages, and tells the desk what has changed: a removal, a new
// number, a session that ended, a page that is closed.
//
// The pages are known to one process. A store that several processes share
// would need them in the store.
package presence
