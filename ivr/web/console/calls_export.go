package console

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"
)

// export answers with all that a search finds as CSV, masked; or with the page
// that says why not.
func (s callsSection) export(c echo.Context) error {
	l, err := s.search(c, callSearchOf(c.QueryParams()), mostRead)
	switch {
	case err != nil:
		return err
	case l.Next != "":
		l.Flaws = []flaw{{"wrong.many", strconv.Itoa(mostRead)}}
		l.Calls, l.Next = l.Calls[:min(len(l.Calls), perPage)], ""
	}
	if len(l.Flaws) > 0 {
		return s.console.render(c, http.StatusUnprocessableEntity, "calls", "calls", l)
	}
	if err := s.console.Gate.Audit(c, "call.export", "", strconv.Itoa(len(l.Calls))); err != nil {
		return err
	}
	return sendCSV(c, "calls.csv", callRecords(l.Calls))
}

func callRecords(calls []callRow) [][]string {
	rows := [][]string{{"call", "began", "ended", "seconds", "caller", "account", "language", "verified", "queue", "agent", "waited_seconds", "outcome", "node", "case", "revision"}}
	for _, c := range calls {
		ended, waited, account := "", "", ""
		if c.Ended() {
			ended = c.EndedAt.In(c.Began.Location()).Format(time.RFC3339)
		}
		if c.Queued {
			waited = seconds(c.Waited)
		}
		if c.Account != nil {
			account = c.Account.ID.String()
		}
		rows = append(rows, []string{
			c.ID, c.Began.Format(time.RFC3339), ended, seconds(c.Lasted), c.From.String(), account, c.Language, strconv.FormatBool(c.Verified),
			strings.Join(c.Queues, " "), strings.Join(c.Agents, " "), waited, c.State, c.Node, c.Case, c.Revision,
		})
	}
	return rows
}

func seconds(d time.Duration) string { return strconv.Itoa(int(d.Round(time.Second).Seconds())) }
