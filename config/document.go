package config

import (
	"bytes"
	"fmt"
	"net/url"
	"reflect"
	"strconv"
	"strings"
)

// Field is a setting as its documentation shows it.
type Field struct {
	Flag, Env  string
	Default    string
	Example    string
	RequiredBy string // the command that cannot start without it
	Help       string
	Secret     bool

	values []string // what is set
	shown  string   // how much of an address is: "host", or "store" without a password; "" is all
}

// Fields lists every setting, in order.
func Fields() []Field { return Settings{}.fields() }

func (s Settings) fields() []Field {
	v := reflect.ValueOf(s)
	fields := make([]Field, v.NumField())
	for i := range fields {
		tag := v.Type().Field(i).Tag
		value := v.Field(i)
		fields[i] = Field{
			Flag: "--" + tag.Get("name"), Env: tag.Get("env"), Default: tag.Get("default"), Example: tag.Get("example"),
			RequiredBy: tag.Get("required-by"), Help: tag.Get("help"),
			Secret: value.Type() == reflect.TypeFor[Secret](), values: valuesOf(value),
			shown: tag.Get("shown"),
		}
	}
	return fields
}

// Fields returns every setting with what is set, in order.
func (s Settings) Fields() []Field { return s.fields() }

// Value returns what is set, with commas between several: a secret as stars, and of an address that may
// hold one the host alone, or, of a database, all but password and parameters.
func (f Field) Value() string {
	value := strings.Join(f.values, ",")
	switch {
	case f.Secret:
		return Secret(value).String()
	case f.shown == "host" && value != "":
		return hostOf(value)
	case f.shown == "store":
		return nameOf(value)
	}
	return value
}

// Holds reports whether a value, as it is written in the environment, is what is set; "" is nothing.
func (f Field) Holds(value string) bool { return strings.Join(f.values, ",") == value }

// Origin says where the value is from, beside an environment: a flag is known by a value that nothing else gives.
func (f Field) Origin(env Environment) string {
	from := env.Origin(f.Env)
	if from != "" {
		if value, err := env.Lookup(f.Env); err == nil && f.Holds(value) {
			return from
		}
		return "flag: " + f.Flag
	}
	switch {
	case f.Holds(""):
		return "not set"
	case f.Holds(f.Default):
		return "default"
	}
	return "flag: " + f.Flag
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return hidden
	}
	return u.Scheme + "://" + u.Host + "/" + hidden
}

func valuesOf(v reflect.Value) []string {
	switch v.Kind() {
	case reflect.Bool:
		return []string{strconv.FormatBool(v.Bool())}
	case reflect.Slice:
		return v.Interface().([]string)
	case reflect.Int:
		return []string{strconv.FormatInt(v.Int(), 10)}
	}
	if v.String() == "" {
		return nil
	}
	return []string{v.String()}
}

// EnvOf returns the environment name of the setting that a flag, named without its dashes, sets; "" for
// a flag that sets none.
func EnvOf(flag string) string {
	for _, f := range Fields() {
		if f.Flag == "--"+flag {
			return f.Env
		}
	}
	return ""
}

func known(env string) bool {
	for _, f := range Fields() {
		if f.Env == env {
			return true
		}
	}
	return false
}

// Example returns a .env file with every setting: those that serve needs are to be filled in, all
// others are commented out.
func Example() []byte {
	var b bytes.Buffer
	b.WriteString("# The hotline's settings; copy to .env. The environment wins over this file, a flag over both.\n" +
		"# Of every setting X, X_FILE may name a file that holds the value.\n")
	for _, f := range Fields() {
		fmt.Fprintf(&b, "\n# %s\n", f.Help)
		if f.RequiredBy != "" {
			fmt.Fprintf(&b, "# Needed by %s.\n%s=%s\n", f.RequiredBy, f.Env, f.Example)
			continue
		}
		fmt.Fprintf(&b, "#%s=%s\n", f.Env, f.Default+f.Example)
	}
	return b.Bytes()
}

// Reference returns the page that documents every setting, in Markdown.
func Reference() []byte {
	var b bytes.Buffer
	b.WriteString("# Settings\n\n" +
		"Made from the program itself (`make generate`). A flag wins over the environment, that over a `.env` file\n" +
		"(`--env-file`), that over the default. Of every setting `X`, `X_FILE` may name a file that holds the value, as\n" +
		"secrets are mounted. A missing or malformed setting stops the start with a line that names it (exit status 2).\n\n" +
		"| setting | flag | default | meaning |\n| --- | --- | --- | --- |\n")
	for _, f := range Fields() {
		fmt.Fprintf(&b, "| `%s` | `%s` | %s | %s |\n", f.Env, f.Flag, f.defaultCell(), strings.ReplaceAll(f.Help, "|", `\|`))
	}
	return b.Bytes()
}

func (f Field) defaultCell() string {
	switch {
	case f.RequiredBy != "":
		return "needed by `" + f.RequiredBy + "`"
	case f.Default != "":
		return "`" + f.Default + "`"
	}
	return ""
}
