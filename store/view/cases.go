package view

import (
	"strconv"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/store"
)

// Case is what a caller asked for, and what was done about it.
type Case struct {
	Case        string       `json:"case"`
	Kind        ivr.CaseKind `json:"kind"`
	State       string       `json:"state"` // open or closed
	Department  string       `json:"department"`
	Also        []string     `json:"also,omitempty"` // departments asked for since
	Call        string       `json:"call"`
	Language    string       `json:"language"`
	Account     string       `json:"account"`
	Transaction string       `json:"transaction"`
	Caller      string       `json:"caller"`
	Score       int          `json:"score"` // a caller's, from 1; 0 for none
	Recordings  []Recording  `json:"recordings"`
	Opened      time.Time    `json:"opened"`
	Assignee    string       `json:"assignee"`
	Notes       []Note       `json:"notes"`
	Closed      *time.Time   `json:"closed"`
	ClosedBy    string       `json:"closed_by"`
	Note        string       `json:"note"` // with which it was closed
}

// Recording is what a caller has recorded.
type Recording struct {
	URL     string    `json:"url"`
	Seconds int       `json:"seconds"`
	At      time.Time `json:"at"`
}

// Note is what somebody wrote upon a case.
type Note struct {
	At   time.Time `json:"at"`
	By   string    `json:"by"`
	Text string    `json:"text"`
}

// CaseOf shows a case.
func CaseOf(c store.Case) Case { return caseOf(c, ivr.Masked.String) }

// RevealCase shows a case with its caller, account and transaction in full.
func RevealCase(c store.Case) Case { return caseOf(c, ivr.Masked.Reveal) }

func caseOf(c store.Case, shown func(ivr.Masked) string) Case {
	v := Case{
		Case: c.Number, Kind: c.Kind, State: CaseState(c), Department: c.Department, Also: c.Also, Call: c.Call, Language: c.Language,
		Account: shown(c.Account), Transaction: shown(c.Transaction), Caller: shown(c.Caller), Score: c.Score,
		Recordings: []Recording{}, Opened: c.Opened.UTC(), Assignee: c.Assignee, Notes: []Note{},
		Closed: Instant(c.Closed), ClosedBy: c.ClosedBy, Note: c.Note,
	}
	for _, r := range c.Recordings {
		v.Recordings = append(v.Recordings, Recording{r.URL, r.Seconds, r.At.UTC()})
	}
	for _, n := range c.Notes {
		v.Notes = append(v.Notes, Note{n.At.UTC(), n.By, n.Text})
	}
	return v
}

// CaseState is "open" or "closed".
func CaseState(c store.Case) string {
	if c.Closed.IsZero() {
		return "open"
	}
	return "closed"
}

// CaseTable makes the rows of a file for spreadsheets. The first names the columns. Times
// are on the zone's clock.
func CaseTable(cases []Case, zone *time.Location) [][]string {
	rows := [][]string{{
		"case", "kind", "state", "opened", "closed", "department", "assignee", "caller", "account", "transaction",
		"language", "score", "recordings", "call", "closed_by", "note",
	}}
	for _, c := range cases {
		rows = append(rows, c.row(zone))
	}
	return rows
}

func (c Case) row(zone *time.Location) []string {
	closed, score := "", ""
	if c.Closed != nil {
		closed = c.Closed.In(zone).Format(time.RFC3339)
	}
	if c.Score != 0 {
		score = strconv.Itoa(c.Score)
	}
	return []string{
		c.Case, string(c.Kind), c.State, c.Opened.In(zone).Format(time.RFC3339), closed, c.Department, c.Assignee, c.Caller, c.Account, c.Transaction,
		c.Language, score, strconv.Itoa(len(c.Recordings)), c.Call, c.ClosedBy, c.Note,
	}
}
