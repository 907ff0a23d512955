package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/web/api"
	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/bolt"
)

var errLost = errors.New("lost")

// badDay is a receiver, a network and a disk on which anything may fail.
type badDay struct {
	store.Deliveries
	fate     func() int // what happens next; 0 is nothing bad
	received []arrival
}

type arrival struct {
	ID       string
	Sequence int
	Case     struct{ Case string }
}

// RoundTrip takes a request that may be lost, refused, or whose answer is lost.
func (b *badDay) RoundTrip(r *http.Request) (*http.Response, error) {
	fate := b.fate()
	if fate == 1 {
		return nil, errLost
	}
	answer := &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(bytes.NewReader(nil)), Request: r}
	if fate == 2 {
		answer.StatusCode = http.StatusBadGateway
		return answer, nil
	}
	var got arrival
	if err := json.NewDecoder(r.Body).Decode(&got); err != nil {
		return nil, err
	}
	b.received = append(b.received, got)
	if fate == 3 {
		return nil, errLost
	}
	return answer, nil
}

// RemoveDelivery may fail to note that one was received, as when the process is
// killed.
func (b *badDay) RemoveDelivery(ctx context.Context, id string) error {
	if b.fate() == 4 {
		return errLost
	}
	return b.Deliveries.RemoveDelivery(ctx, id)
}

// Whatever is lost, refused or forgotten: each piece of news arrives at least
// once, and none of a case before its predecessor has.
func TestNewsArrivesAtLeastOnceInOrder(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		path := filepath.Join(folder, "hotline.db")
		defer func() { _ = os.Remove(path) }()
		s, err := bolt.Open(path, bolt.Options{})
		require.NoError(t, err)
		defer func() { _ = s.Close() }()
		require.NoError(t, s.Announce(context.Background(), true))
		want := change(t, s)
		day := &badDay{Deliveries: s, fate: func() int { return rapid.IntRange(0, 4).Draw(t, "fate") }}
		now := noon
		for range rapid.IntRange(0, 12).Draw(t, "rounds") { // each a process that begins anew
			_ = courierOf(t, day, now).Deliver(context.Background())
			now = now.Add(time.Minute)
		}
		day.fate = func() int { return 0 }
		require.NoError(t, courierOf(t, day, now.Add(time.Hour)).Deliver(context.Background()))
		requireOrder(t, want, day.received)
	})
}

func courierOf(t *rapid.T, day *badDay, now time.Time) *api.WebhookSender {
	c, err := api.NewCourier(api.CourierConfig{
		Store: day, URL: "https://desk.example.com/", Secrets: []string{signing}, Client: &http.Client{Transport: day},
		Clock: func() time.Time { return now }, Random: func() float64 { return 0 }, Log: zerolog.Nop(),
	})
	require.NoError(t, err)
	return c
}

// change opens and works on a few cases, and tells how much news that is.
func change(t *rapid.T, s *bolt.Store) (news int) {
	ctx := context.Background()
	for i := range rapid.IntRange(1, 3).Draw(t, "cases") {
		number := fmt.Sprint("C-", i)
		require.NoError(t, s.Commit(ctx, store.Commit{
			Claim: store.StepKey{Call: number, Step: "0"}, Call: ivr.Call{ID: number, Began: noon},
			Cases: []store.CaseChange{{Open: &store.Case{Number: number, Kind: ivr.CaseMessage, Opened: noon}}},
		}))
		notes := rapid.IntRange(0, 2).Draw(t, "notes")
		for range notes {
			_, err := s.NoteCase(ctx, number, store.Note{At: noon, Text: "rang"})
			require.NoError(t, err)
		}
		news += 1 + notes
	}
	return news
}

func requireOrder(t *rapid.T, want int, received []arrival) {
	distinct := map[string]bool{}
	last := map[string]int{}
	for _, a := range received {
		distinct[a.ID] = true
		require.GreaterOrEqual(t, a.Sequence, last[a.Case.Case], "news of %s came before its predecessor", a.Case.Case)
		last[a.Case.Case] = a.Sequence
	}
	require.Len(t, distinct, want)
}
