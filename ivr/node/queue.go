package node

import (
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/hours"
)

// Queue lets the caller wait for the next agent of a department.
type Queue struct {
	Name string `yaml:"name" doc:"the queue, one of the menu's queues"`

	rules Queueing
	line  *hours.Schedule
}

// Queueing is how a queue treats those who wait.
type Queueing struct {
	Hours         string        `yaml:"hours" doc:"the line whose hours the queue keeps; when it closes, the queue ends"`
	Announce      bool          `yaml:"announce,omitempty" doc:"say the place in the queue and the wait to expect"`
	CallbackAfter time.Duration `yaml:"callback_after,omitempty" doc:"offer a callback or a message from this wait on; at once when left out"`
	MaxWait       time.Duration `yaml:"max_wait,omitempty" doc:"the longest wait; 10m when left out"`
	FullAt        int           `yaml:"full_at,omitempty" doc:"callers waiting beyond which nobody more is let in; 100 when left out"`
	Music         string        `yaml:"music,omitempty" doc:"absolute URL of a sound file to play between announcements"`
}

const (
	defaultMaxWait = 10 * time.Minute
	defaultFullAt  = 100
	waitRound      = 15 * time.Second // silence, or music, between announcements
	firstRound     = 5 * time.Second  // a caller who waited less has just come
)

// What a key in the wait asks for, kept in State.Held until the carrier lets
// the caller out of the queue.
const (
	waitCallback = "callback"
	waitMessage  = "message"
)

func init() {
	register(Kind{
		Name: "queue",
		Doc:  "Lets the caller wait for the next agent. The place in the queue is said, and a callback (1) or a message (2) offered; # leaves the queue.",
		Example: `
queue: { name: general }
on: { bridged: goodbye, callback: goodbye, message: goodbye, full: goodbye, too_long: goodbye, closed: goodbye, failed: goodbye }`,
		New:   func() ivr.Node { return &Queue{} },
		Exits: queueExits(),
	})
}

func queueExits() []Exit {
	return []Exit{
		{"bridged", "the caller has spoken with an agent, who hung up first"},
		{waitCallback, "the caller wants to be called back"},
		{waitMessage, "the caller wants to leave a message"},
		{ivr.ExitBack, "the caller pressed # while waiting; never wired"},
		{"full", "too many wait already"},
		{"too_long", "the longest wait is over"},
		{"closed", "the line closed while the caller waited"},
		{"failed", "the carrier could not keep the caller in the queue"},
	}
}

// Exits implements [ivr.Node].
func (*Queue) Exits() []string { return exitNames(queueExits()) }

// Bind implements [Bound].
func (n *Queue) Bind(env Env) []Problem {
	rules, ok := env.Queues[n.Name]
	if !ok {
		return []Problem{{"name", "there is no queue " + n.Name + " among the queues"}}
	}
	n.rules, n.line = rules, env.Lines[rules.Hours]
	return nil
}

// Handle implements [ivr.Node].
func (n *Queue) Handle(t *ivr.Turn, e ivr.Event) ivr.Move {
	switch e := e.(type) {
	case ivr.WaitKey:
		return n.pressed(t, e.Digits.Reveal())
	case ivr.QueueLeft:
		return n.left(t, e)
	}
	t.Call.Reach(ivr.Waited)
	t.Do(phrase(t, "connecting", nil))
	return ivr.Listen{Verb: ivr.Enqueue{Queue: n.Name}}
}

func (n *Queue) pressed(t *ivr.Turn, digits string) ivr.Move {
	switch digits {
	case "1":
		t.Call.State.Held = waitCallback
	case "2":
		t.Call.State.Held = waitMessage
	case "#":
		t.Call.State.Held = ivr.ExitBack
	default:
		return ivr.Listen{Stay: true}
	}
	return ivr.Listen{Verb: ivr.Leave{}, Stay: true}
}

func (n *Queue) left(t *ivr.Turn, e ivr.QueueLeft) ivr.Move {
	switch e.Result {
	case "bridged", "bridging-in-process", "redirected", "redirected-from-bridged":
		t.Call.Reach(ivr.Connected)
		return ivr.Leaving{Exit: "bridged"}
	case "hangup":
		return ivr.End{}
	case "queue-full":
		return ivr.Leaving{Exit: "full"}
	case "leave":
		return ivr.Leaving{Exit: n.whyLeft(t, e.Waited)}
	}
	return ivr.Leaving{Exit: "failed"}
}

// whyLeft is the key that was pressed, or the rule that Waiting acted upon.
func (n *Queue) whyLeft(t *ivr.Turn, waited time.Duration) string {
	switch {
	case t.Call.State.Held != "":
		return t.Call.State.Held.Reveal()
	case waited >= n.maxWait():
		return "too_long"
	case !n.line.At(t.Now).Open:
		return "closed"
	}
	return "full"
}

func (n *Queue) maxWait() time.Duration {
	if n.rules.MaxWait > 0 {
		return n.rules.MaxWait
	}
	return defaultMaxWait
}

func (n *Queue) fullAt() int {
	if n.rules.FullAt > 0 {
		return n.rules.FullAt
	}
	return defaultFullAt
}

// Line implements [ivr.Waiter].
func (n *Queue) Line() string { return n.rules.Hours }

// Waiting implements [ivr.Waiter].
func (n *Queue) Waiting(t *ivr.Turn, w ivr.Wait) []ivr.Verb {
	open := closedFor(n.line, w.Closure).At(t.Now).Open
	if !open || w.Waited >= n.maxWait() || w.Position > n.fullAt() {
		return []ivr.Verb{ivr.Leave{}}
	}
	prompt := n.announce(t, w)
	if w.Waited >= n.rules.CallbackAfter {
		prompt = append(prompt, phrase(t, "wait_offer", nil))
	}
	if n.rules.Music != "" {
		prompt = append(prompt, ivr.Play{URL: n.rules.Music})
	}
	return []ivr.Verb{ivr.Gather{Prompt: prompt, Digits: 1, Timeout: waitRound, InWaiting: true}}
}

func (n *Queue) announce(t *ivr.Turn, w ivr.Wait) []ivr.Verb {
	var says []ivr.Verb
	if w.Waited >= firstRound {
		says = append(says, phrase(t, "still_waiting", nil))
	}
	if !n.rules.Announce || w.Position < 1 {
		return says
	}
	if w.Position == 1 {
		return append(says, phrase(t, "next_in_line", nil))
	}
	l := t.Spoken().Name
	says = append(says, phrase(t, "position", words{"position": spoken(t, l, ivr.Value{Type: ivr.Number, Int: int64(w.Position)})}))
	if rest := w.Average - w.Waited; rest > 0 {
		says = append(says, phrase(t, "expected_wait", words{"wait": spoken(t, l, ivr.Value{Type: ivr.LengthOf, Int: int64(rest.Seconds())})}))
	}
	return says
}
