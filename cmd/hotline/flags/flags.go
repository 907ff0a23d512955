// Package flags lets the flags of a command line have their values from the settings of
// package config: environment variables, files that these name, and a file of settings.
package flags

import (
	"errors"
	"fmt"
	"reflect"
	"sync"

	"github.com/alecthomas/kong"

	"github.com/okpay/hotline/config"
)

// Settings gives the flags that are settings their values where the command line does not,
// and names in the help what else sets them. lookup finds environment variables. The grammar
// has a flag --env-file, which names the file of settings.
func Settings(lookup func(string) (string, bool)) kong.Option {
	return kong.OptionFunc(func(k *kong.Kong) error {
		for _, option := range []kong.Option{
			kong.Help(shortHelp), kong.PostBuild(leaveEnvironment), kong.ValueFormatter(nameEnvironment), kong.Resolvers(resolver(lookup)),
		} {
			if err := option.Apply(k); err != nil {
				return err
			}
		}
		return nil
	})
}

// Problem returns what is wrong with a setting, without the flag that kong puts before it;
// nil when the error is of another kind.
func Problem(err error) error {
	var s settingError
	errors.As(err, &s)
	return s.error
}

// settingError marks an error of a setting, which names it.
type settingError struct{ error }

// shortHelp lists the settings in the program's own help, and leaves them out of each
// command's.
func shortHelp(options kong.HelpOptions, ctx *kong.Context) error {
	if ctx.Selected() == nil {
		return kong.DefaultHelpPrinter(options, ctx)
	}
	for _, flag := range ctx.Model.Flags {
		flag.Hidden = flag.Name != "help" && flag.Name != "store"
	}
	if err := kong.DefaultHelpPrinter(options, ctx); err != nil {
		return err
	}
	_, err := fmt.Fprintln(ctx.Stdout, "\nMore settings: hotline --help")
	return err
}

// leaveEnvironment keeps kong from reading environment variables: package config
// does, with .env and X_FILE.
func leaveEnvironment(k *kong.Kong) error {
	for _, flag := range k.Model.Flags {
		flag.Tag.Envs = nil
	}
	return nil
}

// nameEnvironment names in the help the environment variable that sets a flag, too.
func nameEnvironment(value *kong.Value) string {
	if env := config.EnvOf(value.Name); env != "" {
		return value.Help + " [" + env + "]"
	}
	return value.Help
}

// resolver gives flags that are not set their values from the environment. The
// file is read once, when the command line has named it.
func resolver(lookup func(string) (string, bool)) kong.Resolver {
	var env config.Environment
	var failed error
	var once sync.Once
	return kong.ResolverFunc(func(ctx *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
		name := config.EnvOf(flag.Name)
		if name == "" {
			return nil, nil
		}
		once.Do(func() { env, failed = config.Read(lookup, envFile(ctx)) })
		if failed != nil {
			return nil, settingError{failed}
		}
		value, err := env.Lookup(name)
		if err == nil && value != "" {
			err = countProblem(flag, name, value)
		}
		switch {
		case err != nil:
			return nil, settingError{err}
		case value == "":
			return nil, nil
		}
		return value, nil
	})
}

// countProblem names the setting, which kong would not.
func countProblem(flag *kong.Flag, name, value string) error {
	if flag.Target.Kind() != reflect.Int {
		return nil
	}
	if wrong, mend := config.CheckCount(value); wrong != "" {
		return config.Problem{Setting: name, Wrong: wrong, Mend: mend}
	}
	return nil
}

// envFile is the file of settings that the command line names.
func envFile(ctx *kong.Context) string {
	for _, flag := range ctx.Model.Flags {
		if flag.Name == "env-file" {
			return fmt.Sprint(ctx.FlagValue(flag))
		}
	}
	return config.DefaultFile
}
