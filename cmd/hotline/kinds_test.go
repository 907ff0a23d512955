package main

import (
	"go/ast"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/node"
)

// What is to be known of a kind, its nodes say themselves, by the interfaces of
// ivr/node: so a kind that is added is known everywhere.
func TestEveryKindIsKnownByItsPackageAlone(t *testing.T) {
	t.Parallel()
	structs := kindStructs(t)
	require.Len(t, structs, len(node.Kinds()), "not every struct of a kind was found")
	for _, file := range sources(t, ".", true) {
		folder := filepath.ToSlash(filepath.Dir(file.path))
		if strings.HasSuffix(folder, "ivr/node") {
			continue
		}
		ast.Inspect(file.syntax, func(n ast.Node) bool {
			if name := selectedFrom(n, "node"); structs[name] {
				t.Errorf("%s knows node.%s: ask an interface of ivr/node instead", file.at(n), name)
			}
			if name := kindCompared(n); name != "" && !strings.HasSuffix(folder, "checktest") { // it is built apart from all that kinds say
				t.Errorf("%s knows the kind %q by name: ask an interface of ivr/node, or its Kind, instead", file.at(n), name)
			}
			return true
		})
	}
}

// kindCompared is the name of a kind that a piece of syntax compares a Kind with, or "".
func kindCompared(n ast.Node) string {
	switch n := n.(type) {
	case *ast.BinaryExpr:
		if isKind(n.X) {
			return kindName(n.Y)
		}
	case *ast.SwitchStmt:
		for _, clause := range n.Body.List {
			for _, value := range clause.(*ast.CaseClause).List {
				if name := kindName(value); name != "" && isKind(n.Tag) {
					return name
				}
			}
		}
	}
	return ""
}

func isKind(n ast.Expr) bool {
	s, ok := n.(*ast.SelectorExpr)
	return ok && s.Sel.Name == "Kind"
}

// kindName is the name of a kind that is written as a text, or "".
func kindName(n ast.Expr) string {
	literal, ok := n.(*ast.BasicLit)
	if !ok {
		return ""
	}
	name := strings.Trim(literal.Value, `"`)
	if _, known := node.Find(name); !known {
		return ""
	}
	return name
}

// Whoever listens for 0 says what callers may do there.
func TestEveryKindThatListensIsPlayable(t *testing.T) {
	t.Parallel()
	for _, kind := range node.Kinds() {
		n := kind.New()
		if _, playable := n.(node.Playable); !playable {
			require.NotContains(t, n.Exits(), ivr.ExitPerson, kind.Name)
		}
	}
}

// kindStructs finds the structs of the kinds: what the functions called New return.
func kindStructs(t *testing.T) map[string]bool {
	t.Helper()
	found := map[string]bool{}
	for _, file := range sources(t, "ivr/node", false) {
		ast.Inspect(file.syntax, func(n ast.Node) bool {
			if pair, ok := n.(*ast.KeyValueExpr); ok && isNamed(pair.Key, "New") {
				ast.Inspect(pair.Value, func(n ast.Node) bool {
					if made, ok := n.(*ast.CompositeLit); ok {
						found[made.Type.(*ast.Ident).Name] = true
					}
					return true
				})
			}
			return true
		})
	}
	return found
}

func isNamed(n ast.Node, name string) bool {
	ident, ok := n.(*ast.Ident)
	return ok && ident.Name == name
}

// selectedFrom is what a piece of syntax takes from a package, or "".
func selectedFrom(n ast.Node, from string) string {
	if s, ok := n.(*ast.SelectorExpr); ok && isNamed(s.X, from) {
		return s.Sel.Name
	}
	return ""
}
