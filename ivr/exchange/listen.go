package exchange

import (
	"context"
	"time"
)

// inquiry is a question to a person, who may take real time to answer.
type inquiry[T any] struct {
	answer   T
	answered bool
	cancel   context.CancelFunc
	done     chan struct{}
}

// consult asks the person of a leg. On a virtual clock the answer is there when consult returns; on a
// real clock the leg is woken when it comes.
func consult[T any](c *Call, ask func(context.Context) T) *inquiry[T] {
	c.flush()
	ctx, cancel := context.WithCancel(context.Background())
	q := &inquiry[T]{cancel: cancel, done: make(chan struct{})}
	reply := func() {
		defer close(q.done)
		answer := ask(ctx)
		c.x.s.Lock()
		defer c.x.s.Unlock()
		q.answer, q.answered = answer, true
		c.x.s.Wake(c.p)
	}
	if c.x.s.Virtual() {
		c.p.Aside(reply)
	} else {
		go reply()
	}
	return q
}

// end cancels the question and waits until the person's function has returned.
func (q *inquiry[T]) end(c *Call) {
	q.cancel()
	c.p.Outside(func() { <-q.done })
}

// stroke is one input of a person while the exchange listens.
type stroke struct {
	at         time.Time
	key        byte // 0 for speech
	text       string
	confidence float64
	hangup     bool
}

// listener collects a leg's input during one Gather or Record.
type listener struct {
	c       *Call
	prompt  Prompt
	asked   *inquiry[Action]
	since   time.Time // when the person was asked
	last    time.Time // of the previous stroke
	strokes []stroke
	silent  bool // no more input will come
}

// listen starts listening and tells the person.
func listen(c *Call, p Prompt) *listener {
	l := &listener{c: c, prompt: p}
	c.emit(Event{Kind: Listening, Prompt: &p})
	return l
}

// close cancels a question that is still open.
func (l *listener) close() {
	if l.asked != nil {
		l.asked.end(l.c)
		l.asked = nil
	}
}

// next returns the person's next stroke, or false if none comes before deadline.
func (l *listener) next(deadline time.Time) (stroke, bool, error) {
	for {
		l.collect()
		if len(l.strokes) > 0 && !l.strokes[0].at.After(deadline) {
			s, err := l.take()
			return s, err == nil, err
		}
		if l.asked == nil && len(l.strokes) == 0 && !l.silent {
			l.ask()
			continue
		}
		if !l.c.x.now().Before(deadline) {
			return stroke{}, false, nil
		}
		if err := l.c.sleep(deadline); err != nil {
			return stroke{}, false, err
		}
	}
}

func (l *listener) ask() {
	l.since = l.c.x.now()
	prompt := l.prompt
	l.asked = consult(l.c, func(ctx context.Context) Action { return l.c.person.Answer(ctx, prompt) })
	l.prompt.Length = 0 // when asked again, the audio is over
}

// collect turns the person's answer, once it is there, into strokes.
func (l *listener) collect() {
	if l.asked == nil || !l.asked.answered {
		return
	}
	act := l.asked.answer
	l.asked.end(l.c)
	l.asked = nil
	l.strokes = l.timed(act)
	l.silent = len(l.strokes) == 0
}

// timed returns the strokes of an action with their times. No two strokes have the same time, within an
// action or in successive ones: a virtual clock must move while a person types.
func (l *listener) timed(act Action) []stroke {
	at := l.since.Add(max(act.After, 0))
	if l.c.x.s.Virtual() && !l.last.IsZero() && at.Before(l.last.Add(KeyGap)) {
		at = l.last.Add(KeyGap)
	}
	var list []stroke
	if act.Text != "" {
		list = append(list, stroke{at: at, text: act.Text, confidence: act.Confidence})
		at = at.Add(l.c.x.cfg.Pace(l.prompt.Lang, "", act.Text) + KeyGap)
	}
	for i := range len(act.Keys) {
		list = append(list, stroke{at: at, key: act.Keys[i]})
		at = at.Add(KeyGap)
	}
	if act.Hangup {
		list = append(list, stroke{at: at, hangup: true})
	}
	return list
}

// take waits until the first stroke is due and returns it.
func (l *listener) take() (stroke, error) {
	s := l.strokes[0]
	if err := l.c.until(s.at); err != nil {
		return stroke{}, err
	}
	l.strokes, l.last = l.strokes[1:], l.c.x.now()
	if s.hangup {
		l.c.drop()
		return stroke{}, errGone
	}
	return s, nil
}
