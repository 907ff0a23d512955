package console

import (
	"context"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/ivr/acd/dispatch"
	"github.com/okpay/hotline/ivr/i18n"
	"github.com/okpay/hotline/ivr/web/page"
)

// wallboardSection shows how the hotline does at this moment.
type wallboardSection struct{ console *Console }

func (s wallboardSection) mount(g *echo.Group) {
	g.GET("", s.show)
	g.GET("/live", s.live)
}

// board is what the wallboard shows.
type board struct {
	frame
	Waiting  int
	Oldest   time.Time // since when the first of those who wait does; zero: nobody waits
	Late     bool      // longer than any queue's target
	Queues   []queueRow
	Agents   []count // by mode
	SignedIn int
	Away     []acd.AgentSession // by name
	Outcomes []count
	Total    int
	Live     int
	Before   int // calls up to this time of day, a week ago
	Slots    []slotRow
}

// count is a number of something, with its share of the most.
type count struct {
	Key   string // of the words
	Count int
	Share int // of a bar, in per cent
}

// queueRow is a queue on the wallboard.
type queueRow struct {
	dispatch.QueueStatus
	Oldest  time.Time
	Percent int    // of the service level
	Aim     int    // of its target
	Mark    string // good, warn or bad
	Ready   int    // agents who are available
	Busy    int    // agents on a call, asked or in wrap-up
}

// slotRow is a point of the day's line.
type slotRow struct {
	At     time.Time
	Today  int
	Before int
	Passed bool // of today: not yet when false
}

func (s wallboardSection) show(c echo.Context) error {
	b, err := s.board(c.Request().Context(), s.console.frame(c, "wallboard"))
	if err != nil {
		return err
	}
	return s.console.render(c, http.StatusOK, "wallboard", "wallboard", b)
}

func (s wallboardSection) board(ctx context.Context, f frame) (board, error) {
	f.Now = s.console.now()
	b := board{frame: f}
	queues, err := s.console.ACD.Queues(ctx)
	if err != nil {
		return b, err
	}
	today, before, err := s.console.figures.days(ctx, f.Now)
	if err != nil {
		return b, err
	}
	b.people(s.console.ACD.State())
	for _, q := range queues {
		b.Queues = append(b.Queues, queueRowOf(q, f.Now))
		b.Late = b.Late || q.Waiting > 0 && q.Longest > q.Within
	}
	b.day(today, before)
	return b, nil
}

// people counts who waits and who answers.
func (b *board) people(f acd.State) {
	modes := map[acd.AgentStatus]int{}
	for seat := range f.Sessions.Values() {
		modes[seat.Mode]++
	}
	for _, mode := range acd.AgentStatuses() {
		b.Agents = append(b.Agents, count{Key: "mode." + string(mode), Count: modes[mode]})
	}
	b.SignedIn = f.Sessions.Len()
	for seat := range f.Sessions.Values() {
		if seat.Mode == acd.Away {
			b.Away = append(b.Away, seat)
		}
	}
	for ticket := range f.Interactions.Values() {
		if !waits(ticket) {
			continue
		}
		b.Waiting++
		if b.Oldest.IsZero() || ticket.Since.Before(b.Oldest) {
			b.Oldest = ticket.Since
		}
	}
}

// waits reports whether an interaction is of a caller who is on the line and unanswered.
func waits(t acd.Interaction) bool {
	return t.Case == "" && (t.State == acd.Waiting || t.State == acd.Offered || t.State == acd.Joining)
}

func queueRowOf(q dispatch.QueueStatus, now time.Time) queueRow {
	row := queueRow{QueueStatus: q, Percent: -1, Aim: percent(q.Target), Mark: "good"}
	if q.Waiting > 0 {
		row.Oldest = now.Add(-q.Longest)
	}
	row.Ready = q.Agents[acd.Available]
	row.Busy = q.Agents[acd.OnCall] + q.Agents[acd.Ringing] + q.Agents[acd.Consulted] + q.Agents[acd.WrapUp]
	if q.Level < 0 {
		row.Mark = ""
		return row
	}
	row.Percent = acd.RoundedDown(q.Level, 100)
	switch {
	case q.Level < q.Target-0.1:
		row.Mark = "bad"
	case q.Level < q.Target:
		row.Mark = "warn"
	}
	return row
}

func percent(share float64) int { return int(share*100 + 0.5) }

// outcomes are listed from the best known to the least.
var outcomes = []ivr.Outcome{ivr.Connected, ivr.Served, ivr.Callback, ivr.Message, ivr.Waited, ivr.Abandoned}

func (b *board) day(today, before *day) {
	b.Total, b.Live = today.Total, today.Live
	most := 1
	for _, o := range outcomes {
		most = max(most, today.Outcomes[o])
	}
	for _, o := range outcomes {
		n := today.Outcomes[o]
		b.Outcomes = append(b.Outcomes, count{Key: "outcome." + string(o), Count: n, Share: n * 100 / most})
	}
	for i, n := range today.Slots {
		row := slotRow{At: today.Date.Add(time.Duration(i) * slot), Today: n}
		row.Passed = !row.At.After(b.Now)
		if i < len(before.Slots) {
			row.Before = before.Slots[i]
		}
		if row.Passed {
			b.Before += row.Before
		}
		b.Slots = append(b.Slots, row)
	}
}

// boardParts are the parts of the wallboard that a stream brings anew.
var boardParts = []string{"tiles", "queues", "agents", "outcomes", "traffic"}

// How often the wallboard is looked at without a change of the ACD, and how often at most.
const (
	boardEvery = 5 * time.Second
	boardLeast = 500 * time.Millisecond
)

// newBoards are the wallboards that are streamed, by language: each is rendered once for all who look.
func (s *Console) newBoards() map[string]*page.Broadcast {
	boards := map[string]*page.Broadcast{}
	for _, language := range i18n.Languages() {
		boards[language] = &page.Broadcast{
			Render: func(ctx context.Context) ([]page.Event, error) { return wallboardSection{s}.parts(ctx, language) },
			Watch:  s.ACD.Watch, Every: boardEvery, Least: boardLeast,
		}
	}
	return boards
}

// live streams the wallboard's parts that have changed.
func (s wallboardSection) live(c echo.Context) error {
	return page.Stream(c, s.console.boards[page.Language(c)].Follow)
}

// parts renders the parts of the wallboard, which are the same for everybody.
func (s wallboardSection) parts(ctx context.Context, language string) ([]page.Event, error) {
	b, err := s.board(ctx, frame{})
	if err != nil {
		return nil, err
	}
	var all []page.Event
	for _, part := range boardParts {
		markup, err := s.console.pages.Fragment(language, "wallboard", part, page.View{Body: b})
		if err != nil {
			return nil, err
		}
		all = append(all, page.Event{Name: part, Data: markup})
	}
	return all, nil
}
