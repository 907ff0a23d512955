package presence

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/okpay/hotline/store"
)

// othersLive reports whether other processes share the ACD, and know whose pages are
// open.
func (w *Watcher) othersLive(ctx context.Context) (bool, error) {
	if w.Shared == nil {
		return false, nil
	}
	others, err := w.Shared.MarkedElsewhere(ctx, store.MarkAlive)
	return len(others) > 0, err
}

// tellOthers tells the other processes whose pages this one serves. They hold a page for
// open a while longer than it is told of: the process may have ended, and the page comes
// to another.
func (w *Watcher) tellOthers(ctx context.Context) error {
	if w.Shared == nil {
		return nil
	}
	w.mu.Lock()
	served := slices.Sorted(maps.Keys(w.pages))
	gone := slices.DeleteFunc(slices.Sorted(maps.Keys(w.told)), func(name string) bool { return w.pages[name] != nil })
	w.told = map[string]bool{}
	for _, name := range served {
		w.told[name] = true
	}
	w.mu.Unlock()
	if err := w.Shared.Mark(ctx, store.MarkPage, served, closedFor); err != nil {
		return fmt.Errorf("telling the other processes of open pages: %w", err)
	}
	if err := w.Shared.Unmark(ctx, store.MarkPage, gone); err != nil {
		return fmt.Errorf("telling the other processes of closed pages: %w", err)
	}
	return w.learn(ctx)
}

// tellOthersOf tells the other processes at once of an agent's first page here, before
// the ACD is told: else one of them might take the page for closed.
func (w *Watcher) tellOthersOf(ctx context.Context, name string, served bool) error {
	w.mu.Lock()
	known := w.told[name]
	w.mu.Unlock()
	if w.Shared == nil || !served || known {
		return nil
	}
	if err := w.Shared.Mark(ctx, store.MarkPage, []string{name}, closedFor); err != nil {
		return fmt.Errorf("telling the other processes of an open page: %w", err)
	}
	w.mu.Lock()
	w.told[name] = true
	w.mu.Unlock()
	return nil
}

// learn reads which agents have pages at other processes.
func (w *Watcher) learn(ctx context.Context) error {
	others, err := w.Shared.MarkedElsewhere(ctx, store.MarkPage)
	if err != nil {
		return fmt.Errorf("reading of pages at other processes: %w", err)
	}
	w.mu.Lock()
	w.others = others
	w.mu.Unlock()
	return nil
}

// elsewhere reports whether an agent has a page at another process.
func (w *Watcher) elsewhere(ctx context.Context, name string) (bool, error) {
	if w.Shared == nil {
		return false, nil
	}
	w.mu.Lock()
	known := w.others[name]
	w.mu.Unlock()
	if known {
		return true, nil
	}
	if err := w.learn(ctx); err != nil {
		return false, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.others[name], nil
}
