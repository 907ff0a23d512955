package scenario_test

import (
	"flag"
	"io/fs"
	"os"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/cmd/hotline/scenario"
	"github.com/okpay/hotline/menus/menutest"
	"github.com/okpay/hotline/menus/okpay"
)

var update = flag.Bool("update", false, "write what is generated")

func TestGenerated(t *testing.T) {
	t.Parallel()
	for language, path := range map[string]string{"en-US": "../../../docs/calls.md", "zh-CN": "../../../docs/calls.zh-CN.md"} {
		got := scenario.Reference(language)
		if *update {
			require.NoError(t, os.WriteFile(path, got, 0o644))
		}
		want, err := os.ReadFile(path)
		require.NoError(t, err)
		require.Equal(t, string(want), string(got), "%s is stale; run make generate", path)
	}
}

// schema returns the schema as an editor reads it.
func schema(t *testing.T, language string) *jsonschema.Schema {
	t.Helper()
	source, err := scenario.Schema(language)
	require.NoError(t, err)
	return menutest.Schema(t, source)
}

func TestTheSchemaKnowsWhatIsRead(t *testing.T) {
	t.Parallel()
	names, err := fs.Glob(okpay.FS, "calls/*.yaml")
	require.NoError(t, err)
	require.NotEmpty(t, names)
	for _, language := range []string{"en-US", "zh-CN"} {
		compiled := schema(t, language)
		for _, name := range names {
			source, err := fs.ReadFile(okpay.FS, name)
			require.NoError(t, err)
			require.NoError(t, compiled.Validate(menutest.Instance(t, source)), name)
		}
		require.NoError(t, compiled.Validate(menutest.Instance(t, []byte(good))))
	}
}

// The parser refuses what the schema refuses.
func TestTheSchemaRefusesWhatIsRefused(t *testing.T) {
	t.Parallel()
	compiled := schema(t, "en-US")
	for _, tt := range mistakes() {
		source := []byte(strings.Replace(good, tt.from, tt.to, 1))
		if strings.Contains(tt.want, "is not closed") || strings.Contains(tt.want, "twice") {
			continue
		}
		require.Error(t, compiled.Validate(menutest.Instance(t, source)), tt.to)
	}
}
