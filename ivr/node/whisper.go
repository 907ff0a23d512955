package node

import (
	"time"

	"github.com/okpay/hotline/ivr"
)

const acceptTimeout = 8 * time.Second

// Whisper implements [ivr.Whisperer].
func (*Queue) Whisper(t *ivr.Turn, o ivr.OfferInfo) []ivr.Verb { return whisper(t, o) }

// Whisper implements [ivr.Whisperer].
func (*Transfer) Whisper(t *ivr.Turn, o ivr.OfferInfo) []ivr.Verb { return whisper(t, o) }

// whisper tells an agent who calls and why, in the menu's first language, and
// asks for a key.
func whisper(t *ivr.Turn, o ivr.OfferInfo) []ivr.Verb {
	l := t.Tree.Languages[0]
	var says []ivr.Verb
	if why, with := whyOffered(o); why != "" {
		says = append(says, sayIn(t, l, t.Tree.Phrases[why], with))
	}
	says = append(says, sayIn(t, l, t.Tree.Whisper, who(t, l)))
	return []ivr.Verb{ivr.Gather{Prompt: says, Digits: 1, Timeout: acceptTimeout, InWaiting: true}, ivr.Hangup{}}
}

// whyOffered is the phrase for what is special about an offer; "" is nothing.
func whyOffered(o ivr.OfferInfo) (string, words) {
	switch {
	case o.By != "":
		return "whisper_colleague", words{"name": o.By}
	case o.Callback:
		return "whisper_callback", nil
	case o.CutOff:
		return "whisper_cut_off", nil
	}
	return "", nil
}

// who are the words for the caller.
func who(t *ivr.Turn, l ivr.Language) words {
	in := func(name string) string { return t.Tree.Phrases[name][l.Name] }
	proof, caller, waited := in("whisper_unverified"), in("no_number"), time.Duration(0)
	if t.Call.Verified {
		proof = in("whisper_verified")
	}
	if t.Call.From != "" {
		caller = spoken(t, l.Name, ivr.Value{Type: ivr.LastDigits, Text: t.Call.From})
	}
	if !t.Call.Queued.IsZero() {
		waited = t.Now.Sub(t.Call.Queued).Round(time.Second)
	}
	return words{
		"language": t.Tree.Terms["language."+t.Call.Language][l.Name],
		"topic":    topic(t, l), "verified": proof, "caller": caller,
		"waited": spoken(t, l.Name, ivr.Value{Type: ivr.Duration, Int: int64(waited.Seconds())}),
	}
}

// topic is what the caller came for, as the last node with a topic says.
func topic(t *ivr.Turn, l ivr.Language) string {
	for i := len(t.Call.Path) - 1; i >= 0; i-- {
		if text := t.Tree.Nodes[t.Call.Path[i].Node].Topic; len(text) > 0 {
			return text[l.Name]
		}
	}
	return t.Tree.Phrases["no_topic"][l.Name]
}
