package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/okpay/hotline/config"
	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/store/bolt"
)

// keyRotate is `hotline key rotate`.
type keyRotate struct{}

// secretOf implements [sealing]: the server's own settings may lack the next key.
func (*keyRotate) secretOf(s config.Settings) ivr.Secret { return ivr.Secret(s.KeyNext.Reveal()) }

// sealing is a command that takes a secret from the settings where it is given, also when
// a server runs it.
type sealing interface {
	secretOf(s config.Settings) ivr.Secret
}

// Work encrypts all records with a new key, and the keys with HOTLINE_KEY_NEXT if there is
// one. A store that is not encrypted yet becomes so with HOTLINE_KEY.
func (*keyRotate) Work(ctx context.Context, o *storeContext) error {
	kept, is := o.store.(*bolt.Store)
	if !is {
		return unreadable{errors.New("this store is not kept in a file of the hotline's: its records are encrypted by its database")}
	}
	at, err := kept.AtRest(ctx)
	if err != nil {
		return err
	}
	action, work := "key.rotate", func() error { return kept.Rotate(ctx, o.nextKey(), o.progress()) }
	switch {
	case !at.Encrypted && len(o.key) == 0:
		return unreadable{errors.New("HOTLINE_KEY is missing; set it to what openssl rand -base64 32 prints, and start the hotline anew if it runs")}
	case !at.Encrypted:
		action, work = "key.begin", func() error { return kept.Encrypt(ctx, o.key, o.progress()) }
	}
	if err := o.audit(ctx, action, "", ""); err != nil {
		return err
	}
	if err := work(); err != nil {
		return err
	}
	return o.keyRotated(ctx, kept)
}

// keyRotated says what is left to do.
func (o *storeContext) keyRotated(ctx context.Context, kept *bolt.Store) error {
	at, err := kept.AtRest(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintln(o.Out, "all records are encrypted with a new key")
	if at.NextKey {
		fmt.Fprintln(o.Out, "put HOTLINE_KEY_NEXT in the place of HOTLINE_KEY; backups made until now still need the old one")
	}
	if at.Readable {
		fmt.Fprintln(o.Out, "the file may still hold records from before: stop the hotline and run hotline store compact")
	}
	return nil
}

// nextKey is the key that was given with the command; nil for none.
func (o *storeContext) nextKey() []byte {
	if o.Typed == "" {
		return nil
	}
	return config.Secret(o.Typed.Reveal()).Bytes()
}

// progress reports how far a long rewrite has come, every few seconds.
func (o *storeContext) progress() func(bolt.Progress) {
	told := time.Now()
	return func(p bolt.Progress) {
		if now := time.Now(); now.Sub(told) > time.Second {
			told = now
			fmt.Fprintf(o.Err, "part %d of %d, %d records\n", p.Job, p.Jobs, p.Records)
		}
	}
}
