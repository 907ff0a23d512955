package exchange

import (
	"context"
	"time"
)

// inquiry is a question to a person, who may take real time over it.
type inquiry[T any] struct {
	answer   T
	answered bool
	cancel   context.CancelFunc
	done     chan struct{}
}

// consult asks the person of a leg. On a virtual clock the answer is there when
// consult returns; on a real one the leg is woken when it comes.
func consult[T any](c *Call, ask func(context.Context) T) *inquiry[T] {
	c.flush()
	ctx, cancel := context.WithCancel(context.Background())
	q := &inquiry[T]{cancel: cancel, done: make(chan struct{})}
	reply := func() {
		defer close(q.done)
		answer := ask(ctx)
		c.x.s.mu.Lock()
		defer c.x.s.mu.Unlock()
		q.answer, q.answered = answer, true
		c.x.s.wake(c.p)
	}
	if c.x.s.virtual() {
		c.p.aside(reply)
	} else {
		go reply()
	}
	return q
}

// end waits for the person to notice that the question is over.
func (q *inquiry[T]) end(c *Call) {
	q.cancel()
	c.p.outside(func() { <-q.done })
}

// stroke is one thing a person does while the exchange listens.
type stroke struct {
	at         time.Time
	key        byte // 0 for speech
	text       string
	confidence float64
	hangup     bool
}

// listener is a leg's ear during one Gather or Record.
type listener struct {
	c       *Call
	prompt  Prompt
	asked   *inquiry[Act]
	since   time.Time // when the person was asked
	last    time.Time // of the stroke before
	strokes []stroke
	silent  bool // the person will do nothing more
}

// listen opens the ear and tells the person so.
func (c *Call) listen(p Prompt) *listener {
	l := &listener{c: c, prompt: p}
	c.emit(Event{Kind: Listening, Prompt: &p})
	return l
}

// close lets go of a person who is still being asked.
func (l *listener) close() {
	if l.asked != nil {
		l.asked.end(l.c)
		l.asked = nil
	}
}

// next returns the person's next stroke, or false if none comes until deadline.
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
	l.asked = consult(l.c, func(ctx context.Context) Act { return l.c.person.Answer(ctx, prompt) })
	l.prompt.Length = 0 // asked again, the audio is over
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

// timed lays out an act in time. Strokes of one act, and of acts in a row, never
// fall on the same instant: a virtual clock must move while a person types.
func (l *listener) timed(act Act) []stroke {
	at := l.since.Add(max(act.After, 0))
	if l.c.x.s.virtual() && !l.last.IsZero() && at.Before(l.last.Add(KeyGap)) {
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

// take waits for the first stroke's moment.
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
