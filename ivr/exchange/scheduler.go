package exchange

import (
	"container/heap"
	"sync"
	"time"
)

// scheduler runs processes one at a time. Its mutex guards the whole state of the exchange: the running
// process holds it, and so does a REST request.
type scheduler struct {
	mu     sync.Mutex
	clock  Clock
	settle func() // see Config.Settle
	ready  []*process
	asleep alarms
	busy   bool // a process is running, though it may have released mu
	seq    uint64
	live   int
	idle   *sync.Cond // signalled when live has become 0
	timer  *time.Timer
}

// process is one leg of a call, or a short job such as a status callback.
type process struct {
	s      *scheduler
	resume chan struct{}
	due    time.Time
	seq    uint64 // orders processes with the same due time
	slot   int    // in alarms; -1 when awake
}

func newScheduler(clock Clock, settle func()) *scheduler {
	s := &scheduler{clock: clock, settle: settle}
	s.idle = sync.NewCond(&s.mu)
	return s
}

func (s *scheduler) virtual() bool {
	_, ok := s.clock.(*VirtualClock)
	return ok
}

// start adds a process that will run body when it is dispatched. The caller holds mu.
func (s *scheduler) start(body func(*process)) *process {
	p := &process{s: s, resume: make(chan struct{}, 1), slot: -1}
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
func (s *scheduler) end() {
	s.live--
	if s.live == 0 {
		s.idle.Broadcast()
	}
	s.busy = false
	s.dispatch()
	s.mu.Unlock()
}

// dispatch runs the next process, moving a virtual clock if all sleep.
func (s *scheduler) dispatch() {
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
func (s *scheduler) advance() {
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
	if len(s.ready) == 0 && len(s.asleep) > 0 && !s.virtual() {
		s.timer = time.AfterFunc(s.asleep[0].due.Sub(now), s.kick)
	}
}

// settled lets the service finish what it does outside its webhooks before the virtual clock jumps past
// it; it may use the REST API meanwhile.
func (s *scheduler) settled() {
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
func (s *scheduler) kick() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.dispatch()
}

// wake makes a sleeping process ready before its time. The caller holds mu.
func (s *scheduler) wake(p *process) {
	if p == nil || p.slot < 0 {
		return
	}
	s.ready = append(s.ready, s.rouse(p))
	s.dispatch()
}

func (s *scheduler) rouse(p *process) *process {
	heap.Remove(&s.asleep, p.slot)
	return p
}

// sleep lets other processes run until due, or until the process is woken.
func (p *process) sleep(due time.Time) {
	s := p.s
	s.seq++
	p.due, p.seq = due, s.seq
	heap.Push(&s.asleep, p)
	s.busy = false
	s.dispatch()
	p.await()
}

// aside runs f without the exchange's lock while no other process runs and a virtual clock stands
// still; REST requests may come in.
func (p *process) aside(f func()) {
	p.s.mu.Unlock()
	defer p.s.mu.Lock()
	f()
}

// outside runs f, which may take real time, such as a webhook. On a real clock the other processes go
// on meanwhile.
func (p *process) outside(f func()) {
	if p.s.virtual() {
		p.aside(f)
		return
	}
	p.s.busy = false
	p.s.dispatch()
	defer p.rejoin()
	p.aside(f)
}

func (p *process) rejoin() {
	p.s.ready = append(p.s.ready, p)
	p.s.dispatch()
	p.await()
}

func (p *process) await() {
	p.s.mu.Unlock()
	<-p.resume
	p.s.mu.Lock()
}

// alarms is a heap of sleeping processes, earliest first.
type alarms []*process

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
	p := v.(*process)
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
