// Package twilio reads and writes what passes between the hotline and Twilio, except TwiML: the
// signature of a webhook ([Verifier]), its form ([Parse], [Event] and others), and the REST API
// ([REST]).
//
// All values of a form are bounded and cleaned here, once; none is ever quoted in an error.
package twilio
