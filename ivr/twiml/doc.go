// Package twiml renders verbs as TwiML, Twilio's XML for calls, and validates documents.
//
// [Render] gives the same bytes for the same verbs: attributes have a fixed order, empty ones are kept
// (finishOnKey="" means "no key"), every URL is absolute and every method POST. [Validate] checks any
// document against Twilio's grammar and against what Twilio accepts in the context where the document
// is used.
package twiml
