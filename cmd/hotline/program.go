package main

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/alecthomas/kong"
	"github.com/willabides/kongplete"

	"github.com/okpay/hotline/cmd/hotline/demo"
	"github.com/okpay/hotline/cmd/hotline/flags"
	"github.com/okpay/hotline/cmd/hotline/terminal"
)

// Exit statuses.
const (
	statusDone  = 0
	statusNo    = 1 // the answer is no, or what was asked could not be done
	statusUsage = 2 // wrong use, or unreadable input
)

// unreadable marks an error as one of usage or input.
type unreadable struct{ error }

func (u unreadable) Unwrap() error { return u.error }

func status(err error) int {
	switch {
	case err == nil:
		return statusDone
	case errors.As(err, &unreadable{}):
		return statusUsage
	}
	return statusNo
}

// errSaid is a no that the command has told already.
var errSaid = errors.New("no")

// program is one use of the command line.
type program struct {
	terminal.Console
	lookup func(string) (string, bool) // of environment variables
}

// storeCommand works on the store: in the server that holds it, or here.
type storeCommand interface {
	Work(ctx context.Context, o *storeContext) error
}

// sometimes is a command that works on the store only when asked to.
type sometimes interface{ needsStore() bool }

func needsStore(command any) bool {
	c, ok := command.(sometimes)
	return !ok || c.needsStore()
}

// asking is a command that needs a secret: it is typed where the command is
// given, also when a server runs it.
type asking interface {
	ask() (prompt string, stdin bool)
}

// inspecting is a command that looks at the settings, whatever is wrong with them.
type inspecting interface{ inspects() }

// run takes a command line to its exit status.
func (p program) run(ctx context.Context, args []string) int {
	return p.told(p.execute(ctx, args))
}

// told prints an error and gives its exit status.
func (p program) told(err error) int {
	if err != nil && !errors.Is(err, errSaid) {
		fmt.Fprintln(p.Err, err)
	}
	if exit := (exitStatus)(0); errors.As(err, &exit) {
		return int(exit)
	}
	return status(err)
}

func (p program) execute(ctx context.Context, args []string) error {
	g, selected, err := p.parse(args)
	if err != nil || selected == nil {
		return err
	}
	target := selected.Selected().Target.Addr().Interface()
	if _, looks := target.(inspecting); !looks {
		if err := g.Settings.Check(); err != nil {
			return unreadable{err}
		}
	}
	if command, ok := target.(asking); ok {
		if p.Typed, err = p.ReadSecret(command.ask()); err != nil {
			return unreadable{err}
		}
	}
	if command, ok := target.(sealing); ok {
		p.Typed = command.secretOf(g.Settings)
	}
	if command, ok := target.(storeCommand); ok && needsStore(target) {
		return p.onStore(ctx, command, args, g.Settings)
	}
	selected.BindTo(ctx, (*context.Context)(nil))
	return selected.Run(g.Settings, p.Console, settingsSource{lookup: p.lookup, file: g.EnvFile})
}

// parse reads a command line; the context is nil when help was asked for and
// printed.
func (p program) parse(args []string) (*grammar, *kong.Context, error) {
	g, helped := &grammar{}, false
	parser, err := kong.New(g,
		kong.Name("hotline"),
		kong.Description("A telephone hotline: menus in, calls answered."),
		kong.Vars{"caller": demo.Caller},
		kong.Writers(p.Out, p.Err),
		kong.Exit(func(int) { helped = true }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, NoExpandSubcommands: true}),
		kong.WithHyphenPrefixedParameters(true), // a group of keys may be "-"
		flags.Settings(p.lookup),
	)
	if err != nil {
		return nil, nil, err
	}
	kongplete.Complete(parser)
	if len(args) > 0 && args[0] == "help" { // as --help, for those who ask so
		args = append(slices.Clone(args[1:]), "--help")
	}
	selected, err := parser.Parse(args)
	switch {
	case helped:
		return g, nil, nil
	case flags.Problem(err) != nil:
		return nil, nil, unreadable{flags.Problem(err)}
	case err != nil:
		return nil, nil, unreadable{fmt.Errorf("hotline: %w; see hotline --help", err)}
	}
	return g, selected, nil
}

// exitStatus is the status that a command had elsewhere, where it told all.
type exitStatus int

func (e exitStatus) Error() string { return fmt.Sprintf("exit status %d", int(e)) }
