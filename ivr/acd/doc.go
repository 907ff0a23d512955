// Package acd decides who answers whom: who waits, whom an agent is offered,
// and what becomes of a call when it is held, handed on, ended or broken off.
//
// Everything is one small state machine. A [State] is a value; [State.Step]
// takes it through one [Event] and says what has to be done in the world, as
// [Action] values. Nothing here rings a telephone, reads a clock or draws a
// number, so that any history of lost, repeated and late events can be played
// in a test.
//
// Every document on a caller's or an agent's line is a view of the ACD: an
// action never says "play this", only "look again" ([RedirectCaller], [RedirectAgent]). So it does not
// matter in which order the carrier hears of two of them, or how often.
package acd
