package console

import (
	"regexp"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/store"
)

// What the program calls a thing is not what its pages call it.
func TestACallIsToldInWords(t *testing.T) {
	t.Parallel()
	h := open(t, store.RoleOperator)
	h.happens("CA1", h.now.Add(-time.Minute), ivr.Input{Digits: "0"}, ivr.QueueLeft{Result: ivr.HungUp, Waited: 67 * time.Second}, ivr.Ended{Status: "completed"})
	page := h.Read("/console/calls/CA1")
	for _, want := range []string{"enters the queue General", "left the queue: hung up, after 1:07", "the call ended: completed", "agent dials in</a> → somebody else", "who calls</a> → "} {
		require.Contains(t, page, want)
	}
	require.Regexp(t, `says “[^”]+”</a></li>`, page, "what goes on needs no word for it")
	require.Regexp(t, `<dt>Last node</dt><dd><a href="/console/menu#node-general_queue">queue`, page)
	require.NotRegexp(t, `>[^<]*(general_queue|open_notice)[^<]*<`, page)
}

// A case that is about no account and no transaction has no rows for them.
func TestACaseShowsWhatItHas(t *testing.T) {
	t.Parallel()
	h := open(t, store.RoleAdmin)
	h.opens(store.Case{Number: "10000001", Kind: ivr.CaseMessage, Opened: h.now, Caller: caller})
	h.opens(h.aCase())
	rows := func(number string) []string {
		var names []string
		for _, row := range regexp.MustCompile(`<dt>([^<]+)</dt>`).FindAllStringSubmatch(h.Read("/console/cases/"+number), -1) {
			names = append(names, row[1])
		}
		return names
	}
	require.NotContains(t, rows("10000001"), "Account")
	require.NotContains(t, rows("10000001"), "Transaction")
	require.Subset(t, rows("12345678"), []string{"Account", "Transaction"})
	require.NotRegexp(t, `<dd></dd>`, h.Read("/console/cases/10000001"))
	require.NotContains(t, h.Read("/console/cases/10000001"), `<option value="account">`, "there is nothing to show in full")
}

func TestHolidaysAreInTheOrderOfTheYear(t *testing.T) {
	t.Parallel()
	h := open(t, store.RoleOperator)
	dates := regexp.MustCompile(`<th scope="row">(2026-\d\d-\d\d)`).FindAllStringSubmatch(h.Read("/console/hours"), -1)
	require.Greater(t, len(dates), 10)
	require.Equal(t, "2026-01-01", dates[0][1])
	for i := range dates[1:] {
		if dates[i+1][1] != "2026-01-01" { // of the next line
			require.Less(t, dates[i][1], dates[i+1][1])
		}
	}
}

func TestTheAuditIsToldInWords(t *testing.T) {
	t.Parallel()
	h := open(t, store.RoleAdmin)
	h.Read("/console/cases")
	h.Get("/console/cases/10000001")
	page := h.Read("/console/audit?action=case.view")
	require.Contains(t, page, "<td>saw a case</td>")
	require.Contains(t, page, `<option value="case.view" selected>saw a case</option>`)
	require.NotContains(t, page, "<td>signed in</td>")
	require.Regexp(t, `<td>signed in</td><td>an</td><td>by password</td>`, h.Read("/console/audit"))
}
