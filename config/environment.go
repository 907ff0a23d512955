package config

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"regexp"
	"strings"
)

// DefaultFile is the settings file that is read if it exists.
const DefaultFile = ".env"

// Environment holds the sources of settings below the flags: environment variables, then a .env file.
// Instead of a setting X, X_FILE may name a file that contains the value, as secrets are mounted.
type Environment struct {
	variable func(string) (string, bool)
	file     map[string]string
}

// Read takes variables from lookup (os.LookupEnv) and the file. DefaultFile may be missing; any other
// file may not.
func Read(lookup func(string) (string, bool), file string) (Environment, error) {
	env := Environment{variable: lookup}
	f, err := os.Open(file)
	switch {
	case errors.Is(err, fs.ErrNotExist) && file == DefaultFile:
		return env, nil
	case err != nil:
		return env, fmt.Errorf("settings file: %w", err)
	}
	defer f.Close()
	env.file, err = parse(f, file)
	return env, err
}

// Lookup returns the value of a setting, "" when it is not set. An error names the setting, and never
// contains a value. A file that is named must hold one: a secret that was mounted empty is not a
// setting that was left out, or the store would be kept readable where HOTLINE_KEY_FILE is set.
func (e Environment) Lookup(name string) (string, error) {
	value, path := e.get(name), e.get(name+"_FILE")
	switch {
	case path == "":
		return value, nil
	case value != "":
		return "", Problem{name, "is set, and so is " + name + "_FILE", "keep one of them"}
	}
	content, err := os.ReadFile(path)
	if err != nil {
		return "", Problem{name + "_FILE", "names a file that cannot be read: " + reason(err), "name a readable file that holds the value"}
	}
	if value = strings.TrimSpace(string(content)); value == "" {
		return "", Problem{name + "_FILE", "names a file with nothing in it", "put the value into it, or take the setting out"}
	}
	return value, nil
}

// Origin returns where a setting's value is from: the variable or the line of the settings file that
// holds it, or that names the file with it; "" when it is not set there.
func (e Environment) Origin(name string) string {
	for _, key := range []string{name, name + "_FILE"} {
		if value, ok := e.variable(key); ok && value != "" {
			return "environment: " + key
		}
		if e.file[key] != "" {
			return "settings file: " + key
		}
	}
	return ""
}

func (e Environment) get(name string) string {
	if value, ok := e.variable(name); ok && value != "" {
		return value
	}
	return e.file[name]
}

// reason returns a file system error without the path, which the message has already.
func reason(err error) string {
	if pathError := (*fs.PathError)(nil); errors.As(err, &pathError) {
		return pathError.Err.Error()
	}
	return err.Error()
}

var assignment = regexp.MustCompile(`^(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*)$`)

// parse reads NAME=VALUE lines; # begins a comment, and values may be quoted.
// An unknown HOTLINE_ name is an error: a misspelt setting would be lost
// silently.
func parse(r io.Reader, file string) (map[string]string, error) {
	values := map[string]string{}
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(strings.TrimPrefix(lines.Text(), "\ufeff"))
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		m := assignment.FindStringSubmatch(line)
		if m == nil {
			return nil, fmt.Errorf("%s:%d: want NAME=VALUE", file, n)
		}
		name, value := m[1], unquote(m[2])
		if strings.HasPrefix(name, "HOTLINE_") && !known(strings.TrimSuffix(name, "_FILE")) {
			return nil, fmt.Errorf("%s:%d: there is no setting %s; see docs/SETTINGS.md", file, n, name)
		}
		values[name] = value
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return values, nil
}

// unquote removes quotes or, without quotes, a comment after the value.
func unquote(value string) string {
	if len(value) > 1 && (value[0] == '"' || value[0] == '\'') {
		if end := strings.IndexByte(value[1:], value[0]); end >= 0 {
			return value[1 : end+1]
		}
	}
	value, _, _ = strings.Cut(value, " #")
	return strings.TrimSpace(value)
}
