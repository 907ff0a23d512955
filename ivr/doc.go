// Package ivr holds the words of a call: the events that reach it, the verbs
// its caller hears, the queries it asks of the world, the effects it has, and
// the small value, [Call], that all of these are folded into.
//
// A call is a pure fold over events. Nothing here knows HTTP, TwiML, YAML, a
// clock, a store or a log; time, ids and random numbers arrive in events.
package ivr
