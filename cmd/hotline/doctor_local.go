package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/okpay/hotline/menus/check"
	"github.com/okpay/hotline/store/bolt"
)

// checkSettings looks at what serve asks of the settings.
func (d doctor) checkSettings(context.Context) []diagnosis {
	err := d.settings.CheckServe()
	if err == nil {
		return []diagnosis{well("settings", "all that serve needs is set and well formed")}
	}
	var found []diagnosis
	for line := range strings.SplitSeq(err.Error(), "\n") {
		wrong, mend, _ := strings.Cut(line, "; ")
		found = append(found, bad("settings", wrong, mend))
	}
	return found
}

// othersMay are the permissions that people other than the owner have on a file.
const othersMay fs.FileMode = 0o007

// exposed says who else may read or change the hotline's files; "" for nobody. A file that
// is not there exposes nothing, nor does a device such as /dev/null.
func exposed(path string, may fs.FileMode) string {
	info, err := os.Stat(path)
	if err != nil || info.Mode()&fs.ModeDevice != 0 || info.Mode().Perm()&may == 0 {
		return ""
	}
	return fmt.Sprintf("%s has mode %04o: others on this machine can use it", path, info.Mode().Perm())
}

// exposures are the hotline's files that others may use, and how to close each.
func exposures(envFile, store string) (found []diagnosis) {
	for _, f := range []struct{ check, path, mode string }{{"env file", envFile, "600"}, {"store file", store, "600"}} {
		if text := exposed(f.path, othersMay); text != "" {
			found = append(found, warn(f.check, text, "chmod "+f.mode+" "+f.path))
		}
	}
	folder := filepath.Dir(store)
	if info, err := os.Stat(folder); err == nil && info.Mode().Perm()&0o002 != 0 && info.Mode()&fs.ModeSticky == 0 {
		found = append(found, warn("store folder", exposed(folder, 0o002)+", and put another file in the store's place", "chmod o-w "+folder))
	}
	return found
}

// checkFiles looks at who may use the settings file and the store.
func (d doctor) checkFiles(context.Context) []diagnosis {
	if found := exposures(d.envFile, d.store); len(found) > 0 {
		return found
	}
	return []diagnosis{well("files", "settings file and store are this user's alone")}
}

// checkStore looks whether the store can be opened, or is in a running hotline's hands.
func (d doctor) checkStore(ctx context.Context) []diagnosis {
	if _, err := os.Stat(d.store); errors.Is(err, fs.ErrNotExist) {
		folder := filepath.Dir(d.store)
		if info, err := os.Stat(folder); err != nil || !info.IsDir() {
			return []diagnosis{bad("store", folder+" is no folder", "make it, or set HOTLINE_STORE")}
		}
		return []diagnosis{well("store", "%s is not there yet: serve makes it", d.store)}
	}
	opened, err := bolt.Open(d.store, bolt.Options{ReadOnly: true})
	switch {
	case errors.Is(err, bolt.ErrInUse):
		return d.running(ctx)
	case err != nil:
		return []diagnosis{bad("store", err.Error(), "docs/operating.md, A damaged file")}
	}
	defer func() { _ = opened.Close() }() // it was only read
	aside, err := opened.Aside(ctx)
	if err != nil {
		return []diagnosis{bad("store", err.Error(), "docs/operating.md, A damaged file")}
	}
	if aside > 0 {
		return []diagnosis{warn("store", fmt.Sprintf("%d damaged records were put aside", aside), "hotline store check "+d.store)}
	}
	return []diagnosis{well("store", "%s opens; no hotline has it", d.store)}
}

// running asks the hotline that has the store how it is.
func (d doctor) running(ctx context.Context) []diagnosis {
	r, ok := ask[readiness](ctx, d.settings.HealthAddr(), "/readyz")
	if !ok {
		return []diagnosis{bad("store", "another process has it, and no hotline answers at "+d.settings.HealthAddr(), "set HOTLINE_ADDR or HOTLINE_OPS_ADDR as the hotline has it")}
	}
	found := []diagnosis{well("store", "a running hotline has it, and answers at %s", d.settings.HealthAddr())}
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

// checkDisk looks how much room the store's disk has left.
func (d doctor) checkDisk(context.Context) []diagnosis {
	free := bolt.DiskFree(filepath.Dir(d.store))
	text := fmt.Sprintf("%d MB are left where the store is", free>>20)
	const mend = "make room: docs/operating.md, The disk is full"
	switch {
	case free < 0:
		return []diagnosis{well("disk", "this system does not tell how much is left")}
	case free < diskFull:
		return []diagnosis{bad("disk", text, mend)}
	case free < diskScarce:
		return []diagnosis{warn("disk", text, mend)}
	}
	return []diagnosis{well("disk", "%s", text)}
}

// checkMenus looks whether the menus load, are proved, and know this year's and the next
// year's public holidays.
func (d doctor) checkMenus(ctx context.Context) []diagnosis {
	menu, err := loadMenu(d.settings.Menus)
	if err != nil {
		return []diagnosis{bad("menus", strings.ReplaceAll(err.Error(), "\n", "; "), "hotline check")}
	}
	report := check.Prove(menu, d.now(), check.Options{Bare: true, Stop: liveBounds.stop(ctx)})
	found := []diagnosis{well("menus", "revision %s is proved", menu.Tree.Revision)}
	if check.Failed(report.Findings) {
		found = []diagnosis{bad("menus", "check refuses them", "hotline check")}
	}
	unknown := menu.Unknown(d.now())
	if len(unknown) == 0 {
		return append(found, well("calendar", "the public holidays of this year and, from October on, the next are known"))
	}
	for _, year := range unknown {
		found = append(found, warn("calendar", fmt.Sprintf("the public holidays of %d are not known", year), "docs/operating.md, The calendar ends"))
	}
	return found
}

// checkFallback looks whether anybody is rung when the hotline cannot answer.
func (d doctor) checkFallback(context.Context) []diagnosis {
	if len(d.settings.FallbackNumber) == 0 {
		return []diagnosis{warn("fallback", "HOTLINE_FALLBACK_NUMBER is not set: nobody is rung when the hotline cannot answer", "name the telephones of people who can")}
	}
	return []diagnosis{well("fallback", "telephones that ring when the hotline cannot answer: %d", len(d.settings.FallbackNumber))}
}
