package service

import (
	"context"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/engine"
	"github.com/okpay/hotline/ivr/twiml"
)

// Whisper tells somebody whom a call was transferred to who calls, and takes a key at the
// URL accept. It hangs up when the call is over.
func (s *Service) Whisper(ctx context.Context, id, accept string) ([]byte, error) {
	ctx = s.core.deadlines.within(ctx)
	call, _, err := s.Store.Call(ctx, id)
	if err != nil {
		return twiml.Render([]ivr.Verb{ivr.Hangup{}}, twiml.Links{})
	}
	menu, err := s.core.menuOf(ctx, call)
	if err != nil {
		return nil, err
	}
	verbs := engine.Whispering(menu.Tree, call, ivr.OfferInfo{}, s.core.now())
	if verbs == nil || call.Ended() {
		verbs = []ivr.Verb{ivr.Hangup{}}
	}
	return twiml.Render(verbs, twiml.Links{WaitKey: accept})
}

// Accept connects who has heard the whisper and pressed a key, and hangs up on a mailbox.
func Accept(pressed bool) ([]byte, error) {
	if pressed {
		return twiml.Render(nil, twiml.Links{}) // an empty document connects
	}
	return twiml.Render([]ivr.Verb{ivr.Hangup{}}, twiml.Links{})
}
