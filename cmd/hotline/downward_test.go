package main

import (
	"cmp"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// A package reads from top to bottom when its files can be put in an order in which each uses
// what the files after it declare. Some use runs the other way in most packages; this much of it
// may, in percent, where there are enough uses to tell.
const (
	mostUpward  = 15
	enoughToSay = 12
)

func TestFilesUseEachOtherDownward(t *testing.T) {
	t.Parallel()
	exports := exported(t)
	packages := map[string][]string{}
	for _, file := range sources(t, ".", true) {
		folder := filepath.Dir(file.path)
		packages[folder] = append(packages[folder], file.path)
	}
	for _, folder := range slices.Sorted(maps.Keys(packages)) {
		name := strings.TrimPrefix(filepath.ToSlash(folder), "../../")
		uses := usesBetween(t, packages[folder], exports)
		upward := fewestUpward(uses)
		share := 100 * len(upward) / max(len(uses), 1)
		if len(uses) >= enoughToSay && share > mostUpward {
			t.Errorf("%s: %d of %d uses between files run upward in the best order, %d %%, and %d %% may: %v", name, len(upward), len(uses), share, mostUpward, upward)
		}
	}
}

// use is that one file of a package names what another declares.
type use struct{ from, to string }

// usesBetween finds the uses between a package's files.
func usesBetween(t *testing.T, files []string, exports importer.Lookup) map[use]bool {
	t.Helper()
	set, parsed := token.NewFileSet(), []*ast.File{}
	for _, path := range files {
		syntax, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
		require.NoError(t, err)
		parsed = append(parsed, syntax)
	}
	info := &types.Info{Uses: map[*ast.Ident]types.Object{}}
	// Files for other systems declare names twice, which no use between files depends on.
	checker := types.Config{Importer: importer.ForCompiler(set, "gc", exports), Error: func(error) {}}
	checked, _ := checker.Check(files[0], set, parsed, info)
	uses := map[use]bool{}
	for name, object := range info.Uses {
		if object.Pkg() != checked || !object.Pos().IsValid() {
			continue
		}
		from, to := filepath.Base(set.Position(name.Pos()).Filename), filepath.Base(set.Position(object.Pos()).Filename)
		if from != to {
			uses[use{from, to}] = true
		}
	}
	return uses
}

// fewestUpward puts the files in an order that no move of one file makes better, and lists the
// uses that run upward in it.
func fewestUpward(uses map[use]bool) []use {
	var order []string
	for u := range uses {
		order = append(order, u.from, u.to)
	}
	slices.Sort(order)
	order = slices.Compact(order)
	fewest := upwardIn(order, uses)
	for better := true; better; {
		better = false
		for from := range order {
			for to := range order {
				if next := moved(order, from, to); len(upwardIn(next, uses)) < len(fewest) {
					order, fewest, better = next, upwardIn(next, uses), true
				}
			}
		}
	}
	return fewest
}

func moved(order []string, from, to int) []string {
	without := slices.Delete(slices.Clone(order), from, from+1)
	return slices.Insert(without, to, order[from])
}

func upwardIn(order []string, uses map[use]bool) []use {
	at := map[string]int{}
	for i, file := range order {
		at[file] = i
	}
	var upward []use
	for u := range uses {
		if at[u.from] > at[u.to] {
			upward = append(upward, u)
		}
	}
	slices.SortFunc(upward, func(a, b use) int { return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to)) })
	return upward
}

func TestTheBestOrderOfFilesIsFound(t *testing.T) {
	t.Parallel()
	uses := map[use]bool{{"a", "b"}: true, {"c", "a"}: true, {"c", "b"}: true}
	require.Empty(t, fewestUpward(uses))
	uses[use{"b", "c"}] = true
	require.Len(t, fewestUpward(uses), 1)
}
