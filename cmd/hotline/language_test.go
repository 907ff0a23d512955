package main

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v4"
)

// inMandarin takes English from a folder of menus.
func inMandarin(t *testing.T, dir string) string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "*.yaml"))
	require.NoError(t, err)
	for _, name := range names {
		data, err := os.ReadFile(name)
		require.NoError(t, err)
		var file yaml.Node
		require.NoError(t, yaml.Unmarshal(data, &file))
		forget(&file, "en-US")
		data, err = yaml.Marshal(&file)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(name, data, 0o600))
	}
	return dir
}

// forget takes a language from each text, and from the languages.
func forget(n *yaml.Node, language string) {
	for _, below := range n.Content {
		forget(below, language)
	}
	for i := 0; n.Kind == yaml.MappingNode && i < len(n.Content); i += 2 {
		if n.Content[i].Value == language {
			n.Content = slices.Delete(n.Content, i, i+2)
			return
		}
	}
}
