package fault

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr/twiml"
)

// nasty are texts that a page, a spreadsheet, a terminal, TwiML or a log would obey if they were
// shown as they are.
var nasty = []string{
	"<script>boom()</script>", `"><img src=x onerror=boom()>`, "=HYPERLINK(\"http://boom\")", "+1+boom", "-2+boom", "@SUM(boom)", "\tboom", "\x1b[31mboom\x1b[0m",
	"\u202emoob\u2066", "boom\r\n{\"level\":\"fatal\"}", "]]></Say><Hangup/><Say>boom", "boom\x00boom", "\u0085boom\u2028boom", "${boom}{{boom}}%s%n",
}

// C3: callers, operators and programs fill every field that they can with such texts, and
// nothing of it means anything in the log, on a page, in a spreadsheet, at a terminal or to
// the carrier.
func TestInjection(t *testing.T) {
	t.Parallel()
	s := newSite(t, "HOTLINE_LOG_LEVEL=debug")
	count := tallied(t, "C3", "texts that mean something to what shows them", "lines, pages, documents, tables")
	count.hit(len(nasty))
	s.ledgerOf(nasty)
	s.start()
	documents := s.callersSayNasty()
	write := s.peopleWriteNasty()
	for _, document := range documents {
		count.check(harmlessDocument(document))
	}
	for _, arguments := range [][]string{
		{"calls", "list"}, {"cases", "list"}, {"agents", "list"}, {"tokens", "list"}, {"menus", "list"}, {"hours", "list"}, {"ledger", "show", "70000000"}, {"ready"},
	} {
		out, _ := s.run(arguments...)
		require.NotEmpty(t, out, arguments)
		count.check(harmlessText(out))
	}
	cases, _ := s.run("cases", "list", "--json")
	for line := range strings.Lines(cases) {
		var c struct{ Case string }
		require.NoError(t, json.Unmarshal([]byte(line), &c), line)
		out, _ := s.run("cases", "show", c.Case)
		require.Contains(t, out, c.Case)
		count.check(harmlessText(out))
	}
	count.check(harmlessCells(s.asks(write, http.MethodGet, "/cases.csv", "")))
	report, _ := s.run("report", "--from", "2026-03-01", "--to", "2026-03-03", "--by", "person", "--csv")
	count.check(harmlessCells(report))
	browser := s.operator()
	for _, path := range []string{"/console", "/console/calls", "/console/cases", "/console/audit", "/console/people", "/console/menus", "/console/hours", "/console/reports"} {
		page := browser.page(path)
		require.Contains(t, page, "</html>", path)
		count.check(harmlessPage(page))
	}
	lines := 0
	for line := range strings.Lines(s.log.String()) {
		count.check(harmlessLine(line))
		lines++
	}
	require.Greater(t, lines, 100)
}

// harmlessDocument returns an error if a document says to the carrier what a caller wrote.
func harmlessDocument(document string) error {
	if problems := twiml.Validate([]byte(document), twiml.Voice); len(problems) > 0 || strings.Contains(document, "<Hangup/><Say>boom") {
		return fmt.Errorf("%v in %q", problems, document)
	}
	return nil
}

// harmlessText returns an error if a terminal would obey something of a text.
func harmlessText(out string) error {
	for _, r := range out {
		if r != '\n' && r != '\t' && obeyed(r) {
			return fmt.Errorf("%U in %q", r, out)
		}
	}
	return nil
}

// harmlessPage returns an error if a page has an element that somebody wrote into a field.
func harmlessPage(page string) error {
	for _, element := range []string{"<script>boom", "<img src=x"} {
		if strings.Contains(page, element) {
			return fmt.Errorf("a page has %s: %q", element, page)
		}
	}
	return nil
}

// harmlessLine returns an error unless a line of the log is one event, of the hotline's own level.
func harmlessLine(line string) error {
	var entry map[string]any
	if err := json.Unmarshal([]byte(line), &entry); err != nil {
		return fmt.Errorf("%w: %q", err, line)
	}
	if entry["level"] == "fatal" {
		return fmt.Errorf("a caller wrote a line of the log: %q", line)
	}
	return harmlessText(line)
}

// obeyed reports whether a character does something to what shows it.
func obeyed(r rune) bool {
	return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028'
}

// formula matches a cell that a spreadsheet computes, of the nasty texts.
var formula = regexp.MustCompile(`^[=+\-@\t\r].*boom`)

// harmlessCells returns an error if a table has no row, or a cell that a spreadsheet computes.
func harmlessCells(text string) error {
	records, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\ufeff"))).ReadAll()
	if err != nil || len(records) == 0 {
		return fmt.Errorf("%d rows: %w in %q", len(records), err, text)
	}
	for _, cell := range slices.Concat(records...) {
		if formula.MatchString(cell) {
			return fmt.Errorf("a spreadsheet computes %q", cell)
		}
	}
	return nil
}

// Each nasty text that is shown as it is is seen where it means something.
func TestAnInjectionIsSeen(t *testing.T) {
	t.Parallel()
	require.NoError(t, harmlessDocument(menuDocument))
	require.Error(t, harmlessDocument("<Response><Say>]]></Say><Hangup/><Say>boom</Say></Response>"))
	require.NoError(t, harmlessText("a\tb\n"))
	for _, text := range []string{"\x1b[31mboom", "\u202emoob", "boom\r\n", "boom\x00", "\u0085boom", "boom\u2028"} {
		require.Error(t, harmlessText(text), "%q", text)
	}
	require.NoError(t, harmlessPage("&lt;script&gt;boom()"))
	require.Error(t, harmlessPage(nasty[0]))
	require.Error(t, harmlessPage(nasty[1]))
	require.NoError(t, harmlessLine(`{"level":"warn","text":"boom\r\n"}`))
	require.Error(t, harmlessLine(`boom`))
	require.Error(t, harmlessLine(`{"level":"fatal"}`))
	require.Error(t, harmlessLine("{\"level\":\"warn\",\"text\":\"\u202emoob\"}"))
	require.NoError(t, harmlessCells("a,b\n'=1+boom,c\n"))
	for _, cell := range nasty[2:7] {
		require.Error(t, harmlessCells(`a,"`+strings.ReplaceAll(cell, `"`, `""`)+`"`), cell)
	}
	require.Error(t, harmlessCells(""))
}

// ledgerOf has each text be a customer's name and a counterparty, as far as an import takes it.
func (s *site) ledgerOf(texts []string) {
	s.t.Helper()
	accounts := []string{"account_id", "name", "email", "phone", "language", "birth_date"}
	payments := []string{"transaction_id", "account_id", "time", "type", "counterparty", "amount", "currency", "status", "refundable", "cancellable"}
	var a, p strings.Builder
	customers, transactions := csv.NewWriter(&a), csv.NewWriter(&p)
	require.NoError(s.t, customers.Write(accounts))
	require.NoError(s.t, transactions.Write(payments))
	for n, text := range texts {
		id := string(rune('0'+n/10)) + string(rune('0'+n%10))
		text = strings.Map(func(r rune) rune {
			if obeyed(r) { // an import refuses the row
				return -1
			}
			return r
		}, text)
		require.NoError(s.t, customers.Write([]string{"600000" + id, text, "a@example.com", "+861380000" + id + "00", "zh-CN", ""}))
		require.NoError(s.t, transactions.Write([]string{"700000" + id, "600000" + id, "2026-03-01T10:00:00+08:00", "payment", text, "1.00", "CNY", "completed", "true", "false"}))
	}
	customers.Flush()
	transactions.Flush()
	s.imports(map[string]string{"accounts.csv": a.String(), "payments.csv": p.String()})
}

// callersSayNasty has callers say and send each text in every field of a webhook.
func (s *site) callersSayNasty() (documents []string) {
	s.t.Helper()
	for n, text := range nasty {
		c := newCaller(s.base, choicesQuietly())
		c.from = callerNumber(n)
		documents = append(documents, s.deliver(c.request(s.base+"/voice/incoming", nil)))
		for step, more := range []url.Values{
			{"SpeechResult": {text}, "Confidence": {"0.9"}}, {"Digits": {text}}, {"RecordingUrl": {text}, "RecordingDuration": {text}},
			{"QueueResult": {text}, "DialCallStatus": {text}, "FinishedOnKey": {text}},
		} {
			more.Set("CallerName", text)
			more.Set("FromCity", text)
			document := s.deliver(c.request(found(gatherOrAny, documents[len(documents)-1]), more))
			documents = append(documents, document)
			if found(gatherOrAny, document) == "" {
				break
			}
			_ = step
		}
		odd := newCaller(s.base, choicesQuietly())
		odd.from = text
		documents = append(documents, s.deliver(odd.request(s.base+"/voice/incoming", nil)))
		got, err := odd.request(s.base+"/voice/fallback", url.Values{"ErrorCode": {text}, "ErrorUrl": {text}}).deliver()
		require.NoError(s.t, err)
		documents = append(documents, got.body)
	}
	return documents
}

var gatherOrAny = regexp.MustCompile(` action="([^"]+)"`)

// aCase has a caller open a case, and gives its number. A caller whom a busy machine answers too late
// is led to a person, and opens none: then another calls.
func (s *site) aCase() string {
	s.t.Helper()
	for n := range 10 {
		c := newCaller(s.base, choicesQuietly())
		c.from = callerNumber(n)
		c.next = c.request(s.base+"/voice/incoming", nil)
		caller := &customer{caller: c, keys: []string{"0", "", "1", "1"}}
		for caller.goesOn(s.deliver(caller.next)) {
		}
		var opened struct{ Case string }
		cases, _ := s.run("cases", "list", "--json")
		if first, _, _ := strings.Cut(cases, "\n"); json.Unmarshal([]byte(first), &opened) == nil {
			return opened.Case
		}
	}
	s.t.Fatal("no caller opened a case")
	return ""
}

// peopleWriteNasty has operators and programs fill what they may fill. Some of it is refused;
// a note is not. It gives a token that may write.
func (s *site) peopleWriteNasty() (write string) {
	s.t.Helper()
	out, status := s.run("tokens", "add", "writer", "--scope", "read,write")
	require.Zero(s.t, status, out)
	write = regexp.MustCompile(`hl_[A-Za-z0-9_-]+`).FindString(out)
	first := s.aCase()
	noted := 0
	for _, text := range nasty {
		if !strings.Contains(text, "\x00") { // which no argument can hold
			s.run("agents", "add", "agent "+text, "--number", "+8613700000011", "--department", "general")
			s.run("agents", "add", text, "--number", "+8613700000012", "--department", text)
			s.run("tokens", "add", text, "--scope", "read")
			s.run("menus", "name", "1", text)
		}
		note, err := json.Marshal(map[string]string{"text": text})
		require.NoError(s.t, err)
		if answer := s.asks(write, http.MethodPost, "/cases/"+first+"/notes", string(note)); strings.Contains(answer, first) {
			noted++
		}
	}
	require.Greater(s.t, noted, len(nasty)/2, "notes are taken")
	s.run("cases", "close", first, "--note", nasty[2])
	return write
}

// asks gives what the API answers.
func (s *site) asks(bearer, method, path, body string) string {
	s.t.Helper()
	return s.ask(method, "/api/v1"+path, bearer, "application/json", body)
}
