package proof

import (
	"slices"
	"strings"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/engine"
	"github.com/okpay/hotline/ivr/twiml"
	"github.com/okpay/hotline/menus"
)

// links stand in for the URLs of a running hotline.
var links = twiml.Links{
	Step: "https://hotline.test/voice/step", Silence: "https://hotline.test/voice/step", Wait: "https://hotline.test/voice/wait",
	WaitKey: "https://hotline.test/voice/key", Whisper: "https://hotline.test/voice/whisper",
	Refresh: "https://hotline.test/voice/wait", Music: "https://hotline.test/music", StandBy: "https://hotline.test/voice/seat",
}

// at is where a node of the menu is written.
func (w *walk) at(node string) menus.Position { return w.menu.Where(node) }

// broken tells of a step that could not go on and went to the lifeline.
func (w *walk) broken(s *state, in input, err error) {
	node := s.call.Node
	if rest, ok := strings.CutPrefix(err.Error(), "node "); ok {
		node, _, _ = strings.Cut(rest, ":")
	}
	if !w.once("broken " + err.Error()) {
		return
	}
	w.tell(w.at(node), Fail, "the call breaks off: %v; so it goes: %s", err, s.after(in))
}

// judge holds a reply against the laws that hold for every one.
func (w *walk) judge(s *state, in input, r engine.Result, l luck) {
	w.valid(r.Call.Node, r.Verbs, twiml.Voice)
	last := r.Verbs[len(r.Verbs)-1]
	_, over := last.(ivr.Hangup)
	if over && len(w.menu.Tree.Nodes[r.Call.Node].Node.Exits()) > 0 && w.once("dropped "+s.call.Node+in.name) {
		w.tell(w.at(r.Call.Node), Fail, "hangs up on the caller, and is no end; so it goes: %s", s.after(in))
	}
	if in.name == person && !w.isPerson(r, l) && w.once("person "+s.call.Node) {
		w.tell(w.at(s.call.Node), Fail, "0 leads to no person but to %s; so it goes: %s", r.Call.Node, s.after(in))
	}
}

// isPerson tells whether 0 has done what it promises: in hours a person is
// called at once; out of hours the caller is at least not hung up on.
func (w *walk) isPerson(r engine.Result, l luck) bool {
	inHours := !l.closed && !l.failed && w.allOpen(r.Call.At)
	switch r.Verbs[len(r.Verbs)-1].(type) {
	case ivr.Enqueue, ivr.Dial, ivr.Meet:
		return true
	case ivr.Hangup:
		return !inHours && r.Call.Case != ""
	}
	return !inHours
}

func (w *walk) allOpen(at time.Time) bool {
	for _, name := range lineNames(w.menu) {
		if !w.menu.Lines[name].At(at).Open {
			return false
		}
	}
	return true
}

// views validates what is heard beside the call's own documents: the wait in a
// queue, and what someone who is rung hears.
func (w *walk) views(s *state) {
	tree := w.menu.Tree
	for _, wait := range []ivr.Wait{{Position: 1}, {Position: 3, Waited: time.Minute, Expected: 5 * time.Minute, Staffed: true}, {Position: 3, Waited: 24 * time.Hour}} {
		if verbs := engine.Waiting(tree, s.call, wait, s.call.At); verbs != nil {
			w.valid(s.call.Node, verbs, twiml.WaitDocument)
		}
	}
	if verbs := engine.Whispering(tree, s.call, ivr.Offering{}, s.call.At); verbs != nil {
		w.valid(s.call.Node, verbs, twiml.Whisper)
	}
}

// housed gives a room its name, which is the desk's to give.
func housed(verbs []ivr.Verb) []ivr.Verb {
	verbs = slices.Clone(verbs)
	for i, v := range verbs {
		if _, ok := v.(ivr.Meet); ok {
			verbs[i] = ivr.Meet{Room: "room-1"}
		}
	}
	return verbs
}

// valid holds a document against the carrier's grammar.
func (w *walk) valid(node string, verbs []ivr.Verb, context twiml.Context) {
	document, err := twiml.Render(housed(verbs), links)
	if err != nil {
		w.tell(w.at(node), Fail, "what it says cannot be written for the carrier: %v", err)
		return
	}
	if w.sound[string(document)] {
		return
	}
	w.sound[string(document)] = true
	for _, problem := range twiml.Validate(document, context) {
		w.tell(w.at(node), Fail, "the carrier would refuse what it says: %v", problem)
	}
}

// rescues tries the two ways out that every waiting call has: its lifeline,
// and the place for calls that are too long.
func (w *walk) rescues(s *state) {
	if !w.once("rescue " + s.call.Language + openness(w.menu, s.call.At) + s.call.From.Reveal()) {
		return
	}
	w.do(s, input{"the service fails", ivr.Failed{Reason: "test"}, 0})
	tired := *s
	tired.call = s.call.Copy()
	tired.call.Step = engine.MaxSteps + 1
	w.do(&tired, input{"a hundred steps", ivr.Input{}, 0})
}

// once is true the first time: one mistake is told once, not from everywhere.
func (w *walk) once(what string) bool {
	if w.told[what] {
		return false
	}
	w.told[what] = true
	return true
}
