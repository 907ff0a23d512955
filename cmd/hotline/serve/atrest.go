package serve

import (
	"context"
	"time"

	"github.com/okpay/hotline/store/bolt"
)

// atRestDeadline bounds the question how the store is kept.
const atRestDeadline = time.Second

// atRest is what an operator should know of how the store is kept on the disk.
func (h *Hotline) atRest() []string {
	kept, is := h.Store.(*bolt.Store)
	if !is || h.Handsets {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), atRestDeadline)
	defer cancel()
	at, err := kept.AtRest(ctx)
	switch {
	case err != nil:
		return nil // the store does not answer, which is told elsewhere
	case !at.Encrypted:
		return []string{"the store's records are readable to whoever has its file: set HOTLINE_KEY"}
	}
	var warnings []string
	if at.Rewriting {
		warnings = append(warnings, "the store's records are being encrypted")
	}
	if at.Readable && !at.Rewriting {
		warnings = append(warnings, "the store's file may still hold records from before it was encrypted: stop the hotline and run hotline store compact")
	}
	if at.NextKey {
		warnings = append(warnings, "the store's key is HOTLINE_KEY_NEXT: put it in the place of HOTLINE_KEY")
	}
	return warnings
}

// encrypt encrypts a store that is not encrypted yet, and goes on where a process that did
// so was stopped, while calls are answered.
func (h *Hotline) encrypt(ctx context.Context) error {
	kept, is := h.Store.(*bolt.Store)
	if !is {
		return nil
	}
	at, err := kept.AtRest(ctx)
	if err != nil || at.Encrypted && !at.Rewriting || !at.Encrypted && h.Settings.Key == "" {
		return err
	}
	h.Log.Info().Msg("the store's records are being encrypted")
	var told time.Time
	err = kept.Encrypt(ctx, h.Settings.Key.Bytes(), func(p bolt.Progress) {
		if now := time.Now(); now.Sub(told) > progressEvery {
			told = now
			h.Log.Info().Int("part", p.Job).Int("parts", p.Jobs).Int("records", p.Records).Msg("the store's records are being encrypted")
		}
	})
	switch {
	case ctx.Err() != nil:
		return nil // it goes on at the next start
	case err != nil:
		h.Log.Error().Err(err).Msg("the store's records could not be encrypted")
		return nil // calls are answered nevertheless; /readyz says so
	}
	h.Log.Info().Msg("the store is encrypted")
	return nil
}

// progressEvery is how often a long work on the store is told of.
const progressEvery = 10 * time.Second
