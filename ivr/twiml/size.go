package twiml

import "github.com/okpay/hotline/ivr"

// MaxSize is the most bytes that Twilio accepts in a document.
const MaxSize = maxSize

// longLinks stand for the links of a running hotline, and are longer than those.
var longLinks = func() Links {
	const u = "https://hotline.customer-service.example-payments.com/voice/calls/CA0123456789abcdef0123456789abcdef/steps/100/answer"
	return Links{Step: u, Silence: u, Wait: u, WaitKey: u, Whisper: u, Refresh: u, Music: u, StandBy: u, Sound: func(string) string { return u }}
}()

// Size returns how many bytes a verb takes in a document; its links are assumed rather too long than
// too short.
func Size(v ivr.Verb) int {
	r := renderer{links: longLinks}
	_ = r.verb(v) // a verb that cannot be written is reported by another rule
	return r.Len()
}
