package menutest

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v4"
)

// Schema compiles a JSON schema, as an editor does.
func Schema(t testing.TB, source []byte) *jsonschema.Schema {
	t.Helper()
	const name = "schema.json"
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(source))
	require.NoError(t, err)
	compiler := jsonschema.NewCompiler()
	require.NoError(t, compiler.AddResource(name, document))
	compiled, err := compiler.Compile(name)
	require.NoError(t, err)
	return compiled
}

// Instance returns a YAML file as a schema validates it.
func Instance(t testing.TB, source []byte) any {
	t.Helper()
	var root yaml.Node
	require.NoError(t, yaml.Load(source, &root))
	textKeys(&root)
	var value any
	require.NoError(t, root.Load(&value))
	encoded, err := json.Marshal(value)
	require.NoError(t, err)
	plain, err := jsonschema.UnmarshalJSON(bytes.NewReader(encoded))
	require.NoError(t, err)
	return plain
}

// textKeys turns keys that are dates and numbers into texts, as in JSON.
func textKeys(n *yaml.Node) {
	for i, inner := range n.Content {
		if n.Kind == yaml.MappingNode && i%2 == 0 {
			inner.Tag = "!!str"
		}
		textKeys(inner)
	}
}
