package scenario

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Failure is where a call did not go as its script says.
type Failure struct {
	Position Position
	Want     string
	Got      string
	Call     []string // the call until then, one line for each thing heard or done
}

// check compares what the caller has heard with what a step expects.
func (p *Player) check(s Step) {
	heard := strings.Join(p.heard, " ")
	switch s.Do {
	case Hear:
		p.expect(strings.Contains(heard, s.Text), p.saidLast(s.Text), s, s.Text, p.heard, "nothing")
	case HearFirst:
		first := p.heard[p.first:]
		at := strings.Index(strings.Join(first, " "), s.Text)
		p.expect(at >= 0 && at < len(first[0]), p.saidLast(s.Text), s, s.Text, first[:min(len(first), 1)], "nothing")
	case NotHear:
		if strings.Contains(heard, s.Text) {
			p.fail(s, "not to hear “"+s.Text+"”", nil, heard)
		}
	case Texted:
		texts := p.Environment.Texts()
		p.expect(strings.Contains(texts, s.Text), p.Environment.Now(), s, s.Text, strings.Split(texts, "\n"), "no text message")
	case Talk:
		p.expect(p.talked, p.talkedAt, s, "a talk with a person", nil, "nobody has answered")
		p.first = p.talkedAfter
	}
}

// expect records when something came that the script expects, or fails the step if it did not come.
func (p *Player) expect(came bool, at time.Time, s Step, want string, heard []string, otherwise string) {
	switch {
	case !came:
		p.fail(s, want, heard, otherwise)
	case at.After(p.noticed):
		p.noticed = at
	}
}

// saidLast returns when words were last said; for several lines, when they ended.
func (p *Player) saidLast(words string) time.Time {
	for i := len(p.heard) - 1; i >= 0; i-- {
		if strings.Contains(p.heard[i], words) {
			return p.heardAt[i]
		}
	}
	return p.Environment.Now()
}

// fail records the first failure, with the line that is nearest to what was expected.
func (p *Player) fail(s Step, want string, heard []string, otherwise string) {
	if p.failure != nil {
		return
	}
	got := otherwise
	if line := nearest(want, heard); line != "" {
		want, got = apart(want, line)
	}
	p.failure = &Failure{Position: s.Position, Want: want, Got: got, Call: slices.Clone(p.told)}
}

// nearest returns the line, or the part of one, that is most similar to want; the last line when none
// is similar.
func nearest(want string, heard []string) string {
	best, most := "", 0.0
	for _, line := range heard {
		for _, part := range parted(line) {
			before, after := shared(want, part)
			if alike := float64(before+after) / float64(max(len(want), len(part), 1)); alike > most || part == line && alike == most {
				best, most = part, alike
			}
		}
	}
	return best
}

// parted returns a line, its sentences, and the parts between their commas.
func parted(line string) []string {
	parts := []string{line}
	for _, marks := range []string{"。！？.!?", "，。！？：,.!?:"} {
		for part := range strings.FieldsFuncSeq(line, func(r rune) bool { return strings.ContainsRune(marks, r) }) {
			parts = append(parts, strings.TrimSpace(part))
		}
	}
	return parts
}

// apart marks where two texts differ: 退款，请按 【2】。
func apart(a, b string) (string, string) {
	before, after := shared(a, b)
	if before+after == 0 {
		return a, b
	}
	mark := func(s string) string {
		return s[:before] + "【" + s[before:len(s)-after] + "】" + s[len(s)-after:]
	}
	return mark(a), mark(b)
}

// shared returns the common beginning and end of two texts, in bytes, without splitting a character.
func shared(a, b string) (before, after int) {
	for before < min(len(a), len(b)) {
		r, size := utf8.DecodeRuneInString(a[before:])
		if other, _ := utf8.DecodeRuneInString(b[before:]); other != r {
			break
		}
		before += size
	}
	for after < min(len(a), len(b))-before {
		r, size := utf8.DecodeLastRuneInString(a[before : len(a)-after])
		if other, _ := utf8.DecodeLastRuneInString(b[before : len(b)-after]); other != r {
			break
		}
		after += size
	}
	return before, after
}

// Over runs the steps that only listen when a call is over. It returns how the script makes another
// call, which is then its next step: [CallAgain], [CallBack], or "" for none.
func (p *Player) Over() (next Do) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for ; p.next < len(p.Call.Steps) && p.failure == nil; p.next++ {
		s := p.Call.Steps[p.next]
		if p.runPassive(s) {
			continue
		}
		switch s.Do {
		case HangUp:
		case CallAgain, CallBack:
			p.next++
			p.forget()
			p.coming, p.ahead, p.until = nil, nil, time.Time{}
			p.tell("> " + map[Do]string{CallAgain: "calls again", CallBack: "is called back"}[s.Do])
			return s.Do
		default:
			p.fail(s, doing(s), nil, "the call was over, or nobody listened")
		}
	}
	return ""
}

// Finish returns how the call failed its script, the call's end included; nil if it did not. ends
// reports whether the call ended so.
func (p *Player) Finish(ends func(end string) (got string, ok bool)) *Failure {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.failure == nil && p.Call.End != "" {
		if got, ok := ends(p.Call.End); !ok {
			p.fail(Step{Position: p.Call.EndAt}, "to end in "+p.Call.End, nil, got)
		}
	}
	return p.failure
}

// doing describes what the caller was to do.
func doing(s Step) string {
	switch s.Do {
	case Silence:
		return "to say and press nothing"
	case Again:
		return "to hear it again"
	case Wait:
		return "to wait " + brief(s.For)
	}
	return "to " + strings.TrimSpace(string(s.Do)+" "+s.Text)
}
