// Package studio converts a voice flow of Twilio Studio into a menu: a folder of YAML that loads, and
// notes on what could not be converted and on what was wrong with the flow already.
//
// A flow is read as Studio exports it (www.twilio.com/docs/studio/rest-api/v2/flow-definition): states,
// each a widget with transitions by event. A transition that leads nowhere hangs up. The menu does so
// too, in a node of its own, so that nothing is fixed silently: the notes report it, and check finds
// it.
package studio
