// Package service takes one event of one call to a durable answer, without HTTP: it
// finds out whether the step was answered before, lets the engine go on, answers the
// engine's queries from the store, writes all that comes of the step in one commit, and
// returns the document for the carrier. What has to leave for the carrier leaves after
// the commit, from the outbox.
//
// The rules that no menu sets are here too, each in a file of its name: codes.go (how
// often codes are sent and may be typed), pins.go, numbers.go (who is called back and
// texted), seniors.go (who goes first), callbacks.go, reconcile.go.
//
// The store and the menus are known by the interfaces declared here, so neither the file
// format nor the menu language reaches this package.
package service
