// Package twiml turns verbs into TwiML, Twilio's XML for calls, and proves
// documents sound.
//
// [Render] gives the same bytes for the same verbs: attributes stand in a fixed
// order, empty ones are kept (finishOnKey="" means "no key"), every URL is
// absolute and every method POST. [Validate] holds any document against
// Twilio's grammar and against what Twilio takes in the place where the
// document is used.
package twiml
