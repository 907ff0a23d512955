package checktest

import (
	"slices"
	"strings"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/node"
)

const shown ivr.Masked = "+8613000000001"

// kind is who causes an input.
type kind uint8

const (
	active kind = iota
	begins
	silent
	lost
	asking
	unanswered
	failing
)

// input is something that may happen to a waiting call.
type input struct {
	event ivr.Event
	kind  kind
}

// inputs returns everything that may happen in a situation.
func (e *enumerator) inputs(s situation) []input {
	switch v := s.verbs[len(s.verbs)-1].(type) {
	case ivr.Gather:
		if v.Digits == 1 {
			return e.keys(s, v)
		}
		return e.digits(s)
	case ivr.Enqueue:
		return []input{
			{ivr.QueueLeft{Result: ivr.Bridged}, active}, {ivr.QueueLeft{Result: ivr.QueueFull}, unanswered}, {ivr.QueueLeft{Result: ivr.LeftQueue}, unanswered},
			{ivr.QueueLeft{Result: ivr.LeftQueue, Waited: 24 * time.Hour}, unanswered}, {ivr.QueueLeft{Result: ivr.QueueFailed}, unanswered},
			{ivr.WaitKey{Digits: "1"}, active}, {ivr.WaitKey{Digits: "2"}, active}, {ivr.WaitKey{Digits: "#"}, active},
		}
	case ivr.Dial:
		return []input{{ivr.Dialed{Status: "completed", Bridged: true}, active}, {ivr.Dialed{Status: "no-answer"}, unanswered}}
	case ivr.Record:
		return []input{{ivr.Recorded{URL: "https://recordings.test/1", Length: 9 * time.Second, Key: "#"}, active}, {ivr.Recorded{}, silent}}
	case ivr.JoinConference:
		return []input{{ivr.Dialed{Status: "completed", Bridged: true}, active}}
	}
	return nil
}

func (e *enumerator) keys(s situation, g ivr.Gather) []input {
	list := []input{{ivr.Input{}, silent}, {ivr.Input{Digits: "0"}, asking}}
	for _, key := range []string{"1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "#"} {
		k := active
		if _, known := e.menu.Tree.Nodes[s.call.Node].Exits[key]; !known && key != "*" && key != "#" {
			k = lost
		}
		list = append(list, input{ivr.Input{Digits: ivr.Masked(key)}, k})
	}
	for _, hint := range g.Hints.Words() {
		list = append(list, input{ivr.Input{Speech: ivr.Masked(hint), Confidence: 0.9}, active})
	}
	return list
}

func (e *enumerator) digits(s situation) []input {
	list := []input{{ivr.Input{}, silent}, {ivr.Input{Digits: "0", Finish: "#"}, asking}, {ivr.Input{Finish: "#"}, active}, {ivr.Input{Digits: "*", Finish: "#"}, active}}
	typed := []string{"123456", "13000000001"}
	if c, ok := e.menu.Tree.Nodes[s.call.Node].Node.(node.Typing); ok {
		least, most := c.Lengths()
		typed = []string{strings.Repeat("4", least), strings.Repeat("5", most)}
		if least > 1 {
			list = append(list, input{ivr.Input{Digits: "6", Finish: "#"}, lost})
		}
		for _, place := range e.menu.Tree.Nodes {
			if b, ok := place.Node.(node.Testing); ok {
				if value, texts := b.Tests(); value == c.Kept() {
					typed = append(typed, texts...)
				}
			}
		}
		slices.Sort(typed)
	}
	for _, digits := range typed {
		list = append(list, input{ivr.Input{Digits: ivr.Masked(digits), Finish: "#"}, active})
	}
	return list
}

// kindOf returns the kind of an event in a call from elsewhere.
func kindOf(e ivr.Event) kind {
	switch e := e.(type) {
	case ivr.Input:
		switch {
		case e.Silent():
			return silent
		case e.Digits != "" && strings.Trim(e.Digits.Reveal(), "0") == "":
			return asking
		}
	case ivr.Failed:
		return failing
	}
	return active
}

// oracle answers the queries of a step, in one way a run.
type oracle struct {
	at      time.Time
	choices []int
	options []int
	asked   []ivr.Query
	given   []ivr.Answered
	script  []ivr.Answered // recorded answers to repeat
}

func (w *oracle) answer(q ivr.Query) ivr.Answered {
	i := len(w.given)
	w.asked = append(w.asked, q)
	if w.script != nil || i < len(w.script) {
		a := empty
		if i < len(w.script) {
			a = w.script[i]
		}
		w.given = append(w.given, a)
		return a
	}
	answers := answersTo(q, w.at)
	w.options = append(w.options, len(answers))
	if i == len(w.choices) {
		w.choices = append(w.choices, 0)
	}
	w.given = append(w.given, answers[w.choices[i]])
	return answers[w.choices[i]]
}

// next prepares the next run; it returns false after the last.
func (w *oracle) next() bool {
	w.choices = w.choices[:len(w.options)]
	for i := len(w.options) - 1; i >= 0; i-- {
		if w.choices[i]++; w.choices[i] < w.options[i] {
			w.choices, w.options, w.given, w.asked = w.choices[:i+1], nil, nil, nil
			return true
		}
	}
	return false
}

func (w *oracle) broken() bool {
	for _, a := range w.given {
		if a.Result == ivr.Broken {
			return true
		}
	}
	return false
}

func (w *oracle) closed() bool {
	for _, a := range w.given {
		if a.Closure != nil {
			return true
		}
	}
	return false
}

// answersTo returns the possible answers to a query.
func answersTo(q ivr.Query, at time.Time) []ivr.Answered {
	holder := &ivr.Account{ID: "a", Phone: shown, Language: "zh-CN", BirthDate: "1990-01-01"}
	elder := &ivr.Account{ID: "b", Phone: shown, Language: "zh-CN", BirthDate: "1930-01-01"}
	shut := &ivr.Closure{Until: at.Add(36 * time.Hour)}
	no, fails := ivr.Answered{Result: ivr.NotFound}, ivr.Answered{Result: ivr.Broken}
	switch q := q.(type) {
	case ivr.FindAccount:
		return []ivr.Answered{{Result: ivr.OK, Account: holder}, {Result: ivr.OK, Account: elder}, no, {Result: ivr.Several}, fails}
	case ivr.CheckLock:
		if q.Again {
			return []ivr.Answered{{Result: ivr.Early}, {Result: ivr.OK, Account: holder}, {Result: ivr.OK}, {Result: ivr.Locked}, {Result: ivr.Several}, fails}
		}
		return []ivr.Answered{{Result: ivr.OK, Account: holder}, {Result: ivr.OK}, {Result: ivr.Locked}, {Result: ivr.Several}, fails}
	case ivr.CheckCode:
		return []ivr.Answered{{Result: ivr.OK}, {Result: ivr.Wrong, Left: 1}, {Result: ivr.Wrong}, {Result: ivr.Locked}, fails}
	case ivr.FindCase:
		return []ivr.Answered{{Result: ivr.OK, Case: "200001"}, no, fails}
	case ivr.NewCase:
		return []ivr.Answered{{Result: ivr.OK, Case: "200002"}, fails}
	case ivr.OnDuty:
		return []ivr.Answered{{Result: ivr.OK, Numbers: []ivr.Masked{"+8610000001"}}, no, fails}
	case ivr.LineState:
		return []ivr.Answered{{Result: ivr.OK}, {Result: ivr.OK, Closure: shut}}
	case ivr.QueueState:
		return []ivr.Answered{{Result: ivr.OK, Staffed: true}, {Result: ivr.OK}, {Result: ivr.OK, Closure: shut}}
	case ivr.LastTalk:
		return []ivr.Answered{{Result: ivr.OK, Talk: ivr.TalkOver}}
	case ivr.FindStaff:
		return []ivr.Answered{no}
	}
	return []ivr.Answered{fails}
}
