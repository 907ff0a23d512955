package replay

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/engine"
	"github.com/okpay/hotline/menus/live"
	"github.com/okpay/hotline/store"
)

// Kept is the store that holds a call.
type Kept interface {
	live.Revisions
	Journal(ctx context.Context, call string) ([]store.Entry, error)
}

// Verify folds a call's journal again on the menu that the call began with. It returns an
// error that names what differs when that does not give the call that is kept.
func Verify(ctx context.Context, s Kept, call ivr.Call) error {
	entries, err := s.Journal(ctx, call.ID)
	if err != nil {
		return fmt.Errorf("reading the journal of call %s: %w", call.ID, err)
	}
	menu, err := live.LoadRevision(ctx, s, call.Revision)
	if err != nil {
		return fmt.Errorf("the menu that call %s began with: %w", call.ID, err)
	}
	events := make([]engine.TimedEvent, len(entries))
	for i, e := range entries {
		events[i] = engine.TimedEvent{At: e.At, Event: e.Event}
	}
	folded, err := engine.Replay(menu.Tree, events)
	if err != nil {
		return fmt.Errorf("the journal of call %s: %w", call.ID, err)
	}
	differ, err := differing(call, folded)
	if err == nil && len(differ) > 0 {
		err = fmt.Errorf("the journal gives another call than the one that is kept; different: %s", strings.Join(differ, ", "))
	}
	return err
}

// differing returns the names of the fields in which two calls differ as the store writes
// them, sorted.
func differing(kept, folded ivr.Call) ([]string, error) {
	a, err := fieldsOf(kept)
	if err != nil {
		return nil, err
	}
	b, err := fieldsOf(folded)
	if err != nil {
		return nil, err
	}
	all := maps.Clone(a)
	maps.Copy(all, b)
	var names []string
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if !bytes.Equal(a[name], b[name]) {
			names = append(names, name)
		}
	}
	return names, nil
}

// fieldsOf returns the fields of a call as the store writes them, by name.
func fieldsOf(c ivr.Call) (map[string]json.RawMessage, error) {
	data, err := store.Encode(c)
	if err != nil {
		return nil, err
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(data, &fields); err != nil {
		return nil, fmt.Errorf("reading call %s as it is stored: %w", c.ID, err)
	}
	return fields, nil
}
