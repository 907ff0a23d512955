package twiml

import "github.com/okpay/hotline/ivr"

// MaxSize is the bytes that a document may have at Twilio.
const MaxSize = maxSize

// longLinks stand for links of a running hotline, and are longer than those.
var longLinks = func() Links {
	const u = "https://hotline.customer-service.example-payments.com/voice/calls/CA0123456789abcdef0123456789abcdef/steps/100/answer"
	return Links{Step: u, Silence: u, Wait: u, WaitKey: u, Whisper: u, Refresh: u, Music: u, StandBy: u, Sound: func(string) string { return u }}
}()

// Size returns how many bytes a verb takes in a document, with links of a length
// that is rather too long than too short.
func Size(v ivr.Verb) int {
	r := renderer{links: longLinks}
	_ = r.verb(v) // what cannot be written is another rule's
	return r.Len()
}
