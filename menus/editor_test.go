package menus_test

import (
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr/node"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/menutest"
)

// seen are the broken menus whose mistakes the schema finds. The others are broken across files, or as
// YAML, or in a way that only the whole menu shows.
var seen = []string{"hours", "kinds", "phrases", "settings", "translations", "unknown_keys"}

func TestSchemaKnowsTheseMistakes(t *testing.T) {
	t.Parallel()
	compiled := schema(t)
	for _, path := range archives(t, "broken") {
		if !slices.Contains(seen, strings.TrimSuffix(filepath.Base(path), ".txtar")) {
			continue
		}
		refused := false
		for name, file := range unpack(t, path) {
			refused = refused || strings.HasSuffix(name, ".yaml") && compiled.Validate(menutest.Instance(t, file.Data)) != nil
		}
		require.True(t, refused, path)
	}
}

// What an editor inserts is a node that the schema accepts.
func TestSnippetsAreNodes(t *testing.T) {
	t.Parallel()
	compiled := schema(t)
	offered := snippets(t, "en-US")
	require.Len(t, offered, len(node.Kinds()))
	for _, s := range offered {
		require.NoError(t, compiled.Validate(map[string]any{"nodes": map[string]any{"inserted": s.Body}}), s.Label)
		require.Contains(t, s.Body, s.Label)
	}
}

// Both languages of the schema accept the same, and explain it in their own words.
func TestSchemaExplainsInBothLanguages(t *testing.T) {
	t.Parallel()
	english, chinese := snippets(t, "en-US"), snippets(t, "zh-CN")
	for i, k := range node.Kinds() {
		require.Equal(t, k.Doc, english[i].Description)
		require.NotEqual(t, k.Doc, chinese[i].Description)
	}
	source, err := menus.Schema("zh-CN")
	require.NoError(t, err)
	for _, k := range node.Kinds() {
		for _, e := range k.Exits {
			require.Contains(t, string(source), "- `"+e.Name+"`: ", "the exits of %s", k.Name)
		}
	}
}

func TestSchemaRefusesTimes(t *testing.T) {
	t.Parallel()
	compiled := schema(t)
	text := "{ zh-CN: 一, en-US: one }"
	for source, good := range map[string]bool{
		`hours: { a: { mon: "09:00-18:00" } }`:                                                          true,
		`hours: { a: { mon: "09:00-12:00, 13:30-18:00" } }`:                                             true,
		`hours: { a: { mon: "22:00-06:00" } }`:                                                          true,
		`hours: { a: { mon: closed } }`:                                                                 true,
		`hours: { a: { mon: "9 to 5" } }`:                                                               false,
		`hours: { a: { mon: "09:00-12:00,"} }`:                                                          false,
		`hours: { a: { mon: closed, closed_now: { until: tomorrow, name: ` + text + ` } } }`:            false,
		`hours: { a: { mon: closed, exceptions: { 2026-12-31: { open: noon, name: ` + text + ` } } } }`: false,
		`country: "+86"`: false,
		`country: "86"`:  true,
	} {
		err := compiled.Validate(menutest.Instance(t, []byte(source)))
		require.Equal(t, good, err == nil, "%s: %v", source, err)
	}
}

type snippet struct {
	Label, Description string
	Body               map[string]any
}

// snippets returns what the schema makes an editor offer for a node.
func snippets(t *testing.T, language string) []snippet {
	t.Helper()
	source, err := menus.Schema(language)
	require.NoError(t, err)
	var document struct {
		Properties struct {
			Nodes struct {
				AdditionalProperties struct {
					DefaultSnippets []snippet `json:"defaultSnippets"`
				} `json:"additionalProperties"`
			} `json:"nodes"`
		} `json:"properties"`
	}
	require.NoError(t, json.Unmarshal(source, &document))
	require.NotEmpty(t, document.Properties.Nodes.AdditionalProperties.DefaultSnippets)
	return document.Properties.Nodes.AdditionalProperties.DefaultSnippets
}
