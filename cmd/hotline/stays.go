package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
)

// stayRecord is a caller's stay in a queue, and what came of it, as other programs
// read it.
type stayRecord struct {
	Queue   string     `json:"queue"`
	Entered time.Time  `json:"entered"`
	Waited  float64    `json:"waited"` // seconds
	Agent   string     `json:"agent"`
	Result  acd.Result `json:"result"`
	Filed   string     `json:"filed"` // how the agent filed it
	Note    string     `json:"note"`  // what the agent wrote, long numbers masked
}

// staysOf returns a call's stays in queues, the first first. A callback that was not
// reached counts among those of the call in which it was asked for.
func staysOf(ctx context.Context, o *storeContext, call string) ([]stayRecord, error) {
	var stays []stayRecord
	for v, err := range o.store.QueueRecordsOf(ctx, call) {
		if err != nil {
			return nil, fmt.Errorf("reading the stays in queues of call %s: %w", call, err)
		}
		if v.Call != call && v.Call != "" {
			continue
		}
		stays = append(stays, stayRecord{
			Queue: v.Queue, Entered: v.Entered, Waited: v.Waited().Seconds(), Agent: v.Agent, Result: v.Result,
			Filed: v.Disposition, Note: ivr.HideNumbers(v.Note),
		})
	}
	slices.Reverse(stays)
	return stays, nil
}

// showStays lists a call's stays; nothing of a call that waited nowhere.
func showStays(o *storeContext, stays []stayRecord, zone *time.Location) error {
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
