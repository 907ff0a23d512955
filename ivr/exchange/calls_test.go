package exchange_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr/exchange"
)

var update = flag.Bool("update", false, "write what was heard into testdata/calls")

// callFile is a call in a file of testdata/calls: documents by path, the numbers that can be dialled,
// what the caller does, and what was heard on each leg. Sections begin with "-- ".
type callFile struct {
	documents map[string]string
	parties   map[string]exchange.Callee
	keys      string
	header    string // all sections before "heard"
	heard     string
}

// readCallFile parses a file.
func readCallFile(t *testing.T, file string) callFile {
	t.Helper()
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	header, heard, _ := strings.Cut(string(text), "-- heard\n")
	s := callFile{documents: map[string]string{}, parties: map[string]exchange.Callee{}, header: header, heard: heard}
	for _, section := range strings.Split("\n"+header, "\n-- ")[1:] {
		head, body, _ := strings.Cut(section, "\n")
		switch {
		case strings.HasPrefix(head, "/"):
			s.documents[head] = body
		case strings.HasPrefix(head, "caller "):
			s.keys = strings.TrimPrefix(head, "caller ")
		case strings.HasPrefix(head, "party "):
			number, party := readParty(t, strings.Fields(head)[1:])
			s.parties[number] = party
		default:
			t.Fatalf("%s: unknown section %q", file, head)
		}
	}
	return s
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
	files, err := filepath.Glob("testdata/calls/*.txt")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			t.Parallel()
			s := readCallFile(t, file)
			heard := s.play(t)
			if *update {
				require.NoError(t, os.WriteFile(file, []byte(s.header+"-- heard\n"+heard), 0o600))
				return
			}
			require.Equal(t, s.heard, heard)
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
	dialOn(t, x, &exchange.Script{Groups: strings.Fields(s.keys), Think: time.Second, Line: 10 * time.Minute})
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
