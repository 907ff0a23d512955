package main

import (
	"go/ast"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// metaphors name no type, file or package: the field has a word for each thing, and
// one thing has one word.
var metaphors = []string{
	"floor", "house", "room", "rooms", "seat", "seats", "shelf", "shelves", "story", "stories", "tale", "ticket", "tickets", "told", "tongue", "tongues", "visit", "visits", "world",
}

// wordsOf finds the words of a name.
var wordsOf = regexp.MustCompile(`[A-Z]+[a-z0-9]*|[a-z0-9]+`)

func TestNamesAreTheFieldsOwn(t *testing.T) {
	t.Parallel()
	for _, file := range everyFile(t, ".", true, true) {
		name := filepath.Base(file.path)
		names := append(wordsOf.FindAllString(strings.TrimSuffix(name, ".go"), -1), file.syntax.Name.Name)
		ast.Inspect(file.syntax, func(n ast.Node) bool {
			if spec, ok := n.(*ast.TypeSpec); ok {
				names = append(names, wordsOf.FindAllString(spec.Name.Name, -1)...)
			}
			return true
		})
		for _, n := range names {
			if slices.Contains(metaphors, strings.ToLower(n)) {
				t.Errorf("%s: %q names a type, the file or its package: use the word that telephony or contact centres have for it", file.path, n)
			}
		}
	}
}
