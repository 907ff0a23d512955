package draft

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/okpay/hotline/cmd/hotline/demo"
	"github.com/okpay/hotline/cmd/hotline/scenario"
	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/menus/check/explore"
	"github.com/okpay/hotline/menus/check/trace"
)

// message is what callers say after the tone.
const message = "请给我回电"

// does writes what the caller or the carrier does at a step.
func (r *reading) does(i int, s trace.Step) error {
	switch e := s.Event.(type) {
	case ivr.Input:
		return r.input(i, s, e)
	case ivr.WaitKey:
		r.press(e.Digits.Reveal())
	case ivr.Recorded:
		if e.Length > 0 {
			r.do(scenario.Step{Do: scenario.Say, Text: message})
			break
		}
		r.do(scenario.Step{Do: scenario.Silence})
	case ivr.QueueLeft:
		return r.left(s, e)
	case ivr.Dialed:
		if e.Bridged {
			r.do(scenario.Step{Do: scenario.Talk})
			break
		}
		r.script.Agents = scenario.NoAnswer
	default:
		return fmt.Errorf("no caller does %T", e)
	}
	return nil
}

func (r *reading) input(i int, s trace.Step, e ivr.Input) error {
	switch {
	case r.typed[i] != "":
		r.press(r.typed[i] + "#")
	case e.Silent():
		r.do(scenario.Step{Do: scenario.Silence})
	case e.Speech != "":
		do := scenario.Say
		if strings.Contains(s.Input.Name, "unclear") {
			do = scenario.Mumble
		}
		r.do(scenario.Step{Do: do, Text: e.Speech.Reveal()})
	default:
		for j, q := range s.Queries {
			switch q.(type) {
			case ivr.CheckCode:
				return r.code(s.Answers[j])
			case ivr.CheckPIN:
				if s.Answers[j].Result == ivr.OK {
					r.press(demo.PIN + "#")
					return nil
				}
			}
		}
		r.press(r.phone(e.Digits) + e.Finish)
	}
	return nil
}

// phone returns the digits that the customer types in place of others: their own telephone number, where it was typed.
func (r *reading) phone(digits ivr.Masked) string {
	if local, ok := strings.CutSuffix(explore.Caller.Reveal(), digits.Reveal()); ok && len(digits) > numberLength && r.call.By != nil {
		return strings.TrimPrefix(r.call.By.Phone, local)
	}
	return digits.Reveal()
}

// numberLength is the length of the numbers of the demo's transactions, which are shorter than those of telephones.
const numberLength = 8

// fullAt is how many callers fill a queue that does not say otherwise.
const fullAt = 100

// tries is how many wrong codes lead on.
const tries = 3

// code types a code, right or wrong: so many wrong ones that it comes out as the answer says.
func (r *reading) code(a ivr.Answered) error {
	switch a.Result {
	case ivr.OK, ivr.Broken:
		r.press(scenario.Code)
	case ivr.Wrong, ivr.Locked:
		n := 1
		if a.Left <= 0 {
			n = tries - r.wrongs
		}
		for range n {
			r.wrongs++
			r.press(fmt.Sprintf("00000%d#", r.wrongs))
		}
		if a.Result == ivr.Locked && r.call.By == nil {
			return errLocked
		}
	default:
		return errCode
	}
	return nil
}

// left says how a wait in a queue ended.
func (r *reading) left(s trace.Step, e ivr.QueueLeft) error {
	unstaffed := slices.ContainsFunc(s.Answers, func(a ivr.Answered) bool { return a.Result == ivr.OK && !a.Staffed && a.Closure == nil })
	wait := func(d time.Duration) { r.do(scenario.Step{Do: scenario.Wait, For: d}) }
	switch {
	case s.Input.Name == "the queue is full":
		r.script.Agents, r.script.Waiting = scenario.Busy, fullAt
	case s.Input.Name == "the queue fails":
		r.script.Failing = append(r.script.Failing, scenario.Queue)
		wait(time.Minute)
	case e.Result == ivr.Bridged:
		r.script.Agents = scenario.Answer
		r.do(scenario.Step{Do: scenario.Talk})
	case e.Result == ivr.Fetched:
		r.script.Agents = scenario.Answer
	case s.Input.Name == explore.LetOut && len(s.Queries) > 0 && unstaffed:
		r.script.Agents = scenario.Away
		wait(longWait)
	case s.Input.Name == explore.LetOut, e.Waited > 0:
		r.script.Agents = scenario.Busy
		wait(longWait)
	default:
		return fmt.Errorf("no caller has %s", s.Input.Name)
	}
	return nil
}

// longWait is longer than a queue keeps anybody waiting.
const longWait = 15 * time.Minute
