// Package dispatch runs the ACD: it keeps the state machine of package acd in
// the store, carries its actions out at the carrier, lets time pass, and tells
// whoever watches that something has changed.
//
// Events that come together are written together: one disk write serves a
// rush of callers as it serves one. An action is queued in the same write as
// the change that wants it, and leaves after it, at most once.
package dispatch
