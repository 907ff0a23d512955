package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// module is the path that the project's own imports begin with.
const module = "github.com/okpay/hotline/"

// law says what the files below a path must not import, and why. A forbidden
// path covers what is below it.
type law struct {
	path      string
	forbidden []string
	except    []string
	why       string
}

// Shorthands for what many packages must not know.
const (
	ours      = module
	outside   = "*" // everything that is neither ours nor the standard library's
	bbolt     = "go.etcd.io/bbolt"
	pgx       = "github.com/jackc/pgx"
	yamlPath  = "go.yaml.in/yaml"
	echoPath  = "github.com/labstack/echo"
	twilioSDK = "github.com/twilio/twilio-go"
	logging   = "github.com/rs/zerolog"
)

// laws are the directions in which packages know each other.
var laws = []law{
	{"ivr", []string{ours, outside}, nil, "the words of a call are the standard library's only"},
	{"ivr/hours", []string{ours, outside}, []string{module + "ivr", "github.com/6tail/lunar-go"}, "hours know calendars and nothing else"},
	{"ivr/speech", []string{ours, outside}, []string{module + "ivr"}, "how values are spoken depends on the values alone"},
	{"ivr/i18n", []string{ours, outside}, []string{module + "ivr"}, "texts are found by key, and depend on nothing else"},
	{"ivr/node", []string{ours, outside}, []string{module + "ivr", module + "ivr/hours", module + "ivr/speech", "github.com/nyaruka/phonenumbers"}, "a kind of node knows no carrier, store or language of menus"},
	{"ivr/engine", []string{ours, outside}, []string{module + "ivr"}, "the engine knows no kind by name, no YAML, no store"},
	{"ivr/acd", []string{ours, outside}, []string{module + "ivr"}, "the ACD decides, and knows no HTTP or TwiML"},
	{"ivr/report", []string{ours, outside}, []string{module + "ivr", module + "ivr/acd"}, "a report adds figures up, and knows no store, page or wire"},
	{"ivr/rehearse", []string{ours, outside}, []string{module + "ivr", module + "ivr/acd", module + "ivr/engine", module + "ivr/hours", module + "ivr/node", module + "ivr/speech", module + "menus", module + "ivr/rehearse/erlang", yamlPath}, "a day is played by engine and ACD alone: no store, no HTTP"},
	{"ivr/rehearse/run", []string{ours, outside}, []string{module + "ivr/rehearse"}, "who plays a day knows the day only"},
	{"ivr/rehearse/erlang", []string{ours, outside}, nil, "formulas are the standard library's only"},
	{"ivr/rehearse/picture", []string{ours, outside}, []string{module + "ivr/i18n", module + "ivr/rehearse"}, "a picture knows the report only"},
	{"ivr/twiml", []string{ours, outside}, []string{module + "ivr", module + "ivr/twiml/grammar", "golang.org/x/text"}, "TwiML is made of verbs alone"},
	{"ivr/twiml/grammar", []string{ours, outside}, nil, "the language is known without what is made of it"},
	{"ivr/twilio", []string{ours, outside}, []string{module + "ivr", twilioSDK, "github.com/golang-jwt/jwt", "github.com/nyaruka/phonenumbers", "golang.org/x/time"}, "the carrier's wire knows no routes, menus or store"},
	{"ivr/exchange", []string{ours, outside}, []string{module + "ivr/exchange/fault", module + "ivr/exchange/sched", module + "ivr/exchange/webhook", module + "ivr/twiml/grammar"}, "the exchange speaks HTTP and TwiML only, like the real one"},
	{"ivr/exchange/fault", []string{ours, outside}, nil, "a fault is a code and words"},
	{"ivr/exchange/sched", []string{ours, outside}, nil, "what runs when does not depend on what runs"},
	{"ivr/exchange/webhook", []string{ours, outside}, []string{module + "ivr/exchange/fault"}, "a signed request knows no call"},
	{"ivr/exchange/webphone", []string{ours, outside}, []string{module + "ivr/exchange"}, "a handset is a person at the exchange, and knows nothing else"},
	{"ivr/acd/dispatch", []string{echoPath, "net/http", bbolt, pgx, yamlPath, module + "ivr/web", module + "ivr/service", module + "menus", module + "store/bolt", module + "store/postgres"}, nil, "what keeps and carries out the ACD knows no pages and no routes"},
	{"ivr/acd/presence", []string{echoPath, "net/http", bbolt, pgx, yamlPath, module + "ivr/web", module + "ivr/service", module + "menus", module + "store/bolt", module + "store/postgres"}, nil, "who is there is known without pages or routes"},
	{"ivr/service", []string{echoPath, "net/http", bbolt, pgx, yamlPath, module + "store/bolt", module + "store/postgres", module + "menus", module + "ivr/web", module + "ivr/exchange", module + "ivr/node"}, nil, "an event of a call is answered without HTTP, and without knowing a kind of node"},
	{"ivr/web", []string{bbolt, pgx, yamlPath, module + "store/bolt", module + "store/postgres", module + "menus", module + "ivr/exchange"}, nil, "the server knows store and menus by the interfaces it declares"},
	{"ivr/privacy", []string{ours, echoPath, "net/http", bbolt, pgx, yamlPath}, []string{module + "ivr", module + "store"}, "what is removed or erased is decided without pages, routes or commands"},
	{"menus", []string{"net/http", module + "store", module + "ivr/web", module + "ivr/twilio", module + "ivr/exchange", echoPath, bbolt, logging}, nil, "menus know no calls in progress, HTTP or store"},
	{"menus/check", []string{ours, outside, "os", "time/tzdata"}, []string{module + "ivr", module + "ivr/engine", module + "ivr/hours", module + "ivr/node", module + "ivr/speech", module + "ivr/twiml", module + "menus", module + "menus/check", module + "menus/starter"}, "check asks the engine, and knows no store, server or clock"},
	{"menus/source", []string{ours, outside}, []string{module + "menus", module + "menus/okpay"}, "where menus are read from has no say in what they mean"},
	{"menus/live", []string{ours, outside, "net/http"}, []string{module + "ivr", module + "ivr/i18n", module + "menus", module + "menus/check", module + "menus/diff", module + "store", logging, "github.com/fsnotify/fsnotify"}, "live menus are watched, proved and kept, and know no server, page or command"},
	{"store", []string{ours, echoPath, "net/http", yamlPath}, []string{module + "ivr", module + "ivr/acd", module + "store"}, "the store knows records, not what they are for"},
	{"store/auditfile", []string{ours, outside}, []string{module + "store"}, "an export is compared with any store"},
	{"store/backup", []string{ours, echoPath, "net/http", pgx, yamlPath}, []string{module + "store", module + "store/bolt"}, "a backup knows the store that it copies"},
	{"config", []string{ours, outside}, []string{module + "config"}, "settings are the standard library's only"},
	{"cmd/hotline/control", []string{ours, outside}, []string{module + "ivr", "golang.org/x/sys"}, "control runs a command line elsewhere, and knows no command, menu, store or rule about callers"},
	{"cmd/hotline/apart", []string{ours, outside}, nil, "another process is given a job and gives a result, whatever they are"},
	{"cmd/hotline/player", []string{ours, outside}, []string{module + "menus", module + "ivr/rehearse", module + "ivr/rehearse/run", module + "cmd/hotline/apart"}, "a day apart knows menus and how days are played, and no server or store"},
	{"cmd/hotline/prover", []string{ours, outside}, []string{module + "menus", module + "menus/check", module + "menus/check/rules", module + "cmd/hotline/apart"}, "a proof apart knows menus and what check finds, and no server or store"},
	{"cmd/hotline/telephone", []string{echoPath, pgx, yamlPath, logging, module + "ivr/web", module + "menus/live", module + "cmd/hotline/control"}, nil, "a telephone knows the way to a hotline, and not how one answers"},
	{"cmd/hotline/process", []string{ours, outside}, []string{logging, "github.com/prometheus/client_golang", "golang.org/x/term"}, "the machine knows a process, and not what it does"},
	{"cmd/hotline/tracing", []string{ours, bbolt, pgx, yamlPath}, []string{module + "ivr/service", module + "store"}, "spans are of webhooks, steps and requests: what they say is not known here"},
	{"cmd/hotline/serve", []string{bbolt, pgx, yamlPath, "github.com/alecthomas/kong", module + "ivr/exchange", module + "cmd/hotline/control", module + "cmd/hotline/demo", module + "cmd/hotline/process", module + "cmd/hotline/scenario", module + "cmd/hotline/telephone"}, nil, "what answers calls knows no command, script, exchange or terminal"},
	{"cmd/hotline/flags", []string{ours, outside}, []string{module + "config", "github.com/alecthomas/kong"}, "settings become flags without knowing a command"},
	{"cmd/hotline/terminal", []string{ours, echoPath, bbolt, pgx, yamlPath, logging}, []string{module + "ivr"}, "what stands on a terminal is not known there"},
	{"cmd/hotline/probe", []string{ours, outside}, []string{module + "config"}, "a hotline is asked from outside: by its addresses alone"},
	{"cmd/hotline/doctor", []string{ours, echoPath, pgx, yamlPath, logging}, []string{module + "cmd/hotline/probe", module + "config", module + "ivr", module + "ivr/twilio", module + "menus", module + "menus/check", module + "menus/live", module + "store/bolt"}, "the doctor looks, and has no part in answering calls or in how commands print"},
	{"ivr/simulate", []string{ours, outside}, []string{module + "ivr", module + "ivr/exchange", module + "ivr/exchange/sched", module + "ivr/service", module + "ivr/speech", module + "ivr/twilio", module + "ivr/web", module + "ivr/web/auth", module + "menus", module + "menus/serving", module + "store", logging}, "a simulated hotline is the real one: it is given its store, and knows no command"},
	{"menus/serving", []string{ours, outside}, []string{module + "ivr", module + "ivr/acd", module + "ivr/service", module + "menus"}, "a menu's form for the service is made of the menu alone"},
	{"cmd/hotline/scenario", []string{ours, outside}, []string{module + "ivr", module + "ivr/exchange", module + "menus", yamlPath, "github.com/invopop/jsonschema"}, "a script is a language and its caller: no hotline, no store"},
	{"cmd/hotline/scenario/draft", []string{ours, outside}, []string{module + "ivr", module + "ivr/node", module + "menus", module + "menus/check", module + "menus/check/explore", module + "menus/check/trace", module + "cmd/hotline/demo", module + "cmd/hotline/scenario"}, "a draft is made of what check knows and the demo's ledger, and played by whoever asks for it"},
	{"cmd/hotline/scenario/run", []string{echoPath, bbolt, pgx, yamlPath, module + "store/postgres", module + "ivr/web", module + "ivr/twilio", module + "config"}, nil, "scripts are played in a simulated hotline, which alone knows routes and the carrier's wire"},
	{"cmd/hotline/demo", []string{outside, ours}, []string{module + "ivr", module + "ivr/exchange", module + "ivr/web/auth", module + "store"}, "the demo is a ledger and its people, and nothing else"},
}

// below are the packages whose law holds in the folders below them too.
var below = []string{"ivr/web", "menus", "menus/check", "menus/live", "store", "config"}

// apart are the folders in which a law of the folder above does not hold: their own stands alone.
var apart = map[string][]string{"menus": {"menus/live"}}

func TestImportDirections(t *testing.T) {
	t.Parallel()
	for _, l := range laws {
		t.Run(strings.ReplaceAll(l.path, "/", "."), func(t *testing.T) {
			t.Parallel()
			for _, file := range sources(t, l.path, slices.Contains(below, l.path)) {
				if slices.ContainsFunc(apart[l.path], file.in) {
					continue
				}
				for _, spec := range file.syntax.Imports {
					path, err := strconv.Unquote(spec.Path.Value)
					require.NoError(t, err)
					require.False(t, l.forbids(path), "%s imports %s: %s", file.path, path, l.why)
				}
			}
		})
	}
}

func (l law) forbids(path string) bool {
	for _, allowed := range l.except {
		if path == allowed || strings.HasPrefix(path, allowed+"/") && !strings.HasPrefix(allowed, module) {
			return false
		}
	}
	if slices.ContainsFunc(l.except, func(a string) bool { return a == module+l.path && strings.HasPrefix(path, a+"/") }) {
		return false // its own packages
	}
	for _, forbidden := range l.forbidden {
		switch {
		case forbidden == ours && strings.HasPrefix(path, module),
			forbidden == outside && strings.Contains(strings.Split(path, "/")[0], ".") && !strings.HasPrefix(path, module),
			path == forbidden, strings.HasPrefix(path, forbidden+"/"):
			return true
		}
	}
	return false
}

// pure are the packages where the same in is the same out.
var pure = []string{"ivr", "ivr/i18n", "ivr/hours", "ivr/speech", "ivr/node", "ivr/engine", "ivr/acd", "ivr/rehearse", "ivr/rehearse/erlang", "ivr/rehearse/picture", "ivr/report", "ivr/twiml", "menus", "menus/check", "menus/check/explore", "menus/check/findings", "menus/check/rules", "menus/check/trace", "menus/check/worst", "menus/diff", "ivr/twiml/grammar"}

// impure are imports that bring chance or the network.
var impure = []string{"math/rand", "math/rand/v2", "crypto/rand", "net", "net/http", "os", "os/exec", "time/tzdata"}

func TestPureRoomsStayPure(t *testing.T) {
	t.Parallel()
	for _, room := range pure {
		for _, file := range sources(t, room, false) {
			for _, spec := range file.syntax.Imports {
				path, err := strconv.Unquote(spec.Path.Value)
				require.NoError(t, err)
				require.NotContains(t, impure, path, "%s imports it", file.path)
			}
			ast.Inspect(file.syntax, func(n ast.Node) bool {
				if brought := impurity(n); brought != "" {
					t.Errorf("%s brings %s", file.at(n), brought)
				}
				return true
			})
		}
	}
}

// impurity names what a piece of syntax brings into a pure room.
func impurity(n ast.Node) string {
	switch n := n.(type) {
	case *ast.GoStmt:
		return "a goroutine"
	case *ast.SelectStmt:
		return "a race between channels"
	case *ast.SelectorExpr:
		name, ok := n.X.(*ast.Ident)
		if ok && name.Name == "time" && slices.Contains([]string{"Now", "Since", "Until", "Sleep", "After", "Tick", "NewTimer", "NewTicker", "Local"}, n.Sel.Name) {
			return "the clock: time." + n.Sel.Name
		}
	}
	return ""
}

// A package explains itself, and so does every name that it gives others.
func TestEverythingIsDocumented(t *testing.T) {
	t.Parallel()
	documented := map[string]bool{}
	for _, file := range sources(t, ".", true) {
		folder := filepath.Dir(file.path)
		documented[folder] = documented[folder] || file.syntax.Doc != nil
		for _, decl := range file.syntax.Decls {
			for _, name := range undocumented(decl) {
				t.Errorf("%s: %s has no comment", file.at(decl), name)
			}
		}
	}
	for _, folder := range slices.Sorted(maps.Keys(documented)) {
		require.True(t, documented[folder], "package %s has no comment", folder)
	}
}

// undocumented lists the exported names of a declaration without a comment.
func undocumented(decl ast.Decl) []string {
	switch d := decl.(type) {
	case *ast.FuncDecl:
		explained := d.Name.Name == "Error" || isMethodOfUnexported(d) // by its type's comment
		if d.Name.IsExported() && d.Doc == nil && !explained {
			return []string{d.Name.Name}
		}
	case *ast.GenDecl:
		var names []string
		for _, spec := range d.Specs {
			names = append(names, undocumentedSpec(spec, d.Doc != nil)...)
		}
		return names
	}
	return nil
}

// undocumentedSpec goes by the group's comment where the name has none.
func undocumentedSpec(spec ast.Spec, group bool) []string {
	switch s := spec.(type) {
	case *ast.TypeSpec:
		if s.Name.IsExported() && s.Doc == nil && !group {
			return []string{s.Name.Name}
		}
	case *ast.ValueSpec:
		if s.Names[0].IsExported() && s.Doc == nil && s.Comment == nil && !group {
			return []string{s.Names[0].Name}
		}
	}
	return nil
}

func isMethodOfUnexported(f *ast.FuncDecl) bool {
	return f.Recv != nil && !ast.IsExported(receiver(f))
}

// receiver names the type that a method is of.
func receiver(f *ast.FuncDecl) string {
	of := f.Recv.List[0].Type
	if star, ok := of.(*ast.StarExpr); ok {
		of = star.X
	}
	switch generic := of.(type) {
	case *ast.IndexExpr:
		of = generic.X
	case *ast.IndexListExpr:
		of = generic.X
	}
	return of.(*ast.Ident).Name
}

// longest is how many lines a file may have.
const longest = 400

func TestFilesAreShort(t *testing.T) {
	t.Parallel()
	for _, file := range everyFile(t, ".", true, true) {
		require.LessOrEqual(t, file.lines(), longest, "%s is too long: split it", file.path)
	}
}

// Files for spreadsheets are written in one place, which keeps their cells from being formulas.
func TestOnlyTheViewWritesCSV(t *testing.T) {
	t.Parallel()
	for _, file := range sources(t, ".", true) {
		if strings.HasSuffix(filepath.ToSlash(filepath.Dir(file.path)), "store/view") {
			continue
		}
		ast.Inspect(file.syntax, func(n ast.Node) bool {
			if call, ok := n.(*ast.SelectorExpr); ok && call.Sel.Name == "NewWriter" {
				from, ok := call.X.(*ast.Ident)
				require.False(t, ok && from.Name == "csv", "%s writes CSV: use view.WriteCSV", file.at(n))
			}
			return true
		})
	}
}

// goFile is a parsed file.
type goFile struct {
	path   string
	set    *token.FileSet
	syntax *ast.File
}

// in reports whether the file is in a folder of the project, or below it.
func (s goFile) in(folder string) bool {
	return strings.HasPrefix(s.path, filepath.Join("..", "..", filepath.FromSlash(folder))+string(filepath.Separator))
}

func (s goFile) at(n ast.Node) token.Position { return s.set.Position(n.Pos()) }

func (s goFile) lines() int { return s.set.File(s.syntax.Pos()).LineCount() }

// sources parses the files of a folder, but for tests.
func sources(t *testing.T, folder string, deep bool) []goFile {
	return everyFile(t, folder, deep, false)
}

func everyFile(t *testing.T, folder string, deep, tests bool) []goFile {
	t.Helper()
	root := filepath.Join("..", "..", filepath.FromSlash(folder))
	var list []goFile
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if entry == nil {
			return nil // a package that is not built yet
		}
		if entry.IsDir() && path != root && (!deep || skipped(entry.Name())) {
			return fs.SkipDir
		}
		if err != nil || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") && !tests {
			return err
		}
		set := token.NewFileSet()
		syntax, err := parser.ParseFile(set, path, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err == nil && !buildIgnored(syntax) {
			list = append(list, goFile{path, set, syntax})
		}
		return err
	})
	require.NoError(t, err)
	return list
}

func skipped(folder string) bool {
	return folder == "testdata" || strings.HasPrefix(folder, ".") && folder != ".."
}

// buildIgnored tells a program that `go generate` runs, which is no package.
func buildIgnored(file *ast.File) bool {
	for _, group := range file.Comments {
		if strings.Contains(group.List[0].Text, "//go:build ignore") {
			return true
		}
	}
	return false
}
