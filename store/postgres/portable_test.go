package postgres_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// notPortable are what PostgreSQL has and CockroachDB, YugabyteDB or both have not, or
// have in another sense.
var notPortable = map[string]*regexp.Regexp{
	"advisory locks":               regexp.MustCompile(`(?i)advisory`),
	"sequences":                    regexp.MustCompile(`(?i)\b(nextval|setval|currval|serial|bigserial|smallserial|sequence\s+\w+\s+(start|increment))\b|generated\s+(always|by\s+default)\s+as\s+identity|create\s+sequence`),
	"LISTEN and NOTIFY":            regexp.MustCompile(`(?i)\b(listen|notify|pg_notify)\b`),
	"triggers, rules, functions":   regexp.MustCompile(`(?i)\bcreate\s+(or\s+replace\s+)?(trigger|rule|function|procedure)\b|\bdo\s+\$`),
	"extensions":                   regexp.MustCompile(`(?i)\bcreate\s+extension\b`),
	"table locks":                  regexp.MustCompile(`(?i)\block\s+table\b`),
	"inheritance and partitions":   regexp.MustCompile(`(?i)\binherits\b|\bpartition\s+(by|of)\b`),
	"places of rows on disk":       regexp.MustCompile(`(?i)\bctid\b|\boid\b|\bxmin\b`),
	"unlogged and temporary":       regexp.MustCompile(`(?i)\bunlogged\b|\btemp(orary)?\s+table\b`),
	"indexes of other methods":     regexp.MustCompile(`(?i)\busing\s+(gin|gist|brin|hash|spgist)\b`),
	"exclusion and deferral":       regexp.MustCompile(`(?i)\bexclude\s+using\b|\bdeferrable\b`),
	"MERGE":                        regexp.MustCompile(`(?i)^\s*merge\b`),
	"the truncation of tables":     regexp.MustCompile(`(?i)\btruncate\b`),
	"weaker isolation":             regexp.MustCompile(`(?i)\bisolation\s+level\s+(read|repeatable)`),
	"session settings":             regexp.MustCompile(`(?i)^\s*set\s+`),
	"cursors":                      regexp.MustCompile(`(?i)\bdeclare\s+\w+\s+cursor\b|\bfetch\s+(next|forward)\b`),
	"collations":                   regexp.MustCompile(`(?i)\bcollate\b`),
	"the order of NULLs":           regexp.MustCompile(`(?i)\bnulls\s+(first|last)\b`),
	"functions over JSON":          regexp.MustCompile(`(?i)\bjsonb?_\w+\(|->>?`),
	"casts that only some can":     regexp.MustCompile(`(?i)::\s*(regclass|xml|money|inet|cidr|int4range|tsvector)`),
	"one table changed twice":      regexp.MustCompile(`(?is)^\s*with\b.*\b(insert|update|delete)\b.*\b(insert|update|delete)\b.*\breturning\b`),
	"what names of clients decide": regexp.MustCompile(`(?i)\bcurrent_user\b|\bsession_user\b`),
}

var statement = regexp.MustCompile(`(?i)^\s*(select|insert|update|delete|with|begin|commit|rollback|create|drop|alter|copy|merge|set|lock|listen|notify|do|truncate|declare|from|and|order)\b`)

// TestStatementsArePortable reads every statement of the package and its migrations.
func TestStatementsArePortable(t *testing.T) {
	t.Parallel()
	all := statements(t)
	require.Greater(t, len(all), 100)
	for _, sql := range all {
		for what, forbidden := range notPortable {
			require.NotRegexp(t, forbidden, sql, "%s: not in every database that is to serve", what)
		}
	}
}

// What must not be there is found where it is.
func TestNotPortableIsFound(t *testing.T) {
	t.Parallel()
	for _, sql := range []string{
		"SELECT pg_advisory_lock(1)", "CREATE TABLE a (id bigserial)", "LISTEN news", "CREATE TRIGGER t", "LOCK TABLE calls",
		"SELECT ctid FROM calls", "TRUNCATE calls", "BEGIN ISOLATION LEVEL READ COMMITTED", "SELECT nextval('a')",
		"CREATE TABLE a (id bigint GENERATED ALWAYS AS IDENTITY)",
		"WITH a AS (DELETE FROM x RETURNING 1) INSERT INTO x SELECT * FROM a RETURNING 1",
	} {
		require.Regexp(t, statement, sql)
		found := false
		for _, forbidden := range notPortable {
			found = found || forbidden.MatchString(sql)
		}
		require.True(t, found, sql)
	}
}

// statements gives the parts of SQL in the package's text, and its migrations'.
func statements(t *testing.T) (all []string) {
	t.Helper()
	files, err := filepath.Glob("*.go")
	require.NoError(t, err)
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		require.NoError(t, err)
		ast.Inspect(parsed, func(n ast.Node) bool {
			if text, ok := n.(*ast.BasicLit); ok && text.Kind == token.STRING {
				sql, err := strconv.Unquote(text.Value)
				require.NoError(t, err)
				if statement.MatchString(sql) {
					all = append(all, sql)
				}
			}
			return true
		})
	}
	files, err = filepath.Glob("migrations/*.sql")
	require.NoError(t, err)
	for _, name := range files {
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		for sql := range strings.SplitSeq(string(text), ";") {
			all = append(all, strings.TrimSpace(sql))
		}
	}
	return all
}
