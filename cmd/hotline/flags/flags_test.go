package flags

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/alecthomas/kong"
	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/config"
)

// grammar is a command line with settings.
type grammar struct {
	config.Settings `embed:""`
	EnvFile         string   `default:".env"`
	Show            struct{} `cmd:"" help:"Show."`
}

// parsed reads a command line with these environment variables.
func parsed(t *testing.T, env map[string]string, args ...string) (g grammar, help string, err error) {
	t.Helper()
	var out bytes.Buffer
	k, err := kong.New(&g, kong.Writers(&out, &out), kong.Exit(func(int) {}), Settings(func(name string) (string, bool) {
		value, is := env[name]
		return value, is
	}))
	require.NoError(t, err)
	_, err = k.Parse(args)
	return g, out.String(), err
}

// A flag comes before the environment, and that before the file of settings.
func TestWhereSettingsComeFrom(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "settings")
	require.NoError(t, os.WriteFile(file, []byte("HOTLINE_STORE=of-file.db\nHOTLINE_MENUS=menus\nHOTLINE_CALLS_PER_HOUR=7\n"), 0o600))
	g, _, err := parsed(t, map[string]string{"HOTLINE_STORE": "of-env.db", "HOTLINE_MENUS": "others"}, "--env-file", file, "--menus", "mine", "show")
	require.NoError(t, err)
	require.Equal(t, "mine", g.Menus)
	require.Equal(t, "of-env.db", g.Store)
	require.Equal(t, 7, g.CallsPerHour)
}

// What is wrong with a setting names the setting, not a flag that nobody wrote.
func TestProblemNamesTheSetting(t *testing.T) {
	t.Parallel()
	_, _, err := parsed(t, map[string]string{"HOTLINE_CALLS_PER_HOUR": "many"}, "show")
	require.ErrorContains(t, Problem(err), "HOTLINE_CALLS_PER_HOUR")
	require.NotContains(t, Problem(err).Error(), "--")
	_, _, err = parsed(t, map[string]string{"HOTLINE_STORE_FILE": "/nowhere/secret"}, "show")
	require.ErrorContains(t, Problem(err), "HOTLINE_STORE_FILE")
	_, _, err = parsed(t, nil, "--bogus")
	require.Error(t, err)
	require.NoError(t, Problem(err), "that is no setting")
	require.NoError(t, Problem(nil))
}

// The program's own help lists every setting, and a command's the store alone.
func TestHelpTellsOfSettingsOnce(t *testing.T) {
	t.Parallel()
	_, help, _ := parsed(t, nil, "--help")
	require.Contains(t, help, "[HOTLINE_CALLS_PER_HOUR]")
	_, help, _ = parsed(t, nil, "show", "--help")
	require.Contains(t, help, "--store")
	require.NotContains(t, help, "--calls-per-hour")
	require.Contains(t, help, "More settings: hotline --help")
}
