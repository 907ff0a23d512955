package desk

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"
)

// Rules are what the floor is told of the house.
type Rules struct {
	Open   map[string]bool // every queue there is, and whether its line is open now
	WrapUp time.Duration   // how long it lasts when nobody prolongs it; 0 is a minute
	// Promises are the service levels, by queue.
	Promises map[string]Promise
	Zone     *time.Location // of the days that figures are kept by; nil is UTC
}

// How long the floor waits for what may never come.
const (
	ringFor    = 25 * time.Second // the carrier rings for 20
	acceptFor  = 30 * time.Second // the whisper, and a key
	joinFor    = 20 * time.Second // a caller on the line into the room
	dialFor    = 90 * time.Second // a callback: the telephone, the greeting, a key
	missesMost = 2                // offers in a row, after which an agent is taken to be away
	noTalk     = 3 * time.Second
	retryAfter = 15 * time.Minute // a callback that was not answered
	triesMost  = 3
)

// Priorities above those that queues give.
const (
	// PriorityCutOff is that of a caller whose talk was broken off.
	PriorityCutOff = 100
)

// Change is what an event makes of a floor.
type Change struct {
	Floor   Floor
	Actions []Action
	Visits  []Visit // to be kept; one with a known ID replaces the earlier
	Days    Days    // what is to be added to the figures
	// What differs from the floor before, by key, sorted.
	Tickets, Seats, Lines []string
}

// Step takes the floor through an event. The error of a command says why it is
// refused, as a key of the desk's words; the floor is then as it was.
func (f Floor) Step(e Event, now time.Time, r Rules) (Change, error) {
	t := turn{floor: f.Copy(), now: now, rules: r, count: counter{r, Days{}}, tickets: map[string]bool{}, seats: map[string]bool{}, lines: map[string]bool{}}
	if err := t.take(e); err != nil {
		return Change{Floor: f}, err
	}
	t.match()
	return Change{
		Floor: t.floor, Actions: t.actions, Visits: t.visits, Days: t.count.days,
		Tickets: keys(t.tickets), Seats: keys(t.seats), Lines: keys(t.lines),
	}, nil
}

func keys(set map[string]bool) []string { return slices.Sorted(maps.Keys(set)) }

// turn is one event under way.
type turn struct {
	floor                 Floor
	now                   time.Time
	rules                 Rules
	actions               []Action
	visits                []Visit
	count                 counter
	tickets, seats, lines map[string]bool
}

func (t *turn) take(e Event) error {
	switch e := e.(type) {
	case Entering, CallBack, CallBackDone, Left, Dialled, Arrived, RoomClosed, NotFetched:
		t.caller(e)
	case Rung, Reached, Accepted, Declined, LegEnded:
		t.telephone(e)
	case AgentChanged, AgentGone, PageClosed, Restarted:
		t.presence(e)
	case Tick:
		t.tick()
	default:
		return t.command(e)
	}
	return nil
}

func (t *turn) do(a ...Action) { t.actions = append(t.actions, a...) }

func (t *turn) put(k Ticket) {
	t.floor.Tickets[k.ID] = k
	t.tickets[k.ID] = true
}

func (t *turn) remove(k Ticket) {
	delete(t.floor.Tickets, k.ID)
	t.tickets[k.ID] = true
}

func (t *turn) seat(s Seat) {
	t.floor.Seats[s.Name] = s
	t.seats[s.Name] = true
}

// unseat ends an agent's shift, and the line with it.
func (t *turn) unseat(s Seat) {
	if s.Leg != "" {
		t.do(Drop{Leg: s.Leg})
	}
	delete(t.floor.Seats, s.Name)
	t.seats[s.Name] = true
}

// next draws an id that was never given before.
func (t *turn) next(prefix string) string {
	t.floor.Serial++
	return prefix + strconv.Itoa(t.floor.Serial)
}

// become gives a ticket a new state.
func (t *turn) become(k Ticket, s State) Ticket {
	k.State, k.At = s, t.now
	t.put(k)
	return k
}

// turnTo gives an agent a new mode.
func (t *turn) turnTo(s Seat, m Mode) Seat {
	s.Mode, s.At = m, t.now
	t.seat(s)
	return s
}

// tickets and seats are those of the floor by their keys: the same floor is
// always gone through in the same order.
func (f Floor) tickets() []Ticket { return inOrder(f.Tickets) }
func (f Floor) seats() []Seat     { return inOrder(f.Seats) }

func inOrder[T any](m map[string]T) []T {
	list := make([]T, 0, len(m))
	for _, key := range slices.Sorted(maps.Keys(m)) {
		list = append(list, m[key])
	}
	return list
}

// ByCall is the ticket of a caller's call.
func (f Floor) ByCall(call string) (Ticket, bool) {
	if k, ok := f.Tickets[call]; ok {
		return k, true
	}
	for _, k := range f.tickets() { // at most one: only callbacks have another id
		if k.Call == call && call != "" {
			return k, true
		}
	}
	return Ticket{}, false
}

// ByOffer is the ticket that an offer is about.
func (f Floor) ByOffer(offer string) (Ticket, bool) {
	for _, k := range f.tickets() { // at most one
		if k.Offer.ID == offer && offer != "" {
			return k, true
		}
	}
	return Ticket{}, false
}

// ByLeg is the agent at the end of a call to an agent's telephone.
func (f Floor) ByLeg(leg string) (Seat, bool) {
	for _, s := range f.seats() { // at most one
		if s.Leg == leg && leg != "" {
			return s, true
		}
	}
	return Seat{}, false
}

// AskedFor is the ticket that an offer was about, as long as its agent was not
// asked anything else since.
func (f Floor) AskedFor(offer string) (ticket string, ok bool) {
	for _, s := range f.seats() { // at most one
		if s.Asked.Offer == offer && offer != "" {
			return s.Asked.Ticket, true
		}
	}
	return "", false
}

// Check tells what on the floor cannot be: nil on every floor that Step made.
func (f Floor) Check() error {
	for _, id := range slices.Sorted(maps.Keys(f.Tickets)) {
		if err := f.checkTicket(f.Tickets[id]); err != nil {
			return fmt.Errorf("ticket %s, %s: %w", id, f.Tickets[id].State, err)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(f.Seats)) {
		if err := f.checkSeat(f.Seats[name]); err != nil {
			return fmt.Errorf("seat %s, %s: %w", name, f.Seats[name].Mode, err)
		}
	}
	return nil
}
