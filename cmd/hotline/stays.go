package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/desk"
)

// stayRecord is a caller's stay in a queue, and what came of it, as other programs
// read it.
type stayRecord struct {
	Queue   string      `json:"queue"`
	Entered time.Time   `json:"entered"`
	Waited  float64     `json:"waited"` // seconds
	Agent   string      `json:"agent"`
	Result  desk.Result `json:"result"`
	Filed   string      `json:"filed"` // how the agent filed it
	Note    string      `json:"note"`  // what the agent wrote, long numbers masked
}

// staysSince returns the stays that began at or after an instant, by their calls,
// each call's first stay first.
func staysSince(ctx context.Context, o *office, since time.Time) (map[string][]stayRecord, error) {
	stays := map[string][]stayRecord{}
	for v, err := range o.store.Visits(ctx, since, time.Time{}) {
		if err != nil {
			return nil, fmt.Errorf("reading the stays in queues: %w", err)
		}
		stays[v.Call] = append(stays[v.Call], stayRecord{
			Queue: v.Queue, Entered: v.Entered, Waited: v.Waited().Seconds(), Agent: v.Agent, Result: v.Result,
			Filed: v.Disposition, Note: ivr.HideNumbers(v.Note),
		})
	}
	for _, of := range stays {
		slices.Reverse(of)
	}
	return stays, nil
}

// showStays lists a call's stays; nothing of a call that waited nowhere.
func showStays(o *office, stays []stayRecord, zone *time.Location) error {
	if len(stays) == 0 {
		return nil
	}
	var rows [][]string
	for _, s := range stays {
		waited := time.Duration(s.Waited * float64(time.Second)).Round(time.Second)
		rows = append(rows, []string{shown(s.Entered, zone), s.Queue, waited.String(), s.Agent, string(s.Result), s.Filed, s.Note})
	}
	if _, err := fmt.Fprintln(o.out); err != nil {
		return err
	}
	return o.rows([]string{"time", "queue", "waited", "agent", "result", "filed", "note"}, rows)
}
