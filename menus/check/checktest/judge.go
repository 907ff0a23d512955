package checktest

import (
	"errors"
	"regexp"
	"slices"
	"strings"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/node"
	"github.com/okpay/hotline/menus"
)

// status is how far a caller was served.
type status uint8

const (
	served status = 1 << iota
	chose
	offered
	failed
	excused
	closed
)

// judge applies the rules.
type judge struct{ menu *menus.Menu }

var (
	ends  = regexp.MustCompile(`(?i)结束|再见|挂断|没有别的|不用了|end the call|goodbye|that's all|no, thank|hang up`)
	onto  = regexp.MustCompile(`(?i)再打|拨打|稍后|再试|call us|call again|try again|once more|call the police`)
	empty = ivr.Answered{}
)

// after returns the status of a caller after a step.
func (j judge) after(s situation, in input, r result) status {
	st := s.status
	if start, ok := in.event.(ivr.Started); ok && start.Callback != "" {
		st |= served
	}
	if j.personAt(s) {
		st |= offered
	}
	if in.kind != begins && !s.at.Equal(s.call.At) && !s.call.At.IsZero() && !j.anyOpenAt(s) {
		st |= closed
	}
	for _, p := range r.Passed {
		st = j.passing(st, p)
	}
	if st&failed != 0 && onto.MatchString(strings.Join(said(r.Verbs), " ")) {
		st = st&^failed | excused
	}
	if noted(s, r) {
		st |= served
	}
	return st
}

// passing returns a status after a transition.
func (j judge) passing(st status, p ivr.Transition) status {
	place := j.menu.Tree.Nodes[p.Node]
	switch place.Kind + "." + p.Exit {
	case "queue.bridged", "transfer.answered":
		return st | served
	case "hours.open":
		return st &^ closed
	case "hours.closed", "queue.closed":
		return st | closed
	case "message.failed":
		return st | failed
	case "message.empty":
		return st | excused
	}
	if choice, ok := node.Chosen(place.Node, p.Exit); ok {
		st &^= chose
		if ends.MatchString(choice.For["zh-CN"]) || ends.MatchString(choice.For["en-US"]) {
			st |= chose
		}
	}
	return st
}

// noted reports whether a step noted something for the caller.
func noted(s situation, r result) bool {
	for _, e := range r.Effects {
		switch e.(type) {
		case ivr.OpenCase, ivr.AddRecording:
			return true
		}
	}
	if slices.ContainsFunc(r.Passed, func(p ivr.Transition) bool { return p.Exit == "already" }) {
		return true
	}
	return r.Call.Case != "" && r.Call.Case != s.call.Case
}

// bad returns the kinds of bad end that a step is.
func (j judge) bad(s situation, in input, r result, w oracle, st status) []string {
	var kinds []string
	if r.err != nil {
		kind := "breaks-off"
		unset := ivr.UnsetError{}
		if errors.Is(r.err, ivr.ErrPrivate) || errors.As(r.err, &unset) && privately(unset.Name) && !s.call.Verified {
			kind = "private"
		}
		kinds = append(kinds, kind)
	}
	if len(r.Verbs) == 0 || r.Call.Outcome == ivr.Staff {
		return kinds
	}
	_, hangs := r.Verbs[len(r.Verbs)-1].(ivr.Hangup)
	if hangs && !j.mayEnd(st, s) {
		kinds = append(kinds, "dropped")
	}
	if in.kind == asking && r.err == nil && !w.broken() && !w.closed() && j.broken(s, r, st) {
		kinds = append(kinds, "person")
	}
	return kinds
}

func privately(name string) bool {
	return strings.HasPrefix(name, "transaction.") || strings.HasPrefix(name, "refund.")
}

// mayEnd reports whether the call may end.
func (j judge) mayEnd(st status, s situation) bool {
	if st&(served|chose) != 0 {
		return true
	}
	return st&excused != 0 && (st&(offered|closed) != 0 || !j.anyOpen(s))
}

// broken reports whether a 0 came to no person though one is promised.
func (j judge) broken(s situation, r result, st status) bool {
	next := situation{call: r.Call, verbs: r.Verbs, at: s.at}
	if j.personAt(next) || r.Call.Outcome == ivr.Staff {
		return false
	}
	asked := false
	for _, p := range r.Passed {
		place := j.menu.Tree.Nodes[p.Node]
		if place.Kind != "hours" {
			continue
		}
		asked = true
		for _, l := range node.Labels(place.Node) { // its line is all that it is known by
			if !j.menu.Lines[l.Text].At(s.at).Open {
				return false
			}
		}
	}
	if !asked && (!j.anyOpen(s) || s.status&closed != 0) {
		return false
	}
	if _, over := r.Verbs[len(r.Verbs)-1].(ivr.Hangup); over {
		return st&served == 0
	}
	return true
}

// personAt reports whether a situation is with a person, or one is being dialled.
func (j judge) personAt(s situation) bool {
	if len(s.verbs) == 0 {
		return false
	}
	switch s.verbs[len(s.verbs)-1].(type) {
	case ivr.Enqueue:
		return j.menu.Lines[j.menu.Queues[s.call.Queue].Hours].At(s.at).Open
	case ivr.Dial, ivr.JoinConference:
		return true
	}
	return false
}

func (j judge) helpless(s situation) bool {
	if j.personAt(s) || len(s.verbs) == 0 {
		return false
	}
	_, records := s.verbs[len(s.verbs)-1].(ivr.Record)
	return !records
}

func (j judge) anyOpen(s situation) bool {
	for _, line := range j.menu.Lines {
		if line.At(s.at).Open {
			return true
		}
	}
	return len(j.menu.Lines) == 0
}

// anyOpenAt is anyOpen at the call's last event.
func (j judge) anyOpenAt(s situation) bool {
	s.at = s.call.At
	return j.anyOpen(s)
}

func said(verbs []ivr.Verb) []string {
	var list []string
	for _, v := range verbs {
		switch v := v.(type) {
		case ivr.Say:
			list = append(list, v.Text)
		case ivr.Gather:
			list = append(list, said(v.Prompt)...)
		}
	}
	return list
}

// Play runs a call through the engine with its recorded answers, and returns the kinds of bad end that
// its last step is.
func Play(m *menus.Menu, c Call) []string {
	j := judge{m}
	s := situation{from: -1}
	var kinds []string
	for i, step := range c {
		in := input{event: step.Event, kind: kindOf(step.Event)}
		if i == 0 {
			in.kind, s.call = begins, ivr.Call{At: step.At}
		}
		before := s
		before.at = step.At
		w := oracle{at: step.At, script: step.Answers}
		r := run(m.Tree, before.call, step.Event, &w)
		st := j.after(before, in, r)
		kinds = j.bad(before, in, r, w, st)
		s = situation{call: r.Call, verbs: r.Verbs, status: st, at: step.At, from: -1}
	}
	return kinds
}
