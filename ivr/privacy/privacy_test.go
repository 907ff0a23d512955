package privacy_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"
	"go.etcd.io/bbolt"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/ivr/privacy"
	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/bolt"
)

var now = time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC)

const (
	wang = "+8613900007777"
	zhou = "+8613900117777" // the same last four
)

// tapes is a carrier that keeps recordings.
type tapes struct {
	deleted []string
	broken  bool
}

func (c *tapes) DeleteRecording(_ context.Context, recording string) error {
	if c.broken {
		return errors.New("the carrier does not answer")
	}
	c.deleted = append(c.deleted, recording)
	return nil
}

func opened(t *testing.T) (*bolt.Store, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "hotline.db")
	s, err := bolt.Open(path, bolt.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s, path
}

// call is a call of days ago that opened a case with a recording.
func call(t *testing.T, s *bolt.Store, n int, from string, days int, ended bool) {
	t.Helper()
	at := now.AddDate(0, 0, -days)
	c := store.Commit{
		Claim:  store.StepKey{Call: fmt.Sprint("CA", n), Step: "0"},
		Call:   ivr.Call{ID: fmt.Sprint("CA", n), From: ivr.Masked(from), Began: at, At: at, Account: &ivr.Account{ID: "100", Name: "Wang Wu"}},
		Events: []store.Entry{{At: at, Event: ivr.Input{Digits: "77889900112233"}}},
		Reply:  []byte("<Say>Wang Wu</Say>"),
		Locks:  []store.LockChange{{Key: fmt.Sprint("lock", n), Lock: store.Lock{Count: 1, Since: at}}},
	}
	if ended {
		c.Call.EndedAt = at.Add(time.Minute)
	}
	c.Cases = []store.CaseChange{{Open: &store.Case{
		Number: fmt.Sprint(10_000_000 + n), Kind: ivr.CaseMessage, Call: c.Call.ID, Caller: ivr.Masked(from), Account: "100", Opened: at,
		Recordings: []store.Recording{{URL: fmt.Sprint("https://api.twilio.com/RE", n), At: at}},
	}}}
	require.NoError(t, s.Commit(t.Context(), c))
}

func retainer(s *bolt.Store, carrier privacy.Carrier, terms map[privacy.Kind]privacy.Term) (*privacy.Retainer, *prometheus.Registry) {
	r := prometheus.NewRegistry()
	return privacy.NewRetainer(privacy.RetainerConfig{
		Store: s, Carrier: carrier, Terms: terms, Clock: func() time.Time { return now }, Log: zerolog.Nop(), Registry: r,
	}), r
}

func numbers(t *testing.T, s *bolt.Store) (calls, cases []string) {
	t.Helper()
	for c, err := range s.ListCalls(t.Context(), store.CallFilter{}) {
		require.NoError(t, err)
		calls = append(calls, c.ID)
	}
	for c, err := range s.ListCases(t.Context(), store.CaseFilter{}) {
		require.NoError(t, err)
		cases = append(cases, c.Number)
	}
	return calls, cases
}

func TestWhatIsOverIsRemoved(t *testing.T) {
	t.Parallel()
	s, _ := opened(t)
	call(t, s, 1, wang, 500, true)
	call(t, s, 2, wang, 500, false) // its end was not told
	call(t, s, 3, wang, 300, true)
	call(t, s, 4, wang, 100, true)
	for i := range 120 {
		call(t, s, 100+i, wang, 450, true)
		_, err := s.CloseCase(t.Context(), fmt.Sprint(10_000_100+i), "an", "", now.AddDate(0, 0, -420))
		require.NoError(t, err)
	}
	_, err := s.CloseCase(t.Context(), "10000001", "an", "", now.AddDate(0, 0, -1)) // closed lately
	require.NoError(t, err)
	require.NoError(t, s.AppendAudit(t.Context(), store.AuditEntry{At: now.AddDate(-4, 0, 0), Who: "an"}))
	require.NoError(t, s.AppendAudit(t.Context(), store.AuditEntry{At: now.AddDate(-2, 0, 0), Who: "bo"}))

	carrier := &tapes{}
	r, metrics := retainer(s, carrier, map[privacy.Kind]privacy.Term{
		privacy.Calls: {Days: 400}, privacy.Recordings: {Days: 180}, privacy.Cases: {Days: 410}, privacy.Audit: {Years: 3},
	})
	removed, err := r.Once(t.Context())
	require.NoError(t, err)
	require.Equal(t, "recordings 123, calls 121, cases 120, audit 1", removed.String())
	require.Len(t, carrier.deleted, 123)
	calls, cases := numbers(t, s)
	require.Equal(t, []string{"CA4", "CA3", "CA2"}, calls)
	require.Equal(t, []string{"10000004", "10000003", "10000001", "10000002"}, cases)
	_, err = s.Journal(t.Context(), "CA1")
	require.ErrorIs(t, err, store.ErrNotFound)
	lock, err := s.Lock(t.Context(), "lock1")
	require.NoError(t, err)
	require.Zero(t, lock.Count)

	_, wrong, err := store.VerifyAudit(t.Context(), s)
	require.NoError(t, err)
	require.Empty(t, wrong)
	for e, err := range s.ListAudit(t.Context(), store.AuditFilter{Limit: 1}) {
		require.NoError(t, err)
		require.Equal(t, "retention.run recordings 123, calls 121, cases 120, audit 1", e.Action+" "+e.Detail)
	}
	require.Equal(t, float64(121), counted(t, metrics, "calls"))

	removed, err = r.Once(t.Context())
	require.NoError(t, err)
	require.Empty(t, removed.String(), "and nothing twice")
}

// counted is the counter of what was removed of a kind.
func counted(t *testing.T, r *prometheus.Registry, kind string) float64 {
	t.Helper()
	families, err := r.Gather()
	require.NoError(t, err)
	for _, f := range families {
		for _, m := range f.GetMetric() {
			if f.GetName() == "hotline_retention_removed_total" && m.GetLabel()[0].GetValue() == kind {
				return m.GetCounter().GetValue()
			}
		}
	}
	return 0
}

// What the carrier does not delete is not forgotten here, so that it is tried again.
func TestRecordingsThatTheCarrierKeeps(t *testing.T) {
	t.Parallel()
	s, _ := opened(t)
	call(t, s, 1, wang, 500, true)
	_, err := s.CloseCase(t.Context(), "10000001", "an", "", now.AddDate(0, 0, -450))
	require.NoError(t, err)
	carrier := &tapes{broken: true}
	r, _ := retainer(s, carrier, map[privacy.Kind]privacy.Term{privacy.Recordings: {Days: 180}, privacy.Cases: {Days: 400}})
	_, err = r.Once(t.Context())
	require.ErrorContains(t, err, "case 10000001: the carrier does not answer")
	found, err := s.Case(t.Context(), "10000001")
	require.NoError(t, err)
	require.Len(t, found.Recordings, 1)

	carrier.broken = false
	removed, err := r.Once(t.Context())
	require.NoError(t, err)
	require.Equal(t, "recordings 1, cases 1", removed.String())
}

func TestPersonIsErased(t *testing.T) {
	t.Parallel()
	s, path := opened(t)
	call(t, s, 1, wang, 20, true)
	call(t, s, 2, zhou, 10, true)
	call(t, s, 3, wang, 5, true)
	_, err := s.NoteCase(t.Context(), "10000001", store.Note{At: now, By: "an", Text: "Wang Wu's secret"})
	require.NoError(t, err)
	found, err := privacy.Find(t.Context(), s, privacy.Person{Phone: wang})
	require.NoError(t, err)
	require.Equal(t, privacy.Found{Calls: []string{"CA3", "CA1"}, Cases: []string{"10000003", "10000001"}, Open: 2, Recordings: 2}, found)

	carrier := &tapes{broken: true}
	request := privacy.Request{Person: privacy.Person{Phone: wang}, By: store.AuditEntry{At: now, Who: "bo"}, Reason: "letter of 1 November"}
	_, err = privacy.Erase(t.Context(), s, carrier, request)
	require.ErrorIs(t, err, privacy.ErrCarrier)
	carrier.broken = false
	_, err = privacy.Erase(t.Context(), s, carrier, request)
	require.NoError(t, err)
	require.ElementsMatch(t, []string{"https://api.twilio.com/RE1", "https://api.twilio.com/RE3"}, carrier.deleted)
	found, err = privacy.Find(t.Context(), s, privacy.Person{Phone: wang})
	require.NoError(t, err)
	require.True(t, found.None())

	calls, cases := numbers(t, s)
	require.Equal(t, []string{"CA2"}, calls, "another person's stays")
	require.Len(t, cases, 3, "that there were cases stays")
	erased, err := s.Case(t.Context(), "10000001")
	require.NoError(t, err)
	require.Equal(t, store.Case{Number: "10000001", Kind: ivr.CaseMessage, Opened: now.AddDate(0, 0, -20), Closed: now, ClosedBy: "bo", Erased: now}, erased)
	for e, err := range s.ListAudit(t.Context(), store.AuditFilter{Action: "person.erase", Limit: 1}) {
		require.NoError(t, err)
		require.Equal(t, "bo ****7777", e.Who+" "+e.Object)
		require.Contains(t, e.Detail, "letter of 1 November")
	}

	require.NoError(t, s.Close())
	_, err = bolt.Compact(t.Context(), path, bolt.Options{})
	require.NoError(t, err)
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	require.NotContains(t, string(content), "Wang Wu's secret")
	require.False(t, bytes.Contains(content, []byte(wang)))
	require.True(t, bytes.Contains(content, []byte(zhou)))
}

func TestPersonWhoIsOnTheLineIsNotErased(t *testing.T) {
	t.Parallel()
	s, _ := opened(t)
	call(t, s, 1, wang, 1, true)
	state, err := acd.State{}.Step(acd.CallBack{Call: "CA1", Case: "10000001", Queue: "general", Number: wang}, now, acd.Rules{Open: map[string]bool{"general": true}})
	require.NoError(t, err)
	require.NoError(t, s.CommitACD(t.Context(), store.ACDCommit{Change: state}))
	_, err = privacy.Erase(t.Context(), s, &tapes{}, privacy.Request{Person: privacy.Person{Phone: wang}})
	require.ErrorIs(t, err, privacy.ErrUnderWay)

	call(t, s, 2, zhou, 0, false)
	_, err = privacy.Erase(t.Context(), s, &tapes{}, privacy.Request{Person: privacy.Person{Phone: zhou}})
	require.ErrorIs(t, err, privacy.ErrUnderWay)
	calls, cases := numbers(t, s)
	require.Len(t, calls, 2)
	require.Len(t, cases, 2)
	for _, p := range []privacy.Person{{}, {Phone: wang, Account: "100"}} {
		_, err = privacy.Find(t.Context(), s, p)
		require.ErrorIs(t, err, privacy.ErrPerson)
	}
}

func TestAccountIsErased(t *testing.T) {
	t.Parallel()
	s, _ := opened(t)
	call(t, s, 1, wang, 20, true)
	call(t, s, 2, zhou, 10, true)
	found, err := privacy.Erase(t.Context(), s, &tapes{}, privacy.Request{Person: privacy.Person{Account: "100"}, By: store.AuditEntry{At: now, Who: "bo"}})
	require.NoError(t, err)
	require.Len(t, found.Calls, 2)
	calls, _ := numbers(t, s)
	require.Empty(t, calls)
}

// Of a person whose case cannot be read nothing is erased, and it is said: they would else be told that all is gone.
func TestADamagedCaseIsNotPassedOver(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "hotline.db")
	s, err := bolt.Open(path, bolt.Options{})
	require.NoError(t, err)
	call(t, s, 1, wang, 1, true)
	require.NoError(t, s.Close())
	file, err := bbolt.Open(path, 0o600, nil)
	require.NoError(t, err)
	require.NoError(t, file.Update(func(tx *bbolt.Tx) error {
		in := tx.Bucket([]byte("cases"))
		key, _ := in.Cursor().First()
		return in.Put(bytes.Clone(key), []byte("nonsense"))
	}))
	require.NoError(t, file.Close())
	s, err = bolt.Open(path, bolt.Options{})
	require.NoError(t, err)
	defer func() { require.NoError(t, s.Close()) }()
	for range 2 { // also once a list has put the case aside
		_, err = privacy.Erase(t.Context(), s, &tapes{}, privacy.Request{Person: privacy.Person{Phone: wang}})
		require.ErrorIs(t, err, store.ErrDamaged)
		_, _, err = s.Call(t.Context(), "CA1")
		require.NoError(t, err)
		for range s.ListCases(t.Context(), store.CaseFilter{}) {
		}
	}
}
