package node

import (
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/hours"
)

// Queue lets the caller wait for the next agent of a department.
type Queue struct {
	Name string `yaml:"name" doc:"the queue, one of the menu's queues"`

	queues map[string]Queueing // all of the menu's: the desk may move a caller
	lines  map[string]*hours.Schedule
}

const (
	waitRound     = 15 * time.Second // of silence, where no music is played
	keyAfterMusic = time.Second
	speakEvery    = 45 * time.Second // between two offers, music and news only
	noMusic       = "none"
)

// What a key in the wait asks for, kept in State.Held until the carrier lets
// the caller out of the queue.
const (
	waitCallback = "callback"
	waitMessage  = "message"
)

// The stages of a caller in a queue.
const (
	stageGreeted = "greeted" // is called back, and was asked for a key
	stageTalk    = "talk"
	stageAfter   = "after" // the talk is over: what became of it?
	stageWhy     = "why"   // was let out of the queue: for which reason?
)

func init() {
	register(Kind{
		Name:  "queue",
		Title: ivr.Text{"zh-CN": "排队", "en-US": "queue"},
		Words: map[string]ivr.Text{
			"exit.bridged":  {"zh-CN": "通话结束后", "en-US": "after the talk"},
			"exit.callback": {"zh-CN": "要求回电", "en-US": "wants a call back"},
			"exit.full":     {"zh-CN": "队列已满", "en-US": "queue full"},
			"exit.message":  {"zh-CN": "要求留言", "en-US": "leaves a message"},
			"exit.too_long": {"zh-CN": "等待太久", "en-US": "waited too long"},
			"setting.queue": {"zh-CN": "队列", "en-US": "queue"},
		},
		Group: Connects,
		Doc:   "Lets the caller wait for the next agent. The place in the queue is said, and a callback (1) or a message (2) offered; # leaves the queue.",
		Example: `
queue: { name: general }
on: { bridged: goodbye, callback: goodbye, message: goodbye, full: goodbye, nobody: goodbye, too_long: goodbye, closed: goodbye, failed: goodbye }`,
		New:     func() ivr.Node { return &Queue{} },
		Uses:    []Fact{OfLines, OfQueue},
		Exits:   queueExits(),
		Detours: []string{waitCallback, waitMessage, "full", "nobody", "too_long", "closed", "failed"},
		Means:   map[string]Meaning{"bridged": Talked, "closed": ToldClosed},

		Otherwise: map[string]string{"nobody": "too_long"},
	})
}

func queueExits() []Exit {
	return []Exit{
		{"bridged", "the caller has spoken with an agent, who hung up first"},
		{waitCallback, "the caller wants to be called back"},
		{waitMessage, "the caller wants to leave a message"},
		{ivr.ExitBack, "the caller pressed # while waiting; never wired"},
		{"full", "too many wait already"},
		{"nobody", "nobody is signed in to take the call, and did not come for a while"},
		{"too_long", "the longest wait is over"},
		{"closed", "the line closed while the caller waited"},
		{"failed", "the carrier could not keep the caller in the queue"},
	}
}

// Exits implements [ivr.Node].
func (*Queue) Exits() []string { return exitNames(queueExits()) }

// Bind implements [Bound].
func (n *Queue) Bind(env Env) []Problem {
	if _, ok := env.Queues[n.Name]; !ok {
		return []Problem{{"name", "there is no queue " + n.Name + " among the queues"}}
	}
	n.queues, n.lines = env.Queues, env.Lines
	return nil
}

// Labels implements [Describer].
func (n *Queue) Labels() []Label {
	return []Label{{Setting: "queue", Text: n.Name, Department: true}, {Setting: "hours", Text: n.Line()}}
}

// Inputs implements [Playable].
func (*Queue) Inputs(ivr.State, int) []Input {
	return []Input{
		pressing("1", waitCallback, "a call back"), pressing("2", waitMessage, "a message"), pressing("#", ivr.ExitBack, "back"),
		{Acts: []Act{{Do: Wait, For: 4 * time.Minute}}}, {Acts: []Act{{Do: Wait, For: 11 * time.Minute}}},
		{[]Act{{Do: Talk}}, "bridged"},
	}
}

// Handle implements [ivr.Node].
func (n *Queue) Handle(t *ivr.Turn, e ivr.Event) ivr.Move {
	switch e := e.(type) {
	case ivr.WaitKey:
		return n.pressed(t, e.Digits.Reveal())
	case ivr.QueueLeft:
		return n.left(t, e)
	case ivr.Dialed:
		t.Call.Talking, t.Call.State.Stage = false, stageAfter
		return ivr.Ask{Query: ivr.LastTalk{}}
	case ivr.Answered:
		if t.Call.State.Stage == stageAfter {
			return n.after(t, e)
		}
		return n.letGo(t, e)
	case ivr.Input:
		return n.calledBack(t, e)
	}
	t.Call.Queue, t.Call.Queued = n.Name, t.Now
	if t.Call.Callback != "" && t.Call.Outcome == ivr.Abandoned {
		t.Call.Queue, t.Call.State.Stage = t.Call.Callback, stageGreeted
		return n.greet(t)
	}
	return n.wait(t, "connecting")
}

// wait lets the caller into the queue.
func (n *Queue) wait(t *ivr.Turn, why string) ivr.Move {
	t.Call.Reach(ivr.Waited)
	t.Call.State = ivr.State{}
	t.Do(phrase(t, why, nil))
	return ivr.Listen{Verb: ivr.Enqueue{Queue: t.Call.Queue}}
}

// talk brings the caller to the agent.
func (*Queue) talk(t *ivr.Turn) ivr.Move {
	t.Call.Reach(ivr.Connected)
	t.Call.Talking, t.Call.State = true, ivr.State{Stage: stageTalk}
	return ivr.Listen{Verb: ivr.JoinConference{}}
}

// greet tells a caller who is called back who calls, and asks for a key: a
// mailbox presses none.
func (n *Queue) greet(t *ivr.Turn) ivr.Move {
	return ivr.Listen{Verb: key(t, acceptTimeout, "", phrase(t, "callback_greeting", nil))}
}

func (n *Queue) calledBack(t *ivr.Turn, in ivr.Input) ivr.Move {
	if !in.Silent() {
		return n.talk(t)
	}
	if t.Call.State.Silences++; t.Call.State.Silences > 1 {
		return ivr.End{}
	}
	return n.greet(t)
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
	case ivr.Fetched:
		return n.talk(t)
	case ivr.NotYet:
		return n.wait(t, "still_waiting")
	case ivr.Bridged, ivr.Redirected:
		t.Call.Reach(ivr.Connected)
		return ivr.Go{Exit: "bridged"}
	case ivr.HungUp:
		return ivr.End{}
	case ivr.QueueFull:
		return ivr.Go{Exit: "full"}
	case ivr.LeftQueue:
		return n.whyLeft(t, e.Waited)
	}
	return ivr.Go{Exit: "failed"}
}

// whyLeft is the key that was pressed, or the rule that Waiting acted upon.
func (n *Queue) whyLeft(t *ivr.Turn, waited time.Duration) ivr.Move {
	switch {
	case t.Call.State.Held != "":
		return ivr.Go{Exit: t.Call.State.Held.Reveal()}
	case waited >= n.maxWait(t.Call):
		return ivr.Go{Exit: "too_long"}
	}
	t.Call.State.Stage = stageWhy
	return ivr.Ask{Query: ivr.QueueState{Queue: t.Call.Queue, Line: n.rules(t.Call).Hours}}
}

func (n *Queue) letGo(t *ivr.Turn, a ivr.Answered) ivr.Move {
	switch {
	case !ClosedFor(n.line(t.Call), a.Closure).Open(t.Now):
		return ivr.Go{Exit: "closed"}
	case a.Result == ivr.OK && !a.Staffed:
		return ivr.Go{Exit: "nobody"}
	case t.Now.Sub(t.Call.Queued) >= n.maxWait(t.Call): // the carrier counts only from after what is said first
		return ivr.Go{Exit: "too_long"}
	}
	return ivr.Go{Exit: "full"}
}

// after goes on from a talk: on in the menu, back to the front of the queue, or
// to where the agent handed the caller on.
func (n *Queue) after(t *ivr.Turn, a ivr.Answered) ivr.Move {
	switch a.Talk {
	case ivr.TalkCutOff:
		return n.wait(t, "cut_off")
	case ivr.TalkMoved:
		if _, ok := n.queues[a.Queue]; ok {
			t.Call.Queue = a.Queue
		}
		return n.wait(t, "connecting")
	}
	return ivr.Go{Exit: "bridged"}
}

// rules are those of the queue that the caller is in.
func (n *Queue) rules(c *ivr.Call) Queueing {
	if rules, ok := n.queues[c.Queue]; ok {
		return rules
	}
	return n.queues[n.Name]
}

func (n *Queue) line(c *ivr.Call) *hours.Schedule { return n.lines[n.rules(c).Hours] }

func (n *Queue) maxWait(c *ivr.Call) time.Duration {
	return given(n.rules(c).MaxWait, defaultMaxWait)
}

// Line implements [ivr.QueueNode].
func (n *Queue) Line() string { return n.queues[n.Name].Hours }

// Queue implements [ivr.QueueNode].
func (n *Queue) Queue() string { return n.Name }

// Waiting implements [ivr.QueueNode].
func (n *Queue) Waiting(t *ivr.Turn, w ivr.Wait) []ivr.Verb {
	if n.over(t, w) {
		return []ivr.Verb{ivr.Leave{}}
	}
	rules := n.rules(t.Call)
	round := ivr.Gather{Prompt: n.news(t, w), Digits: 1, Timeout: keyAfterMusic, InWaiting: true}
	speakFrom := w.SpeakFrom
	if w.Waited >= w.SpeakFrom {
		round.Prompt = append(round.Prompt, n.offer(t, w)...)
		speakFrom = w.Waited + speakEvery
	}
	switch rules.Music {
	case "":
		round.Prompt = append(round.Prompt, ivr.Music{})
	case noMusic:
		round.Timeout = waitRound
	default:
		round.Prompt = append(round.Prompt, ivr.Play{URL: rules.Music})
	}
	return []ivr.Verb{round, ivr.Poll{SpeakFrom: speakFrom}}
}

// over reports whether the caller cannot go on waiting.
func (n *Queue) over(t *ivr.Turn, w ivr.Wait) bool {
	rules := n.rules(t.Call)
	return !ClosedFor(n.line(t.Call), w.Closure).Open(t.Now) ||
		!w.Staffed && rules.NobodyAfter != nil && w.Waited >= *rules.NobodyAfter ||
		w.Waited >= n.maxWait(t.Call) ||
		w.Position > given(rules.FullAt, defaultFullAt)
}

// news says the place in the queue when it has changed. While nobody is signed
// in, no place is said: it would promise a person who is not there.
func (n *Queue) news(t *ivr.Turn, w ivr.Wait) []ivr.Verb {
	if !w.Staffed || w.Position < 1 || w.Position == w.Before || !n.rules(t.Call).Announce {
		return nil
	}
	l := t.Spoken().Name
	says := []ivr.Verb{phrase(t, "next_in_line", nil)}
	if w.Position > 1 {
		says = []ivr.Verb{phrase(t, "position", words{"position": spoken(t, l, ivr.Value{Type: ivr.Number, Int: int64(w.Position)})})}
	}
	if w.Expected > 0 {
		says = append(says, phrase(t, "expected_wait", words{"wait": spoken(t, l, ivr.Value{Type: ivr.Duration, Int: int64(rounded(w.Expected).Seconds())})}))
	}
	return says
}

// offer says what is said once in a while: that the caller is not forgotten,
// and how to be called back instead.
func (n *Queue) offer(t *ivr.Turn, w ivr.Wait) []ivr.Verb {
	var says []ivr.Verb
	switch {
	case !w.Staffed:
		says = append(says, phrase(t, "nobody_here", nil))
	case w.SpeakFrom > 0:
		says = append(says, phrase(t, "still_waiting", nil))
	}
	if !w.Staffed || w.Waited >= n.rules(t.Call).CallbackAfter {
		says = append(says, phrase(t, "wait_offer", nil))
	}
	return says
}

// rounded is a wait as people speak of one: half minutes at first, then minutes.
func rounded(d time.Duration) time.Duration {
	if d > 2*time.Minute {
		return d.Round(time.Minute)
	}
	return max(d.Round(30*time.Second), 30*time.Second)
}
