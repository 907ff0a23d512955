package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"reflect"

	"github.com/alecthomas/kong"
	"github.com/willabides/kongplete"

	"github.com/okpay/hotline/config"
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
	console
	lookup func(string) (string, bool) // of environment variables
}

// storeCommand works on the store: in the server that holds it, or here.
type storeCommand interface {
	Work(ctx context.Context, o *office) error
}

// run takes a command line to its exit status.
func (p program) run(ctx context.Context, args []string) int {
	return p.told(p.execute(ctx, args))
}

// told prints an error and gives its exit status.
func (p program) told(err error) int {
	if err != nil && !errors.Is(err, errSaid) {
		fmt.Fprintln(p.err, err)
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
	if err := g.Settings.Check(); err != nil {
		return unreadable{err}
	}
	if command, ok := selected.Selected().Target.Addr().Interface().(storeCommand); ok {
		return p.onStore(ctx, command, args, g.Settings)
	}
	selected.BindTo(ctx, (*context.Context)(nil))
	return selected.Run(g.Settings, p.console)
}

// parse reads a command line; the context is nil when help was asked for and
// printed.
func (p program) parse(args []string) (*grammar, *kong.Context, error) {
	g, helped := &grammar{}, false
	parser, err := kong.New(g,
		kong.Name("hotline"),
		kong.Description("A telephone hotline: menus in, calls answered."),
		kong.Writers(p.out, p.err),
		kong.Exit(func(int) { helped = true }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, NoExpandSubcommands: true}),
		kong.PostBuild(leaveEnvironment),
		kong.WithBeforeResolve(func(ctx *kong.Context) error { return p.resolve(ctx, g) }),
	)
	if err != nil {
		return nil, nil, err
	}
	kongplete.Complete(parser)
	selected, err := parser.Parse(args)
	switch {
	case helped:
		return g, nil, nil
	case err != nil:
		return nil, nil, unreadable{fmt.Errorf("hotline: %w; see hotline --help", err)}
	}
	return g, selected, nil
}

// leaveEnvironment lets kong show the environment's names in its help without
// reading them: package config does, with .env and X_FILE.
func leaveEnvironment(k *kong.Kong) error {
	for _, flag := range k.Model.Flags {
		flag.Tag.Envs = nil
	}
	return nil
}

// resolve gives flags that are not set their values from the environment.
func (p program) resolve(ctx *kong.Context, g *grammar) error {
	env, err := config.Read(p.lookup, flagValue(ctx, "env-file"))
	if err != nil {
		return err
	}
	ctx.AddResolver(kong.ResolverFunc(func(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
		if len(flag.Envs) == 0 {
			return nil, nil
		}
		value, err := env.Lookup(flag.Envs[0])
		if value == "" || err != nil {
			return nil, err
		}
		return value, countProblem(flag, value)
	}))
	return nil
}

// countProblem names the setting, which kong would not.
func countProblem(flag *kong.Flag, value string) error {
	if flag.Target.Kind() != reflect.Int {
		return nil
	}
	if wrong, mend := config.CheckCount(value); wrong != "" {
		return config.Problem{Setting: flag.Envs[0], Wrong: wrong, Mend: mend}
	}
	return nil
}

func flagValue(ctx *kong.Context, name string) string {
	for _, flag := range ctx.Model.Flags {
		if flag.Name == name {
			return fmt.Sprint(ctx.FlagValue(flag))
		}
	}
	return ""
}

// exitStatus is the status that a command had elsewhere, where it told all.
type exitStatus int

func (e exitStatus) Error() string { return fmt.Sprintf("exit status %d", int(e)) }

// discard is a console for what nobody looks at.
func discard() console { return console{out: io.Discard, err: io.Discard} }
