package trace

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/menus/check/explore"
)

// Inputs returns what happens in a call, in one line.
func (c Call) Inputs() string {
	parts := []string{"the call comes in"}
	for _, s := range c.Steps[1:] {
		parts = append(parts, s.Input.Name)
	}
	return strings.Join(folded(parts), ", ")
}

// folded writes repetitions once, with their number: of one line, or of two in turn.
func folded(parts []string) []string {
	var list []string
	for i := 0; i < len(parts); {
		period, times := repeats(parts[i:])
		list = append(list, parts[i:i+period]...)
		if times > 1 {
			list[len(list)-1] += fmt.Sprintf(" (%d times)", times)
		}
		i += period * times
	}
	return list
}

// fewest is the least number of repetitions that are written once.
const fewest = 4

// repeats returns how many lines repeat, and how often.
func repeats(parts []string) (period, times int) {
	for period := 1; period <= 2 && period <= len(parts); period++ {
		times := 1
		for (times+1)*period <= len(parts) && slices.Equal(parts[:period], parts[times*period:(times+1)*period]) {
			times++
		}
		if times >= fewest {
			return period, times
		}
	}
	return 1, 1
}

// Lines returns a call for reading: a line for each thing that is heard or done, and for each
// circumstance that it needs.
func (c Call) Lines(zone *time.Location) []string {
	lines := []string{c.opening(zone)}
	at := c.Steps[0].At
	for i, s := range c.Steps {
		if i > 0 {
			if s.At != at {
				lines = append(lines, "  (time passes: it is "+s.At.In(zone).Format("Monday 2 January 2006, 15:04")+")")
				at = s.At
			}
			lines = append(lines, describe(s.Input))
		}
		lines = append(lines, circumstances(s)...)
		lines = append(lines, heard(s)...)
	}
	return folded(lines)
}

// opening says when the call comes in, and from whom.
func (c Call) opening(zone *time.Location) string {
	who := "from a number that is shown"
	switch {
	case c.Start.Callback != "":
		who = "called back, for the queue " + c.Start.Callback
	case c.Start.From == "":
		who = "from a withheld number"
	case c.Start.Barred:
		who = "from a number that is not called back"
	case c.Start.Limited:
		who = "from a number that calls too often"
	}
	return fmt.Sprintf("%s, %s", c.Steps[0].At.In(zone).Format("Monday 2 January 2006, 15:04"), who)
}

// describe puts an input into words.
func describe(in explore.Input) string {
	switch e := in.Event.(type) {
	case ivr.Input:
		switch {
		case e.Silent():
			return "  stays silent"
		case e.Speech != "":
			return "  says " + in.Name
		}
		return "  presses " + e.Digits.Reveal() + e.Finish
	case ivr.WaitKey:
		return "  presses " + e.Digits.Reveal() + " while waiting"
	case ivr.Recorded:
		if e.Length == 0 {
			return "  says nothing"
		}
		return "  leaves a message"
	}
	return "  (" + in.Name + ")"
}

// circumstances returns what a step needs besides the caller.
func circumstances(s Step) []string {
	var lines []string
	lined := 0
	for _, a := range s.Answers {
		switch {
		case a.Closure != nil && lined < len(s.Excuses.Lines):
			lines = append(lines, fmt.Sprintf("  (%s is closed by hand)", s.Excuses.Lines[lined]))
		case a.Result == ivr.Broken:
			lines = append(lines, "  (a look-up fails)")
		case a.Result == ivr.Locked:
			lines = append(lines, "  (it is locked after too many tries)")
		case a.Result == ivr.Several:
			lines = append(lines, "  (the number is on several accounts)")
		case a.Result == ivr.Expired:
			lines = append(lines, "  (the code has expired)")
		case a.Result == ivr.Wrong:
			lines = append(lines, "  (it is wrong)")
		case a.Account != nil && a.Account.BirthDate < "1950":
			lines = append(lines, "  (the account is of someone of 65 or over)")
		}
	}
	return lines
}

// heard returns what a document says and does.
func heard(s Step) []string {
	var lines []string
	if text := explore.Said(s.Result.Verbs); text != "" {
		lines = append(lines, "  hears “"+shortened(text)+"”")
	}
	switch v := explore.Ending(s.Result.Verbs).(type) {
	case ivr.Enqueue:
		lines = append(lines, "  waits in the queue "+v.Queue)
	case ivr.Dial:
		lines = append(lines, "  hears it ring")
	case ivr.JoinConference:
		lines = append(lines, "  talks with an agent")
	case ivr.Record:
		lines = append(lines, "  hears the tone")
	case ivr.Hangup:
		lines = append(lines, "  the call is over")
	}
	return lines
}

// longestLine is the most characters of speech that a line shows.
const longestLine = 90

func shortened(text string) string {
	runes := []rune(text)
	if len(runes) <= longestLine {
		return text
	}
	return string(runes[:longestLine/2]) + " … " + string(runes[len(runes)-longestLine/2:])
}
