package main

import (
	"fmt"
	"time"

	"github.com/okpay/hotline/store/view"
)

// showStays lists a call's stays; nothing of a call that waited nowhere.
func showStays(o *storeContext, stays []view.Stay, zone *time.Location) error {
	if len(stays) == 0 {
		return nil
	}
	var rows [][]string
	for _, s := range stays {
		waited := time.Duration(s.Waited * float64(time.Second)).Round(time.Second)
		rows = append(rows, []string{shown(s.Entered, zone), s.Queue, waited.String(), s.Agent, string(s.Result), s.Disposition, s.Note})
	}
	if _, err := fmt.Fprintln(o.Out); err != nil {
		return err
	}
	return o.Rows([]string{"time", "queue", "waited", "agent", "result", "filed", "note"}, rows)
}
