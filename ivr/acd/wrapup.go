package acd

import (
	"slices"
	"time"
)

// The lengths of wrap-up, and how many calls an agent may leave unfiled.
const (
	wrapUpFor   = time.Minute
	prolongBy   = time.Minute
	wrapUpMost  = 10 * time.Minute // however often it is prolonged
	unfiledMost = 20               // the oldest cannot be filed any more
)

// The dispositions under which agents file calls. They are kept with the calls: a
// name is never used for another thing.
const (
	Resolved = "resolved"
	FollowUp = "follow_up" // opens a case for the agent
	PassedOn = "passed_on"
	NoAnswer = "nobody" // also a wrong number
	Other    = "other"
)

// wrapups lets agents file their calls, in wrap-up and later.
type wrapups struct{ t *transition }

// Dispositions lists them in the order in which agents are shown them.
func Dispositions() []string { return []string{Resolved, FollowUp, PassedOn, NoAnswer, Other} }

// begin lets an agent file the call that is over. One who is gone leaves.
func (w wrapups) begin(s AgentSession, v QueueRecord) {
	s.Record, s.Until = v, w.t.now.Add(w.length())
	s = w.t.turnTo(s, WrapUp)
	if s.leaving() {
		w.t.removeSession(s)
	}
}

// length is how long wrap-up lasts unless it is prolonged.
func (w wrapups) length() time.Duration {
	if w.t.rules.WrapUp > 0 {
		return w.t.rules.WrapUp
	}
	return wrapUpFor
}

// prolong makes wrap-up a minute longer.
func (w wrapups) prolong(name string) error {
	s, ok := w.t.session(name)
	switch {
	case !ok || s.Mode != WrapUp:
		return ErrNoCall
	case !s.CanProlong():
		return ErrLongest
	}
	s.Until = s.Until.Add(prolongBy)
	w.t.putSession(s)
	return nil
}

// CanProlong reports whether wrap-up may last a minute more.
func (s AgentSession) CanProlong() bool { return s.Until.Add(prolongBy).Sub(s.At) <= wrapUpMost }

// file keeps how a call is filed. A call is filed once.
func (w wrapups) file(e File) error {
	s, ok := w.t.session(e.Agent)
	switch {
	case !ok:
		return ErrSignedOut
	case !slices.Contains(Dispositions(), e.Disposition):
		return ErrNoOutcome
	}
	if s.Mode == WrapUp && (e.Record == "" || e.Record == s.Record.ID) {
		w.filed(s.Record, e)
		s.Record = QueueRecord{}
		w.end(s)
		return nil
	}
	i := slices.IndexFunc(s.Unfiled, func(v QueueRecord) bool { return v.ID == e.Record })
	if i < 0 {
		return ErrNotOpen
	}
	w.filed(s.Unfiled[i], e)
	s.Unfiled = slices.Delete(slices.Clone(s.Unfiled), i, i+1)
	w.t.putSession(s)
	return nil
}

// filed keeps a record with the disposition an agent gave it.
func (w wrapups) filed(v QueueRecord, e File) {
	v.Disposition, v.Note = e.Disposition, e.Note
	w.t.records = append(w.t.records, v)
	if v.Disposition == FollowUp {
		v.Agent = e.Agent // of a callback that was not reached, too
		w.t.do(OpenCase{Record: v})
	}
}

// end ends wrap-up. A call that is not filed by then can be filed later.
func (w wrapups) end(s AgentSession) {
	w.setAside(&s)
	s.Idle = w.t.now
	statuses(w).free(s, false)
}

// setAside keeps the call in wrap-up among those that are still to be filed.
func (w wrapups) setAside(s *AgentSession) {
	if s.Mode == WrapUp && s.Record.ID != "" {
		s.Unfiled = append(slices.Clone(s.Unfiled), s.Record)
		s.Unfiled = s.Unfiled[max(0, len(s.Unfiled)-unfiledMost):]
	}
	s.Record, s.Until = QueueRecord{}, time.Time{}
}
