// Package studio turns a voice flow of Twilio Studio into a menu: a folder of
// YAML that loads, and notes on what could not be carried over and on what was
// wrong with the flow all along.
//
// A flow is read as Studio exports it (www.twilio.com/docs/studio/rest-api/v2/flow-definition):
// states, each a widget with transitions by event. A transition that leads
// nowhere hangs up. The menu does so too, in a node of its own, so that nothing
// is mended in silence: the notes tell of it, and check finds it.
package studio
