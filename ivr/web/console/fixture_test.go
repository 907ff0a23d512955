package console

import (
	"context"
	"crypto/rand"
	"fmt"
	"iter"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/ivr/acd/dispatch"
	"github.com/okpay/hotline/ivr/engine"
	"github.com/okpay/hotline/ivr/twilio"
	"github.com/okpay/hotline/ivr/web/auth"
	"github.com/okpay/hotline/ivr/web/webtest"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/diagram"
	"github.com/okpay/hotline/menus/okpay"
	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/bolt"
)

// morning is when the stories happen: a Monday in hours.
var morning = time.Date(2026, 3, 2, 10, 0, 0, 0, time.FixedZone("CST", 8*60*60))

const (
	site      = "https://hotline.example.com"
	password  = "correct horse battery"
	caller    = "+8613800000001"
	accountID = "10000001"
)

// passwordHash takes a while to make, so it is made once.
var passwordHash = sync.OnceValues(func() (store.Hash, error) { return auth.HashSecret(password) })

var loaded = sync.OnceValues(func() (*menus.Menu, error) { return menus.Load(okpay.FS) })

// stage is an ACD state that stands as a test puts it.
type stage struct {
	floor   acd.State
	queues  []dispatch.QueueStatus
	visits  []acd.QueueRecord
	changed chan struct{}
	mu      sync.Mutex // guards queues once a stream reads them
	looks   int        // how often queues were read
}

// turns shows other queues to who watches.
func (s *stage) turns(queues ...dispatch.QueueStatus) {
	s.mu.Lock()
	s.queues = queues
	s.mu.Unlock()
	s.changed <- struct{}{}
}

func (s *stage) State() acd.State                 { return s.floor }
func (s *stage) Watch() (<-chan struct{}, func()) { return s.changed, func() {} }
func (s *stage) RecordsOf(_ context.Context, call string) ([]acd.QueueRecord, error) {
	return slices.DeleteFunc(slices.Clone(s.visits), func(v acd.QueueRecord) bool { return v.Call != call && v.Origin != call }), nil
}
func (s *stage) Queues(context.Context) ([]dispatch.QueueStatus, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.looks++
	return s.queues, nil
}

// fixture is the console with a real store and a real gate before it.
type fixture struct {
	*webtest.Browser
	t       *testing.T
	store   store.Store
	stage   *stage
	console *Console
	now     time.Time
	menu    *menus.Menu
	shelf   menuLibrary
	tapes   tapes
	days    rehearsals
}

// shelf stands in for the library: it notes what it is asked to do.
type menuLibrary struct {
	asked   []string
	refuses error
	notices []Notice
	folder  *Menu // refused
}

func (s *menuLibrary) Notices(string) []Notice { return s.notices }

func (s *menuLibrary) Refused() (Menu, bool) {
	if s.folder == nil {
		return Menu{}, false
	}
	return *s.folder, true
}

func (s *menuLibrary) Name(_ context.Context, version int, name, who string) error {
	s.asked = append(s.asked, fmt.Sprintf("%d is %q by %s", version, name, who))
	return s.refuses
}

func (s *menuLibrary) Reload(_ context.Context, who string) error {
	s.asked = append(s.asked, "reload by "+who)
	return s.refuses
}

func (s *menuLibrary) Rollback(_ context.Context, version int, who string) error {
	s.asked = append(s.asked, fmt.Sprintf("rollback to %d by %s", version, who))
	return s.refuses
}

// tapes stands in for the carrier's recordings.
type tapes struct {
	sound twilio.Sound
	fails error
	asked []string

	deleted []string
}

func (f *tapes) DeleteRecording(_ context.Context, recording string) error {
	f.deleted = append(f.deleted, recording)
	return f.fails
}

func (f *tapes) Sound(_ context.Context, recording string) (twilio.Sound, error) {
	f.asked = append(f.asked, recording)
	return f.sound, f.fails
}

// open builds it; who is signed in has the role.
func open(t *testing.T, role store.Role) *fixture {
	t.Helper()
	menu, err := loaded()
	require.NoError(t, err)
	kept, err := bolt.Open(filepath.Join(t.TempDir(), "hotline.db"), bolt.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, kept.Close()) })
	h := &fixture{t: t, store: kept, stage: &stage{changed: make(chan struct{}, 1)}, now: morning, menu: menu}
	clock := func() time.Time { return h.now }
	gate, err := auth.New(auth.Config{Store: kept, Clock: clock, Random: rand.Reader, Log: zerolog.Nop(), PublicURL: site})
	require.NoError(t, err)
	h.console, err = New(Config{
		Store: kept, ACD: h.stage, Gate: gate, Clock: clock, Log: zerolog.Nop(), Library: &h.shelf, Recordings: &h.tapes,
		Rehearser: &h.days,
		Menu:      func() Menu { return Menu{Tree: menu.Tree, Lines: menu.Lines} },
		Tree: func(_ context.Context, revision string) (*ivr.Tree, error) {
			if revision != menu.Tree.Revision {
				return nil, store.ErrNotFound
			}
			return menu.Tree, nil
		},
		Draw: func(m Menu, languages []string, passages func(node, exit string) int) Drawing {
			o := diagram.Options{Language: languages[0], Passages: passages}
			if len(languages) > 1 {
				o.Second = languages[1]
			}
			return diagram.Of(m.Tree, o)
		},
	})
	require.NoError(t, err)
	e := echo.New()
	gate.Mount(e)
	h.console.Mount(e)
	hash, err := passwordHash()
	require.NoError(t, err)
	require.NoError(t, kept.PutAgent(t.Context(), store.Agent{Name: "an", Role: role, Password: hash, Departments: []string{"refunds"}}))
	h.Browser = webtest.New(t, e, site)
	h.SignIn("an", password, "/console")
	return h
}

// audited lists what was written down, newest first.
func (h *fixture) audited() (told []string) {
	h.t.Helper()
	for e, err := range h.store.ListAudit(h.t.Context(), store.AuditFilter{}) {
		require.NoError(h.t, err)
		told = append(told, strings.TrimSpace(e.Action+" "+e.Object+" "+e.Detail))
	}
	return told
}

// world knows nobody, and has closed no line.
func world(q ivr.Query) ivr.Answered {
	if _, ok := q.(ivr.LineState); ok {
		return ivr.Answered{Result: ivr.OK}
	}
	return ivr.Answered{Result: ivr.NotFound}
}

// happens takes a call through events and keeps it, as the server does.
func (h *fixture) happens(id string, began time.Time, events ...ivr.Event) ivr.Call {
	h.t.Helper()
	var call ivr.Call
	started := ivr.Started{ID: id, Revision: h.menu.Tree.Revision, From: caller, Language: "zh-CN"}
	read := 0
	for i, event := range append([]ivr.Event{started}, events...) {
		at := began.Add(time.Duration(i) * 10 * time.Second)
		result, err := engine.Run(h.menu.Tree, call, event, at, world)
		require.NoError(h.t, err)
		var entries []store.Entry
		for j, e := range result.Events {
			entries = append(entries, store.Entry{Seq: read + j, At: at, Step: e.Step, Node: e.Node, Event: e.Event})
		}
		claim := store.StepKey{Call: id, Step: time.Duration(i).String()}
		require.NoError(h.t, h.store.Commit(h.t.Context(), store.Commit{Claim: claim, Read: read, Call: result.Call, Events: entries, Reply: []byte("<Response/>")}))
		call, read = result.Call, read+len(entries)
	}
	return call
}

// opens keeps a case.
func (h *fixture) opens(c store.Case) {
	h.t.Helper()
	call := ivr.Call{ID: "CA" + c.Number, Case: c.Number, Began: c.Opened, At: c.Opened}
	require.NoError(h.t, h.store.Commit(h.t.Context(), store.Commit{
		Claim: store.StepKey{Call: call.ID, Step: "0"}, Call: call, Reply: []byte("<Response/>"), Cases: []store.CaseChange{{Open: &c}},
	}))
}

func (h *fixture) imports(rows ...store.Row) {
	h.t.Helper()
	var all iter.Seq2[store.Row, error] = func(yield func(store.Row, error) bool) {
		for _, r := range rows {
			if !yield(r, nil) {
				return
			}
		}
	}
	require.NoError(h.t, h.store.Import(h.t.Context(), all, func(int) {}))
}

// recount forgets what was counted when someone signed in, before the story.
func (h *fixture) recount() { h.console.figures = h.console.newFigures() }
