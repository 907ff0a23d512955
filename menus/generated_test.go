package menus_test

import (
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr/node"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/menutest"
	"github.com/okpay/hotline/menus/okpay"
	"github.com/okpay/hotline/menus/starter"
)

func TestGenerated(t *testing.T) {
	t.Parallel()
	for language, suffix := range map[string]string{"en-US": "", "zh-CN": ".zh-CN"} {
		schema, err := menus.Schema(language)
		require.NoError(t, err)
		golden(t, "menu.schema"+suffix+".json", schema)
		golden(t, "REFERENCE"+suffix+".md", menus.Reference(language))
	}
}

// schema returns the schema as an editor reads it.
func schema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	source, err := menus.Schema("zh-CN")
	require.NoError(t, err)
	return menutest.Schema(t, source)
}

func TestOKPAYSatisfiesTheSchema(t *testing.T) {
	t.Parallel()
	compiled := schema(t)
	names, err := fs.Glob(okpay.FS, "*.yaml")
	require.NoError(t, err)
	require.NotEmpty(t, names)
	for _, name := range names {
		source, err := fs.ReadFile(okpay.FS, name)
		require.NoError(t, err)
		require.NoError(t, compiled.Validate(menutest.Instance(t, source)), name)
		require.Contains(t, string(source[:80]), "$schema=../menu.schema.json", "editors find the schema of %s", name)
	}
}

func TestStarterSatisfiesTheSchema(t *testing.T) {
	t.Parallel()
	compiled := schema(t)
	names, err := fs.Glob(starter.FS, "*.yaml")
	require.NoError(t, err)
	for _, name := range names {
		source, err := fs.ReadFile(starter.FS, name)
		require.NoError(t, err)
		require.NoError(t, compiled.Validate(menutest.Instance(t, source)), name)
		require.Contains(t, string(source[:80]), "$schema=menu.schema.json", "editors find the schema of %s", name)
	}
}

func TestExamplesSatisfyTheSchema(t *testing.T) {
	t.Parallel()
	compiled := schema(t)
	for _, k := range node.Kinds() {
		files := withNode(t, k.Example)
		require.NoError(t, compiled.Validate(menutest.Instance(t, files["case.yaml"].Data)), k.Name)
	}
	for _, path := range archives(t, "good") {
		for name, file := range over(t, path) {
			require.NoError(t, compiled.Validate(menutest.Instance(t, file.Data)), "%s of %s", name, path)
		}
	}
}

func TestSchemaRefuses(t *testing.T) {
	t.Parallel()
	compiled := schema(t)
	text := "{ zh-CN: 一, en-US: one }"
	for name, source := range map[string]string{
		"unknown key":           "nodse: {}",
		"unknown phrase":        "phrases: { welcome: " + text + " }",
		"unknown budget":        "budget: { fruad: 20s }",
		"unknown setting":       "nodes: { a: { say: { text: " + text + ", x: 1 } } }",
		"missing setting":       "nodes: { a: { say: {} } }",
		"missing translation":   "nodes: { a: { say: { text: { zh-CN: 一 } } } }",
		"unknown language":      "nodes: { a: { say: { text: { zh-CN: 一, en-US: one, fr-FR: un } } } }",
		"empty text":            `nodes: { a: { say: { text: { zh-CN: 一, en-US: " " } } } }`,
		"two kinds":             "nodes: { a: { say: { text: " + text + " }, language: {} } }",
		"no kind":               "nodes: { a: { go: b } }",
		"value of an enum":      "nodes: { a: { lookup: { find: refunds, from: x } } }",
		"value of a deep enum":  "nodes: { a: { menu: { choices: [], also: [ { for: " + text + ", go: b, speak: own } ] } } }",
		"null":                  "nodes: { a: { language: } }",
		"duration":              "queues: { a: { hours: b, max_wait: 10 } }",
		"number":                "tries: three",
		"less than nothing":     "tries: -1",
		"zero":                  "tries: 0",
		"zero years":            "calendars: { a: { years: [0] } }",
		"no time":               "budget: { fraud: 0s }",
		"date":                  "calendars: { a: { days: { tomorrow: { off: true } } } }",
		"exception":             "hours: { a: { mon: closed, exceptions: { 2026-12-31: { closed: true } } } }",
		"day of the week":       "hours: { a: { monday: closed } }",
		"main without its keys": "hotline: Test",
		"spoken words":          "hear: { person: { zh-CN: [], en-US: [agent] } }",
		"language":              "languages: { zh-CN: { say: cmn-CN } }",
	} {
		require.Error(t, compiled.Validate(menutest.Instance(t, []byte(source))), "%s: %s", name, source)
	}
}

func TestReferenceNamesEverything(t *testing.T) {
	t.Parallel()
	page := string(menus.Reference("en-US"))
	for _, k := range node.Kinds() {
		require.Contains(t, page, fmt.Sprintf("\n### %s\n\n%s\n", k.Name, k.Doc))
		require.Contains(t, page, strings.TrimSpace(k.Example))
		for _, e := range k.Exits {
			require.Contains(t, page, fmt.Sprintf("| `%s` | %s |", e.Name, e.Doc))
		}
		for _, v := range k.Values {
			require.Contains(t, page, "`{"+v.Name+"}`")
		}
	}
	for _, p := range node.Phrases() {
		require.Contains(t, page, "| `"+p.Name+"` |")
	}
}
