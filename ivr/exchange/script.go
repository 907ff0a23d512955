package exchange

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"
)

// Script is a [Human] who plays a list of key groups, one a prompt.
type Script struct {
	// Groups are played in order, one a prompt: keys such as "2" or
	// "13800000000#"; "-" is silence; "code" types the digits that Code returns;
	// "say:words" speaks them; "bye" hangs up. At a Record the person first
	// speaks Message, then presses the keys.
	Groups []string
	// Code returns the code of the last text message; see Exchange.CodeReader.
	Code func(ctx context.Context) (string, error)
	// HangUp makes the person hang up when all groups are played and another prompt comes; otherwise
	// they stay silent.
	HangUp bool
	// Think is the time from the end of a prompt's audio to the first key; a negative one barges in
	// that much before the end.
	Think time.Duration
	// Message is spoken into recordings; DefaultMessage if empty.
	Message string
	// Line and Talk limit how long the person stays; see Timed.
	Line, Talk time.Duration
	// Star makes the person end a talk of length Talk by the star key; see Starring.
	Star bool
	// Listen, if set, receives what the person hears.
	Listen func(Event)

	mu   sync.Mutex
	next int
	err  error
}

// DefaultMessage is what a [Script] speaks into recordings by default.
const DefaultMessage = "This is a message."

// Hear passes the event to Listen.
func (s *Script) Hear(e Event) {
	if s.Listen != nil {
		s.Listen(e)
	}
}

// Stays implements [Timed].
func (s *Script) Stays() (line, talk time.Duration) { return s.Line, s.Talk }

// Stars implements [Starring].
func (s *Script) Stars() bool { return s.Star }

// Err returns why a group could not be played, nil if all could.
func (s *Script) Err() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.err
}

// Left returns the groups that were not played yet.
func (s *Script) Left() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.Groups[s.next:]
}

// Answer plays the next group.
func (s *Script) Answer(ctx context.Context, p Prompt) Action {
	if p.Typed != "" {
		return Action{} // the group was shorter than the prompt asks for; silence ends the input
	}
	group, ok := s.take()
	after := max(p.Length+s.Think, 0)
	switch {
	case !ok && s.HangUp, group == "bye":
		return Hangup(after)
	case !ok, group == "-":
		return Action{}
	case group == "code":
		return Press(s.code(ctx), after)
	case strings.HasPrefix(group, "say:"):
		return Say(strings.TrimPrefix(group, "say:"), 0.9, after)
	case p.Verb == ToRecord:
		return Action{Text: s.message(), Keys: group}
	}
	return Press(group, after)
}

func (s *Script) take() (string, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.next >= len(s.Groups) {
		return "", false
	}
	s.next++
	return s.Groups[s.next-1], true
}

func (s *Script) message() string {
	if s.Message == "" {
		return DefaultMessage
	}
	return s.Message
}

func (s *Script) code(ctx context.Context) string {
	code, err := "", error(nil)
	if s.Code != nil {
		code, err = s.Code(ctx)
	}
	if code == "" && err == nil {
		err = fmt.Errorf("no code was received")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.err = err
	return code
}
