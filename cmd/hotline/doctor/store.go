package doctor

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/okpay/hotline/cmd/hotline/probe"
	"github.com/okpay/hotline/store/bolt"
)

// checkStore looks whether the store can be opened, or is in a running hotline's hands.
func (d Doctor) checkStore(ctx context.Context) []Diagnosis {
	if d.Settings.Database() {
		return d.checkDatabase(ctx)
	}
	if _, err := os.Stat(d.Store); errors.Is(err, fs.ErrNotExist) {
		folder := filepath.Dir(d.Store)
		if info, err := os.Stat(folder); err != nil || !info.IsDir() {
			return []Diagnosis{bad("store", folder+" is no folder", "make it, or set HOTLINE_STORE")}
		}
		return []Diagnosis{well("store", "%s is not there yet: serve makes it", d.Store)}
	}
	opened, err := bolt.Open(d.Store, bolt.Options{ReadOnly: true})
	switch {
	case errors.Is(err, bolt.ErrInUse):
		return d.running(ctx)
	case err != nil:
		return []Diagnosis{bad("store", err.Error(), "docs/operating.md, A damaged file")}
	}
	defer func() { _ = opened.Close() }() // it was only read
	aside, err := opened.Aside(ctx)
	if err != nil {
		return []Diagnosis{bad("store", err.Error(), "docs/operating.md, A damaged file")}
	}
	if aside > 0 {
		return []Diagnosis{warn("store", fmt.Sprintf("%d damaged records were put aside", aside), "hotline store check "+d.Store)}
	}
	return []Diagnosis{well("store", "%s opens; no hotline has it", d.Store)}
}

// checkDatabase looks whether the database answers, and how a hotline of this machine that uses it is.
func (d Doctor) checkDatabase(ctx context.Context) []Diagnosis {
	found := []Diagnosis{well("store", "the database answers: %s", d.Settings.StoreName())}
	if err := d.Database(ctx); err != nil {
		found = []Diagnosis{bad("store", d.Settings.StoreName()+": "+err.Error(), "see to the database, or to HOTLINE_STORE")}
	}
	if r, ok := probe.Ready(ctx, d.Settings.HealthAddr()); ok {
		found = append(found, ofReadiness(r)...)
	}
	return found
}

// running asks the hotline that has the store how it is.
func (d Doctor) running(ctx context.Context) []Diagnosis {
	r, ok := probe.Ready(ctx, d.Settings.HealthAddr())
	if !ok {
		return []Diagnosis{bad("store", "another process has it, and no hotline answers at "+d.Settings.HealthAddr(), "set HOTLINE_ADDR or HOTLINE_OPS_ADDR as the hotline has it")}
	}
	return append([]Diagnosis{well("store", "a running hotline has it, and answers at %s", d.Settings.HealthAddr())}, ofReadiness(r)...)
}

// ofReadiness is what a running hotline says of itself.
func ofReadiness(r probe.Readiness) (found []Diagnosis) {
	if !r.Ready {
		found = append(found, bad("ready", "the running hotline is about to stop", "start it again"))
	}
	for _, text := range r.Warnings {
		found = append(found, warn("ready", text, "docs/operating.md"))
	}
	return found
}

// Bounds of the disk's room, in bytes.
const (
	diskScarce = 1 << 30
	diskFull   = 256 << 20
)

// checkDisk looks how much room the store's disk has left. It says nothing of a database, nor of a folder that is not
// there, which checkStore finds.
func (d Doctor) checkDisk(context.Context) []Diagnosis {
	if _, err := os.Stat(filepath.Dir(d.Store)); err != nil || d.Settings.Database() {
		return nil
	}
	return []Diagnosis{ofDisk(bolt.DiskFree(filepath.Dir(d.Store)))}
}

// ofDisk is what so many bytes of room mean; less than none are not known.
func ofDisk(free int64) Diagnosis {
	text := fmt.Sprintf("%d MB are left where the store is", free>>20)
	const mend = "make room: docs/operating.md, The disk is full"
	switch {
	case free < 0:
		return well("disk", "this system does not tell how much is left")
	case free < diskFull:
		return bad("disk", text, mend)
	case free < diskScarce:
		return warn("disk", text, mend)
	}
	return well("disk", "%s", text)
}
