package replaytest

import (
	"context"
	"fmt"
	"io/fs"
	"sync"
	"time"

	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/store"
)

// writers is how many invented calls are written at a time: as many share a transaction of the store.
const writers = 256

// Keep records n invented calls of a menu, and the menu's files, in a store.
func Keep(ctx context.Context, s store.Store, files fs.FS, n int, from time.Time) error {
	m, err := menus.Load(files)
	if err != nil {
		return fmt.Errorf("the menus of the invented calls: %w", err)
	}
	if err := keepMenu(ctx, s, m.Tree.Revision, files); err != nil {
		return err
	}
	numbers, failed := make(chan int), make(chan error, writers)
	var all sync.WaitGroup
	for range writers {
		all.Go(func() {
			for n := range numbers {
				if err := keep(ctx, s, Record(m, n, from)); err != nil {
					select {
					case failed <- err:
					default:
					}
				}
			}
		})
	}
	for n := range n {
		numbers <- n
	}
	close(numbers)
	all.Wait()
	close(failed)
	return <-failed
}

// keep stores a call that is over.
func keep(ctx context.Context, s store.Calls, r Recording) error {
	return s.Commit(ctx, store.Commit{
		Claim: store.StepKey{Call: r.Call.ID, Step: fmt.Sprint(r.Call.Step)}, Call: r.Call, Events: r.Journal, Reply: []byte("<Response/>"),
	})
}

func keepMenu(ctx context.Context, s store.Versions, revision string, files fs.FS) error {
	kept := store.Revision{ID: revision, Files: map[string][]byte{}}
	names, err := fs.Glob(files, "*.yaml")
	if err != nil {
		return fmt.Errorf("the menus of the invented calls: %w", err)
	}
	for _, name := range names {
		if kept.Files[name], err = fs.ReadFile(files, name); err != nil {
			return fmt.Errorf("the menus of the invented calls: %w", err)
		}
	}
	_, err = s.PublishVersion(ctx, store.Publication{Revision: kept})
	return err
}
