// Package twilio is what passes over Twilio's wire, but for TwiML: the
// signature of a webhook ([Verifier]), what its form tells ([Parse], [Event]
// and their like), and the REST API ([REST]).
//
// Whatever a form says is bounded and cleaned here, once; nothing of it is
// ever quoted in an error.
package twilio
