// Package console is the operators' room: the wallboard, the calls and what
// their callers heard, the cases, the reports, days rehearsed, the lines' hours, the menu as a picture, the
// ledger, and, for administrators, the people and the record of what they did.
//
// Customers' data is masked on every page. Administrators may see a field in
// full, for a reason that is kept.
package console

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/rs/zerolog"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/ivr/acd/dispatch"
	"github.com/okpay/hotline/ivr/hours"
	"github.com/okpay/hotline/ivr/privacy"
	"github.com/okpay/hotline/ivr/report"
	"github.com/okpay/hotline/ivr/twilio"
	"github.com/okpay/hotline/ivr/web/auth"
	"github.com/okpay/hotline/ivr/web/page"
	"github.com/okpay/hotline/store"
)

//go:embed templates/*.html words.json
var files embed.FS

// Store is what the console reads and changes.
type Store interface {
	store.Ledger
	store.Calls
	store.OfficeStore
	store.Staff
	store.Versions
	report.Source
	privacy.Store
}

// ACD is who waits and who answers, now and earlier.
type ACD interface {
	// State is the present ACD, to read only.
	State() acd.State
	// Watch signals after every change, coalesced, until stop.
	Watch() (changed <-chan struct{}, stop func())
	// RecordsOf gives a call's stays in queues, and those of the callbacks that were
	// asked for in it, newest first.
	RecordsOf(ctx context.Context, call string) ([]acd.QueueRecord, error)
	// Queues gives the present state of every queue, by name.
	Queues(ctx context.Context) ([]dispatch.QueueStatus, error)
}

// Menu is a loaded menu with its lines' hours.
type Menu struct {
	Tree  *ivr.Tree
	Lines map[string]*hours.Schedule
}

// Drawing is a menu as a picture.
type Drawing interface {
	// SVG writes the picture; its nodes are links to "#node-NAME".
	SVG(w io.Writer) error
	// Outline writes the same as a list in HTML, with id "node-NAME" on each node.
	Outline(w io.Writer) error
	// Way gives a node, and an exit of it, in words.
	Way(node, exit string) (place, way string)
}

// Config is what a console is made of. All fields are needed but Words.
type Config struct {
	Store Store
	ACD   ACD
	// Menu is what new calls begin with.
	Menu func() Menu
	// Tree is the menu of a revision; ErrNotFound of one that is kept no more.
	Tree func(ctx context.Context, revision string) (*ivr.Tree, error)
	Gate *auth.Gate
	// Library is where menus go live.
	Library Library
	// Rehearser plays days before they come.
	Rehearser Rehearser
	// Recordings fetches, and deletes, what callers have recorded.
	Recordings Recordings
	// Words returns what is said in a recording, by its address, and "" where that is
	// not known; nil knows nothing.
	Words func(recording string) string
	Clock func() time.Time
	Log   zerolog.Logger
	// Draw makes a menu's picture in a language, or two. passages counts the callers
	// who left a node by an exit; nil draws no traffic.
	Draw func(m Menu, languages []string, passages func(node, exit string) int) Drawing
}

// Console is what all sections of the operators' pages share. Each section is a type of its own, in
// files that begin with its name.
type Console struct {
	Config
	pages   *page.Templates
	figures *figures
	boards  map[string]*page.Broadcast // wallboards, by language

	rehearsing sync.Mutex // held while a day is played
}

// New makes a console.
func New(c Config) (*Console, error) {
	if c.Store == nil || c.ACD == nil || c.Menu == nil || c.Tree == nil || c.Gate == nil || c.Library == nil || c.Rehearser == nil || c.Recordings == nil || c.Clock == nil || c.Draw == nil {
		return nil, errors.New("console: all but Words of the configuration are needed")
	}
	pages, err := page.Load(files)
	if err != nil {
		return nil, fmt.Errorf("loading the console's pages: %w", err)
	}
	s := &Console{Config: c, pages: pages}
	s.figures, s.boards = s.newFigures(), s.newBoards()
	return s, nil
}

func (s *Console) newFigures() *figures { return &figures{store: s.Store, over: s.saysGoodbye} }

// frame is what every page of the console shows beside its own.
type frame struct {
	Tab   string
	Admin bool
	Now   time.Time
	Done  string // what was just done, a key of the words
	Wrong string // why it was not, likewise
	// Notices are what an operator should know of the menus.
	Notices []Notice
}

func (s *Console) frame(c echo.Context, tab string) frame {
	who, _ := auth.Who(c)
	return frame{
		Tab: tab, Admin: who.Role.Includes(store.RoleAdmin), Now: s.now(),
		Done: notice(c.QueryParam("done")), Wrong: notice(c.QueryParam("wrong")),
		Notices: s.Library.Notices(page.Language(c)),
	}
}

// notices are the keys of the words that an address may ask to be shown.
var notices = []string{
	"done.assigned", "done.noted", "done.closed", "done.line_closed", "done.line_opened", "done.signed_out", "done.second_reset", "done.erased", "done.reloaded", "done.rolled_back", "done.named",
	"wrong.until", "wrong.until_year", "wrong.reason", "wrong.text", "wrong.assignee", "wrong.closed", "wrong.refused", "wrong.rollback",
	"wrong.overtaken", "wrong.name", "wrong.name_taken",
}

func notice(key string) string {
	for _, n := range notices {
		if n == key {
			return n
		}
	}
	return ""
}

// now is the present in the menus' time zone.
func (s *Console) now() time.Time { return s.Clock().In(s.zone()) }

func (s *Console) zone() *time.Location {
	if zone := s.Menu().Tree.Zone; zone != nil {
		return zone
	}
	return time.UTC
}

func (s *Console) render(c echo.Context, status int, name, title string, body any) error {
	return s.pages.Render(c, status, name, auth.View(c, "console", title, body))
}

// shown is an instant on the hotline's own clock; "" for the zero time.
func (s *Console) shown(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(s.zone()).Format("2006-01-02 15:04")
}

// saysGoodbye reports whether a call that has not ended is at a node that leads
// nowhere: its caller hears the last words.
func (s *Console) saysGoodbye(ctx context.Context, call ivr.Call) bool {
	if call.Ended() || call.Talking {
		return false
	}
	tree, err := s.Tree(ctx, call.Revision)
	if err != nil {
		return false // its menu is kept no more
	}
	place, known := tree.Nodes[call.Node]
	return known && len(place.Exits) == 0
}

// Recordings fetches, and deletes, what callers have recorded, by the address kept with a case.
type Recordings interface {
	Sound(ctx context.Context, recording string) (twilio.Sound, error)
	privacy.Carrier
}
