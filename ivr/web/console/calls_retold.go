package console

import (
	"fmt"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/engine"
	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/view"
)

// moment is one step of a call as it is played back: what the caller or the
// network did, what came of it, and what the caller heard then.
type moment struct {
	At    time.Time
	After time.Duration // since the call began
	Node  string        // where the call was
	Place string        // the same, in words
	Did   line
	Came  []line // looked up, decided, opened, sent
	Heard []line
}

// line is a word of the console's and what it speaks of, masked; or, when Key
// is "", something said to the caller.
type line struct {
	Key   string
	Value string
	Kind  string // of which Value is a name with a word of its own, such as a department
	Lasts time.Duration
	Lang  string // of something said: a BCP 47 tag
}

// play gives the moments of a call. Folding its journal through the engine
// again gives what the caller heard, for the same in gives the same out. The
// moments before an entry that this menu cannot fold are good.
func play(tree *ivr.Tree, journal []store.Entry, way func(node, exit string) string) ([]moment, error) {
	p := player{tree: tree, way: way}
	for i, entry := range journal {
		if err := p.take(entry); err != nil {
			return p.moments, fmt.Errorf("playing entry %d: %w", i, err)
		}
	}
	return p.moments, nil
}

type player struct {
	tree    *ivr.Tree
	way     func(node, exit string) string
	call    ivr.Call
	asked   bool // the last step waits for an answer
	moments []moment
}

func (p *player) take(e store.Entry) error {
	next, reply, err := engine.Step(p.tree, p.call, e.Event, e.At)
	if err != nil {
		return err
	}
	answer, looked := e.Event.(ivr.Answered)
	if !looked || !p.asked {
		p.moments = append(p.moments, moment{At: e.At, After: e.At.Sub(next.Began), Node: e.Node, Did: did(e.Event)})
	}
	m := &p.moments[len(p.moments)-1]
	if looked {
		m.Came = append(m.Came, line{Key: "answered." + string(answer.Result)})
	}
	for _, passed := range reply.Passed {
		m.Came = append(m.Came, line{Key: "passed", Value: p.way(passed.Node, passed.Exit)})
	}
	for _, effect := range reply.Effects {
		m.Came = append(m.Came, effected(effect))
	}
	if p.asked = reply.Ask != nil; !p.asked {
		m.Heard = p.heard(reply.Verbs)
	}
	p.call = next
	return nil
}

// did is what the caller or the network did, in the console's words.
func did(e ivr.Event) line {
	switch e := e.(type) {
	case ivr.Started:
		return line{Key: "did.started", Value: e.From.String()}
	case ivr.Input:
		return pressed(e)
	case ivr.WaitKey:
		return line{Key: "did.key", Value: e.Digits.Reveal()}
	case ivr.QueueLeft:
		return line{Key: "did.queue_left", Kind: "left", Value: string(e.Result), Lasts: e.Waited}
	case ivr.Dialed:
		return line{Key: "did.dialed", Kind: "status", Value: e.Status, Lasts: e.Talked}
	case ivr.Recorded:
		return line{Key: "did.recorded", Lasts: e.Length}
	case ivr.Ended:
		return line{Key: "did.ended", Kind: "status", Value: e.Status}
	case ivr.Failed:
		return line{Key: "did.failed", Value: e.Reason}
	case ivr.Answered:
		return line{Key: "answered." + string(e.Result)}
	}
	return line{Key: "did.other"}
}

// pressed shows a menu's single key, and masks what is longer.
func pressed(in ivr.Input) line {
	switch {
	case in.Silent():
		return line{Key: "did.silence"}
	case in.Speech != "":
		return line{Key: "did.speech", Value: in.Speech.String()}
	case len(in.Digits) <= 1:
		return line{Key: "did.key", Value: view.Keys(in)}
	}
	return line{Key: "did.digits", Value: view.Keys(in)}
}

// effected is what left the call for the world.
func effected(e ivr.Effect) line {
	switch e := e.(type) {
	case ivr.OpenCase:
		return line{Key: "came.case", Value: e.Number}
	case ivr.AddRecording:
		return line{Key: "came.recording", Lasts: time.Duration(e.Length) * time.Second}
	case ivr.AddDepartment:
		return line{Key: "came.again", Value: e.Number}
	case ivr.SendText:
		return line{Key: "came.text", Value: e.To.String()}
	case ivr.SendCode:
		return line{Key: "came.code"}
	case ivr.RecordCodeAttempt:
		if e.Right {
			return line{Key: "came.right"}
		}
		return line{Key: "came.wrong"}
	}
	return line{Key: "came.other"}
}

// heard is what the line did for the caller, in order.
func (p *player) heard(verbs []ivr.Verb) []line {
	var lines []line
	for _, v := range verbs {
		switch v := v.(type) {
		case ivr.Say:
			lines = append(lines, line{Value: ivr.HideNumbers(v.Text), Lang: v.Language})
		case ivr.Gather:
			lines = append(lines, p.heard(v.Prompt)...)
		case ivr.Play:
			lines = append(lines, line{Key: "heard.music"})
		case ivr.Enqueue:
			lines = append(lines, line{Key: "heard.queue", Kind: "department", Value: v.Queue})
		case ivr.Dial:
			lines = append(lines, line{Key: "heard.ringing"})
		case ivr.Record:
			lines = append(lines, line{Key: "heard.beep"})
		case ivr.Hangup:
			lines = append(lines, line{Key: "heard.hangup"})
		}
	}
	return lines
}
