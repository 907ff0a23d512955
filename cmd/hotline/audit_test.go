package main

import (
	"encoding/json"
	"go/ast"
	"go/token"
	"os"
	"regexp"
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
)

// auditing are the functions that are told an action of the audit.
var auditing = []string{"Audit", "audit", "revealed", "changeCase", "switchLine", "worked", "put", "setPassword", "done"}

// Everything that is written into the audit has a word on the console's page.
func TestEveryAuditedActionHasAWord(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("../../ivr/web/console/words.json")
	require.NoError(t, err)
	var words map[string]map[string]string
	require.NoError(t, json.Unmarshal(raw, &words))
	action := regexp.MustCompile(`^[a-z]+\.[a-z_]+$`)
	found := 0
	for _, room := range []string{"ivr/web/console", "ivr/web/agent", "ivr/web/auth", "ivr/web/api", "cmd/hotline"} {
		for _, file := range sources(t, room, false) {
			ast.Inspect(file.syntax, func(n ast.Node) bool {
				call, ok := n.(*ast.CallExpr)
				if !ok {
					return true
				}
				called, ok := call.Fun.(*ast.SelectorExpr)
				if !ok || !slices.Contains(auditing, called.Sel.Name) {
					return true
				}
				for _, arg := range call.Args {
					literal, ok := arg.(*ast.BasicLit)
					if !ok || literal.Kind != token.STRING {
						continue
					}
					text, err := strconv.Unquote(literal.Value)
					require.NoError(t, err)
					if action.MatchString(text) && !regexp.MustCompile(`^(done|wrong)\.`).MatchString(text) {
						found++
						require.NotEmpty(t, words["action."+text], "%s writes %s", file.at(call), text)
					}
				}
				return true
			})
		}
	}
	require.Greater(t, found, 25)
}
