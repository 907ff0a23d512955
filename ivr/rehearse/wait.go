package rehearse

import (
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/ivr/engine"
)

// The keys of a caller in a queue.
const (
	wantsCallback = "1"
	wantsMessage  = "2"
)

// enters: the caller is in the queue, after the words that say so.
func (r *run) enters(l *live, heard time.Duration) error {
	g := r.group(l.call.Queue)
	if l.group != nil && l.group != g {
		if err := r.step(l.group, acd.Left{Call: l.call.ID, Why: acd.HandedOn}); err != nil {
			return err
		}
	}
	l.group, l.since, l.speak, l.position, l.wants = g, r.now.Add(-heard), 0, 0, ""
	l.wait++
	wait := l.wait
	r.decides(l)
	patience := r.profile.Callers.Patience.draw(l.chance)
	r.agenda.put(maxTime(r.now, l.since.Add(patience)), func() error { return r.givesUp(l, wait) })
	if err := r.step(g, acd.Enqueued{
		Call: l.call.ID, Queue: l.call.Queue, Language: l.call.Language, Step: l.call.Step, There: true, Waited: heard,
		Priority: r.priority(l.call.Queue, l.caller), Senior: l.senior(),
	}); err != nil {
		return err
	}
	return r.round(l, wait)
}

// decides draws what the caller will do when the queue offers another way.
func (r *run) decides(l *live) {
	p := r.profile.Callers
	switch drawn := l.chance.Float64(); {
	case drawn < float64(p.Callback):
		l.wants = wantsCallback
	case drawn < float64(p.Callback+p.Message):
		l.wants = wantsMessage
	}
}

// round is a round of the wait: the menu's rules let the caller wait on, or lead on.
func (r *run) round(l *live, wait int) error {
	if l.wait != wait {
		return nil
	}
	w := r.place(l)
	verbs := engine.Waiting(r.menu.Tree, l.call, w, r.now)
	if len(verbs) == 0 {
		return nil
	}
	listens, ok := verbs[0].(ivr.Gather)
	if !ok {
		return r.leaves(l)
	}
	if poll, ok := verbs[len(verbs)-1].(ivr.Poll); ok {
		l.speak = poll.SpeakFrom
	}
	l.position = w.Position
	if after, offered := r.offered(l, listens.Prompt); offered && l.wants != "" {
		key := l.wants
		l.wants = ""
		r.in(after+reaction, func() error { return r.presses(l, wait, key) })
	}
	r.in(r.spoken(listens.Prompt)+listens.Timeout, func() error { return r.round(l, wait) })
	return nil
}

// place is the caller's wait, as the ACD knows it.
func (r *run) place(l *live) ivr.Wait {
	w := ivr.Wait{Before: l.position, Waited: r.now.Sub(l.since), SpeakFrom: l.speak, Staffed: r.staffed(l.call.Queue)}
	if k, ok := l.group.state.ByCall(l.call.ID); ok {
		w.Position, w.Expected = l.group.state.Position(k.ID, r.now)
	}
	return w
}

// offered reports whether the words of a round offer another way than to wait, and how long they take
// until then.
func (r *run) offered(l *live, prompt []ivr.Verb) (after time.Duration, ok bool) {
	offer := r.menu.Tree.Phrases["wait_offer"][l.call.Language]
	for i, verb := range prompt {
		if say, ok := verb.(ivr.Say); ok && say.Text == offer {
			return r.spoken(prompt[:i+1]), true
		}
	}
	return 0, false
}

// presses: the caller takes another way than to wait.
func (r *run) presses(l *live, wait int, key string) error {
	if l.wait != wait {
		return nil
	}
	result, err := engine.Run(r.menu.Tree, l.call, ivr.WaitKey{Digits: ivr.Masked(key)}, r.now, func(q ivr.Query) ivr.Answered {
		return l.answer(q, r.now, r)
	})
	if err != nil {
		return err
	}
	l.call = result.Call
	return r.leaves(l)
}

// leaves: the carrier lets the caller out of the queue, and the menu goes on.
func (r *run) leaves(l *live) error {
	l.wait++
	return r.follows(l, ivr.QueueLeft{Result: ivr.LeftQueue, Waited: r.now.Sub(l.since)})
}

// givesUp: the caller's patience has ended. Who is being connected already hears it, and stays.
func (r *run) givesUp(l *live, wait int) error {
	if l.wait != wait {
		return nil
	}
	l.wait++
	return r.step(l.group, acd.Left{Call: l.call.ID})
}
