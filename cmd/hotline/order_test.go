package main

import (
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// A map has no order: who ranges over one in a pure room must put what comes of
// it in order, or it is not the same again.
func TestMapsAreRangedInOrder(t *testing.T) {
	t.Parallel()
	exports := exported(t)
	for _, path := range pure {
		files := sources(t, path, false)
		if len(files) == 0 {
			continue // a package that is not built yet
		}
		set, parsed := token.NewFileSet(), []*ast.File{}
		for _, file := range files {
			syntax, err := parser.ParseFile(set, file.path, nil, parser.SkipObjectResolution)
			require.NoError(t, err)
			parsed = append(parsed, syntax)
		}
		info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}}
		checker := types.Config{Importer: importer.ForCompiler(set, "gc", exports)}
		_, err := checker.Check(module+path, set, parsed, info)
		require.NoError(t, err)
		for _, file := range parsed {
			for _, decl := range file.Decls {
				if f, ok := decl.(*ast.FuncDecl); ok && f.Body != nil {
					checkRanges(t, pageset{set, info}, f)
				}
			}
		}
	}
}

// pageset is a package whose types are known.
type pageset struct {
	set  *token.FileSet
	info *types.Info
}

// exported finds what the compiler knows of each package, by import path.
func exported(t *testing.T) func(string) (io.ReadCloser, error) {
	t.Helper()
	list := exec.Command("go", "list", "-export", "-deps", "-f", "{{.ImportPath}}\t{{.Export}}", "./ivr/...", "./menus/...")
	list.Dir = filepath.Join("..", "..")
	out, err := list.Output()
	require.NoError(t, err)
	files := map[string]string{}
	for line := range strings.Lines(string(out)) {
		path, file, _ := strings.Cut(strings.TrimSpace(line), "\t")
		files[path] = file
	}
	return func(path string) (io.ReadCloser, error) { return os.Open(files[path]) }
}

func checkRanges(t *testing.T, p pageset, f *ast.FuncDecl) {
	ordered := sorts(f)
	ast.Inspect(f, func(n ast.Node) bool {
		loop, ok := n.(*ast.RangeStmt)
		if ok && isMap(p.info.TypeOf(loop.X)) && !ordered && !onlyFillsMaps(p, loop.Body) {
			t.Errorf("%s: %s ranges over a map, and puts nothing in order", p.set.Position(loop.Pos()), f.Name.Name)
		}
		return true
	})
}

func isMap(t types.Type) bool {
	if t == nil {
		return false
	}
	_, ok := t.Underlying().(*types.Map)
	return ok
}

// sorts reports whether a function calls something of sort, or slices.Sort….
func sorts(f *ast.FuncDecl) bool {
	found := false
	ast.Inspect(f, func(n ast.Node) bool {
		s, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		name, ok := s.X.(*ast.Ident)
		found = found || ok && (name.Name == "sort" || name.Name == "slices" && len(s.Sel.Name) >= 4 && s.Sel.Name[:4] == "Sort")
		return true
	})
	return found
}

// onlyFillsMaps tells a body that no order shows in: every statement assigns to
// an element of a map or is a decision about it.
func onlyFillsMaps(p pageset, body *ast.BlockStmt) bool {
	for _, statement := range body.List {
		switch s := statement.(type) {
		case *ast.AssignStmt:
			element, ok := s.Lhs[0].(*ast.IndexExpr)
			if !ok || !isMap(p.info.TypeOf(element.X)) {
				return false
			}
		case *ast.IfStmt:
			if s.Else != nil || !onlyFillsMaps(p, s.Body) {
				return false
			}
		case *ast.ExprStmt:
			if !setsByName(s.X) {
				return false
			}
		case *ast.BranchStmt:
		default:
			return false
		}
	}
	return true
}

// setsByName tells a call like t.Set(name, value), which fills a map.
func setsByName(e ast.Expr) bool {
	call, ok := e.(*ast.CallExpr)
	if !ok {
		return false
	}
	method, ok := call.Fun.(*ast.SelectorExpr)
	return ok && method.Sel.Name == "Set"
}
