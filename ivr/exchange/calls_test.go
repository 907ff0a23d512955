package exchange_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr/exchange"
)

var update = flag.Bool("update", false, "write what was heard into testdata/calls")

// callFile is a call in an archive of testdata/calls: documents by path, and what was heard on each leg;
// above them, the numbers that can be dialled, and what the caller does. It is no script of a caller of the
// hotline, for the exchange is what it tests: documents of any kind, and every leg's events to the
// millisecond.
type callFile struct {
	archive   *txtar.Archive
	documents map[string]string
	parties   map[string]exchange.Callee
	keys      []string
}

// heardOn names the part of an archive with what was heard.
const heardOn = "heard"

// readCallFile reads a file.
func readCallFile(t *testing.T, file string) callFile {
	t.Helper()
	archive, err := txtar.ParseFile(file)
	require.NoError(t, err)
	s := callFile{archive: archive, documents: map[string]string{}, parties: map[string]exchange.Callee{}}
	for _, part := range archive.Files {
		s.documents[part.Name] = string(part.Data)
	}
	for line := range strings.Lines(string(archive.Comment)) {
		switch words := strings.Fields(line); words[0] {
		case "caller":
			s.keys = words[1:]
		case "party":
			number, party := readParty(t, words[1:])
			s.parties[number] = party
		default:
			t.Fatalf("%s: unknown line %q", file, line)
		}
	}
	return s
}

// rewrite writes a file with what was heard now.
func (s callFile) rewrite(t *testing.T, file, heard string) {
	t.Helper()
	for i := range s.archive.Files {
		if s.archive.Files[i].Name == heardOn {
			s.archive.Files[i].Data = []byte(heard)
		}
	}
	require.NoError(t, os.WriteFile(file, txtar.Format(s.archive), 0o600))
}

// readParty parses "number outcome after talk keys…".
func readParty(t *testing.T, words []string) (string, exchange.Callee) {
	t.Helper()
	var p exchange.Callee
	var err error
	if words[1] != "answers" {
		p.Outcome = exchange.Outcome(words[1])
	}
	p.After, err = time.ParseDuration(words[2])
	require.NoError(t, err)
	p.Talk, err = time.ParseDuration(words[3])
	require.NoError(t, err)
	p.Person = &exchange.Script{Groups: words[4:], Think: time.Second}
	return words[0], p
}

func TestCallFiles(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/calls/*.txtar")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			s := readCallFile(t, file)
			heard := s.play(t)
			if *update {
				s.rewrite(t, file, heard)
				return
			}
			require.Equal(t, s.documents[heardOn], heard)
		})
	}
}

// play runs the call and returns what was heard on all legs.
func (s callFile) play(t *testing.T) string {
	t.Helper()
	service := pages(s.documents)
	cfg := configure(service)
	cfg.Parties, cfg.FallbackURL = s.parties, base+"/fallback"
	x := exchange.New(cfg)
	dialOn(t, x, &exchange.Script{Groups: s.keys, Think: time.Second, Line: 10 * time.Minute})
	var b strings.Builder
	for i, c := range x.Calls() {
		fmt.Fprintf(&b, "line %d: %s to %s\n", i, c.From, c.To)
		for _, e := range c.Events() {
			if line := describe(e); line != "" {
				fmt.Fprintf(&b, "%8s %s\n", e.At.Sub(noon), line)
			}
		}
	}
	return b.String()
}

// describe puts an event into words; technical events are left out.
func describe(e exchange.Event) string {
	switch e.Kind {
	case exchange.Listening, exchange.Answered:
		return ""
	case exchange.Requested:
		return fmt.Sprintf("asked %s: %d", strings.TrimPrefix(e.URL, base), e.Status)
	case exchange.Paused:
		return "pause of " + e.Length.String()
	case exchange.Recorded:
		return "recorded " + e.Length.String() + ": " + e.Text
	case exchange.Warning, exchange.Failed:
		return fmt.Sprintf("%s %d: %s", e.Kind, e.Code, e.Text)
	}
	return strings.Join(strings.Fields(fmt.Sprint(e.Kind, " ", e.Text, " ", e.Keys, " ", e.To, " ", e.Queue, " ", e.Result)), " ")
}
