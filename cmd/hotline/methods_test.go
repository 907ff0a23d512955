package main

import (
	"go/ast"
	"path/filepath"
	"strings"
	"testing"
)

// mostMethods is how many methods a type may have: one with more has more than one
// subject. Methods of embedded parts do not count.
const mostMethods = 30

func TestEveryTypeHasFewMethods(t *testing.T) {
	t.Parallel()
	methods := map[string]int{}
	for _, file := range sources(t, ".", true) {
		folder := strings.TrimPrefix(filepath.ToSlash(filepath.Dir(file.path)), "../../")
		for _, decl := range file.syntax.Decls {
			if f, ok := decl.(*ast.FuncDecl); ok && f.Recv != nil {
				methods[folder+"."+receiver(f)]++
			}
		}
	}
	for of, count := range methods {
		if count > mostMethods {
			t.Errorf("%s has %d methods, and may have %d: split it by its subjects", of, count, mostMethods)
		}
	}
}
