package service

import (
	"fmt"
	"net/url"
	"strconv"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/twiml"
)

// The paths of the documents that documents lead to. A path carries the step that it
// claims, and no secret.
const (
	PathVoice      = "/voice/" // of all that the carrier asks for, but for sounds
	PathStep       = PathVoice + "step/"
	PathWait       = PathVoice + "wait/"
	PathKey        = PathVoice + "key/"
	PathWhisper    = PathVoice + "whisper/"
	PathConference = PathVoice + "room/"
	PathOffer      = PathVoice + "offer/"
	PathAgentLeg   = PathVoice + "seat"
	PathCallback   = PathVoice + "callback/"
	PathMusic      = "/music/hold.wav"
	PathSound      = "/sound/"
)

// addresses are the URLs in documents.
type addresses struct {
	base     string // scheme and host
	hasSound func(name string) bool
	steps    []twiml.Links // of the first steps, which most calls do not go beyond
}

// stepsPrepared is how many steps have their links made beforehand.
const stepsPrepared = 100

func newAddresses(base string, hasSound func(name string) bool) addresses {
	a := addresses{base: base, hasSound: hasSound}
	for step := range stepsPrepared {
		a.steps = append(a.steps, a.at(step))
	}
	return a
}

// of are the links of a caller's document: they name the step that the call waits at.
func (a addresses) of(call ivr.Call) twiml.Links {
	var links twiml.Links
	if call.Step < len(a.steps) {
		links = a.steps[call.Step]
	} else {
		links = a.at(call.Step)
	}
	links.Whisper = a.base + PathWhisper + url.PathEscape(call.ID) + "/" + strconv.Itoa(call.Step)
	return links
}

// at are the links of a step that are the same for all calls.
func (a addresses) at(number int) twiml.Links {
	step := strconv.Itoa(number)
	here := a.base + PathStep + step
	return twiml.Links{
		Step:    here,
		Silence: here,
		Wait:    a.base + PathWait + step,
		WaitKey: a.base + PathKey + step,
		Refresh: a.base + PathConference + step,
		StandBy: a.base + PathAgentLeg,
		Music:   a.base + PathMusic,
		Sound:   a.sound,
	}
}

// agent are the links of a document on an agent's line.
func (a addresses) agent() twiml.Links {
	return twiml.Links{
		Step: a.base + PathAgentLeg + "/left", Refresh: a.base + PathAgentLeg, StandBy: a.base + PathAgentLeg,
		Music: a.base + PathMusic,
	}
}

// offerKey is where the key goes that an agent presses when offered a caller.
func (a addresses) offerKey(offer string) string {
	return a.base + PathOffer + url.PathEscape(offer) + "/key"
}

// sound is where the carrier fetches a recording; "" for one that the hotline does not
// have, whose text is then spoken.
func (a addresses) sound(name string) string {
	if !a.hasSound(name) {
		return ""
	}
	return a.base + PathSound + name
}

// Round is how far a caller's wait has come: what was said by now is in the address of
// the next round, so that a round needs no memory.
type Round struct {
	Position  int           // as it was said last; 0: none was
	SpeakFrom time.Duration // of waiting, from when on something is said again
}

// after is the address of the round that follows in a wait.
func (r Round) after(wait string) string {
	return fmt.Sprintf("%s/%d/%d", wait, r.Position, int(r.SpeakFrom.Seconds()))
}

// longestWait is beyond the longest call that a carrier keeps, a day, in seconds.
const longestWait = 25 * 60 * 60

// ParseRound reads what an address tells of the rounds before; zero where it is not ours.
func ParseRound(position, speakFrom string) Round {
	var r Round
	r.Position, _ = strconv.Atoi(position)
	if seconds, err := strconv.Atoi(speakFrom); err == nil && seconds >= 0 && seconds <= longestWait {
		r.SpeakFrom = time.Duration(seconds) * time.Second
	}
	return r
}
