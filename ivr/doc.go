// Package ivr defines a call's vocabulary: the events that reach it, the verbs its caller hears, the
// queries it asks, the effects it has, and the small value [Call] that holds its state.
//
// A call's state is a pure fold over its events. Nothing here knows HTTP, TwiML, YAML, a clock, a store
// or a log; time, ids and random numbers arrive in events.
package ivr
