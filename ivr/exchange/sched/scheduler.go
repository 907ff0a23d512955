package sched

import (
	"container/heap"
	"sync"
	"time"
)

// Scheduler runs processes one at a time. Its lock guards the whole state of the exchange: the running
// process holds it, and so does a REST request.
type Scheduler struct {
	mu     sync.Mutex
	clock  Clock
	settle func() // called before a virtual clock moves; nil for none
	ready  []*Process
	asleep alarms
	busy   bool // a process is running, though it may have released mu
	seq    uint64
	live   int
	idle   *sync.Cond // signalled when live has become 0
	timer  *time.Timer
}

// Process is one leg of a call, or a short job such as a status callback.
type Process struct {
	s      *Scheduler
	resume chan struct{}
	due    time.Time
	seq    uint64 // orders processes with the same due time
	slot   int    // in alarms; -1 when awake
}

// New returns a scheduler without processes. settle, if not nil, is called each time before a
// Virtual clock moves.
func New(clock Clock, settle func()) *Scheduler {
	s := &Scheduler{clock: clock, settle: settle}
	s.idle = sync.NewCond(&s.mu)
	return s
}

// Lock takes the lock.
func (s *Scheduler) Lock() { s.mu.Lock() }

// Unlock gives the lock back.
func (s *Scheduler) Unlock() { s.mu.Unlock() }

// Now returns the clock's time.
func (s *Scheduler) Now() time.Time { return s.clock.Now() }

// Wait returns when no process is left. The caller holds the lock, which is released meanwhile.
func (s *Scheduler) Wait() {
	for s.live > 0 {
		s.idle.Wait()
	}
}

// Virtual reports whether the clock jumps.
func (s *Scheduler) Virtual() bool {
	_, ok := s.clock.(*VirtualClock)
	return ok
}

// Start adds a process that will run body when it is dispatched. The caller holds the lock.
func (s *Scheduler) Start(body func(*Process)) *Process {
	p := &Process{s: s, resume: make(chan struct{}, 1), slot: -1}
	s.live++
	s.ready = append(s.ready, p)
	go func() {
		<-p.resume
		s.mu.Lock()
		defer s.end()
		body(p)
	}()
	return p
}

// end is deferred by every process, so that one whose body was unwound (runtime.Goexit in a test) also
// yields to the next.
func (s *Scheduler) end() {
	s.live--
	if s.live == 0 {
		s.idle.Broadcast()
	}
	s.busy = false
	s.Dispatch()
	s.mu.Unlock()
}

// Dispatch runs the next process, moving a virtual clock if all sleep.
func (s *Scheduler) Dispatch() {
	if s.busy {
		return
	}
	if len(s.ready) == 0 {
		s.advance()
	}
	if len(s.ready) == 0 {
		return
	}
	p := s.ready[0]
	s.ready = s.ready[1:]
	s.busy = true
	p.resume <- struct{}{}
}

// advance makes the sleepers ready whose time has come.
func (s *Scheduler) advance() {
	if s.timer != nil {
		s.timer.Stop()
	}
	if len(s.asleep) == 0 {
		return
	}
	if clock, ok := s.clock.(*VirtualClock); ok {
		s.settled()
		if len(s.ready) == 0 && len(s.asleep) > 0 {
			clock.advance(s.asleep[0].due)
		}
	}
	now := s.clock.Now()
	for len(s.asleep) > 0 && !s.asleep[0].due.After(now) {
		s.ready = append(s.ready, s.rouse(s.asleep[0]))
	}
	if len(s.ready) == 0 && len(s.asleep) > 0 && !s.Virtual() {
		s.timer = time.AfterFunc(s.asleep[0].due.Sub(now), s.kick)
	}
}

// settled lets the service finish what it does outside its webhooks before the virtual clock jumps past
// it; it may use the REST API meanwhile.
func (s *Scheduler) settled() {
	if s.settle == nil {
		return
	}
	s.busy = true
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		s.busy = false
	}()
	s.settle()
}

// kick is dispatch for a goroutine that does not hold mu.
func (s *Scheduler) kick() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.Dispatch()
}

// Wake makes a sleeping process ready before its time. The caller holds the lock.
func (s *Scheduler) Wake(p *Process) {
	if p == nil || p.slot < 0 {
		return
	}
	s.ready = append(s.ready, s.rouse(p))
	s.Dispatch()
}

func (s *Scheduler) rouse(p *Process) *Process {
	heap.Remove(&s.asleep, p.slot)
	return p
}

// Sleep lets other processes run until due, or until the process is woken.
func (p *Process) Sleep(due time.Time) {
	s := p.s
	s.seq++
	p.due, p.seq = due, s.seq
	heap.Push(&s.asleep, p)
	s.busy = false
	s.Dispatch()
	p.await()
}

// Aside runs f without the exchange's lock while no other process runs and a virtual clock stands
// still; REST requests may come in.
func (p *Process) Aside(f func()) {
	p.s.mu.Unlock()
	defer p.s.mu.Lock()
	f()
}

// Outside runs f, which may take real time, such as a webhook. On a real clock the other processes go
// on meanwhile.
func (p *Process) Outside(f func()) {
	if p.s.Virtual() {
		p.Aside(f)
		return
	}
	p.s.busy = false
	p.s.Dispatch()
	defer p.rejoin()
	p.Aside(f)
}

func (p *Process) rejoin() {
	p.s.ready = append(p.s.ready, p)
	p.s.Dispatch()
	p.await()
}

func (p *Process) await() {
	p.s.mu.Unlock()
	<-p.resume
	p.s.mu.Lock()
}

// alarms is a heap of sleeping processes, earliest first.
type alarms []*Process

func (a alarms) Len() int { return len(a) }

func (a alarms) Less(i, j int) bool {
	if a[i].due.Equal(a[j].due) {
		return a[i].seq < a[j].seq
	}
	return a[i].due.Before(a[j].due)
}

func (a alarms) Swap(i, j int) {
	a[i], a[j] = a[j], a[i]
	a[i].slot, a[j].slot = i, j
}

// Push implements heap.Interface.
func (a *alarms) Push(v any) {
	p := v.(*Process)
	p.slot = len(*a)
	*a = append(*a, p)
}

// Pop implements heap.Interface.
func (a *alarms) Pop() any {
	last := len(*a) - 1
	p := (*a)[last]
	p.slot = -1
	*a = (*a)[:last]
	return p
}
