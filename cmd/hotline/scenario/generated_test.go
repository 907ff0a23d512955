package scenario_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"io/fs"
	"os"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v4"

	"github.com/okpay/hotline/cmd/hotline/scenario"
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

// schema compiles the schema as an editor does.
func schema(t *testing.T, language string) *jsonschema.Schema {
	t.Helper()
	source, err := scenario.Schema(language)
	require.NoError(t, err)
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(source))
	require.NoError(t, err)
	compiler := jsonschema.NewCompiler()
	require.NoError(t, compiler.AddResource("calls.schema.json", document))
	compiled, err := compiler.Compile("calls.schema.json")
	require.NoError(t, err)
	return compiled
}

// instance returns a YAML file as JSON.
func instance(t *testing.T, source []byte) any {
	t.Helper()
	var value any
	require.NoError(t, yaml.Load(source, &value))
	encoded, err := json.Marshal(value)
	require.NoError(t, err)
	plain, err := jsonschema.UnmarshalJSON(bytes.NewReader(encoded))
	require.NoError(t, err)
	return plain
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
			require.NoError(t, compiled.Validate(instance(t, source)), name)
		}
		require.NoError(t, compiled.Validate(instance(t, []byte(good))))
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
		require.Error(t, compiled.Validate(instance(t, source)), tt.to)
	}
}
