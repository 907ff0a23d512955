// Package grammar reads TwiML documents and knows which elements, attributes and values TwiML
// has. What Twilio makes of a document is for others to say: package twiml validates what the
// hotline writes, package exchange executes what it is answered.
package grammar
