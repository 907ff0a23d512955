package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/okpay/hotline/cmd/hotline/control"
	"github.com/okpay/hotline/cmd/hotline/terminal"
	"github.com/okpay/hotline/config"
	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/ivr/privacy"
	"github.com/okpay/hotline/ivr/twilio"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/live"
	"github.com/okpay/hotline/menus/serving"
	"github.com/okpay/hotline/store"
)

// storeContext is what a command on the store works with, in the server's process or in
// its own.
type storeContext struct {
	terminal.Console
	store     store.Store
	menu      func() (*menus.Menu, error) // read when first needed
	now       func() time.Time
	publisher *live.Publisher // of the server; nil when none runs
	site      string          // where browsers find the hotline, scheme and host
	number    string          // the hotline's own; "" when it is not set
	key       []byte          // HOTLINE_KEY; nil when it is not set
	carrier   privacy.Carrier // keeps callers' recordings; nil when it is not known
	// softphones reports whether browsers can be rung.
	softphones bool
	user       string         // the system's user at the terminal, as the audit names them
	spool      string         // a folder for copies of files that can be read only once
	sent       *control.Files // the files that came with the command line; nil when it came alone
}

// zone is the hotline's time zone.
func (o *storeContext) zone() (*time.Location, error) {
	menu, err := o.menu()
	if err != nil {
		return nil, err
	}
	return menu.Tree.Zone, nil
}

// rules are what the figures by day depend on: the menus' time zone and promises.
func (o *storeContext) rules() (acd.Rules, error) {
	menu, err := o.menu()
	if err != nil {
		return acd.Rules{}, err
	}
	return acd.Rules{Zone: menu.Tree.Zone, Promises: serving.Promises(menu)}, nil
}

// onStore runs a command in the server that holds the store, or opens the
// store when there is none.
func (p program) onStore(ctx context.Context, command storeCommand, args []string, s config.Settings) error {
	if s.Database() {
		return p.workOn(ctx, command, s)
	}
	path := p.Path(s.StoreFile())
	switch served, err := p.inServer(ctx, path, command, args); {
	case err != nil:
		return err
	case served:
		return nil
	}
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		return p.onNewStore(ctx, command, path, s, slices.Contains(args, "--json"))
	}
	return p.workOn(ctx, command, s)
}

// inServer has the server that holds the store run a command. served is false when there
// is none.
func (p program) inServer(ctx context.Context, store string, command storeCommand, args []string) (served bool, err error) {
	r := control.Request{Args: args, Dir: p.Dir, Rich: p.Rich, Lively: p.Lively, Color: p.Color, Typed: p.Typed, Files: filesOf(command)}
	exit, served, err := control.Send(ctx, store, r, p.Out, p.Err)
	if problem, is := errors.AsType[control.FileError](err); is {
		return true, unreadable{fmt.Errorf("import %w", problem)}
	}
	if err == nil && exit != statusDone {
		err = errors.Join(errSaid, exitStatus(exit))
	}
	return served, err
}

// sending is a command that reads files. They are sent to the server, which may not see
// them.
type sending interface{ sends() []string }

// filesOf returns the files that a command reads.
func filesOf(command storeCommand) []string {
	if c, ok := command.(sending); ok {
		return c.sends()
	}
	return nil
}

// workOn runs a command on the settings' store.
func (p program) workOn(ctx context.Context, command storeCommand, s config.Settings) error {
	opened, err := openStore(ctx, s, p.Console)
	if err != nil {
		return err
	}
	o := &storeContext{Console: p.Console, store: opened, key: s.Key.Bytes(), menu: menuOf(s), now: time.Now, site: site(s), number: s.Number, softphones: s.Softphones(), user: control.User(), carrier: recordingsAt(s), spool: os.TempDir()}
	if !s.Database() {
		o.spool = filepath.Dir(p.Path(s.StoreFile()))
	}
	return errors.Join(command.Work(ctx, o), opened.Close())
}

// reading is a command that leaves the store as it is.
type reading interface{ reads() }

// onNewStore runs a command where there is no store yet. It stays so unless the
// command may write, and did not fail. quiet leaves out the note that there is none.
func (p program) onNewStore(ctx context.Context, command storeCommand, path string, s config.Settings, quiet bool) error {
	_, reads := command.(reading)
	where := filepath.Dir(path)
	if reads {
		if !quiet {
			fmt.Fprintf(p.Err, "there was no store at %s (HOTLINE_STORE), and none is made\n", s.StoreFile())
		}
		where = ""
	}
	dir, err := os.MkdirTemp(where, ".hotline-")
	if err != nil {
		return unreadable{fmt.Errorf("making a store: %w", err)}
	}
	defer func() { _ = os.RemoveAll(dir) }()
	begun := filepath.Join(dir, filepath.Base(path))
	fresh := s
	fresh.Store = begun
	if err := p.workOn(ctx, command, fresh); err != nil || reads {
		return err
	}
	if err := os.Link(begun, path); err != nil { // never over one that another has made meanwhile
		return fmt.Errorf("keeping the new store: %w", err)
	}
	fmt.Fprintf(p.Err, "there was no store at %s (HOTLINE_STORE): it begins empty\n", s.StoreFile())
	return nil
}

// run runs a command line that came through the socket, and returns its exit status.
func (o storeContext) run(ctx context.Context, r control.Received) int {
	o.Console = terminal.Console{Out: r.Out, Err: r.Err, Dir: r.Dir, Rich: r.Rich, Lively: r.Lively, Color: r.Color, Typed: r.Typed}
	o.sent, o.user = r.Sent, r.User
	p := program{Console: o.Console, lookup: func(string) (string, bool) { return "", false }}
	return p.told(p.executeHere(ctx, r.Args, &o))
}

func (p program) executeHere(ctx context.Context, args []string, o *storeContext) error {
	_, selected, err := p.parse(args)
	if err != nil || selected == nil {
		return err
	}
	command, ok := selected.Selected().Target.Addr().Interface().(storeCommand)
	if !ok {
		return unreadable{errors.New("this command does not work on the store")}
	}
	return command.Work(ctx, o)
}

// recordingsAt reaches the recordings of the settings' account; nil when there is none.
func recordingsAt(s config.Settings) privacy.Carrier {
	if s.AccountSID == "" || s.AuthToken == "" {
		return nil
	}
	carrier, err := twilio.NewREST(twilio.Config{AccountSID: s.AccountSID, AuthToken: ivr.Secret(s.AuthToken.Reveal()), BaseURL: s.APIURL})
	if err != nil {
		return nil
	}
	return carrier
}
