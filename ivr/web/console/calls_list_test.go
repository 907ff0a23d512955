package console

import (
	"context"
	"encoding/csv"
	"fmt"
	"html"
	"iter"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/ivr/acd/dispatch"
	"github.com/okpay/hotline/ivr/web/page"
	"github.com/okpay/hotline/store"
)

// found lists the calls that a page of the console links to, in their order.
func (h *fixture) found(query string) []string {
	h.t.Helper()
	calls := []string{}
	for _, link := range regexp.MustCompile(`href="/console/calls/(CA[^"]+)"`).FindAllStringSubmatch(h.Read("/console/calls"+query), -1) {
		calls = append(calls, link[1])
	}
	return calls
}

// talked keeps a call that ended, with more to find it by.
func (h *fixture) talked(id string, began time.Time, change func(*ivr.Call)) {
	h.t.Helper()
	c := ivr.Call{ID: id, Began: began, At: began, EndedAt: began.Add(time.Minute), From: caller, Language: "zh-CN", Outcome: ivr.Abandoned, Revision: h.menu.Tree.Revision}
	change(&c)
	require.NoError(h.t, h.store.Commit(h.t.Context(), store.Commit{Claim: store.StepKey{Call: id, Step: "0"}, Call: c, Reply: []byte("<Response/>")}))
}

func TestCallsAreFound(t *testing.T) {
	t.Parallel()
	h := open(t, store.RoleOperator)
	h.happens("CA1", h.now.Add(-time.Hour), ivr.Ended{Status: "completed"})
	h.happens("CA2", h.now.AddDate(0, 0, -1))
	h.talked("CA3", page.Midnight(h.now).AddDate(0, 0, -2), func(c *ivr.Call) {
		c.From, c.Account, c.Queue, c.Outcome = "+8613900005678", &ivr.Account{ID: accountID}, "refunds", ivr.Connected
	})
	h.talked("CA4", page.Midnight(h.now).AddDate(0, 0, -1).Add(-time.Nanosecond), func(c *ivr.Call) { c.From, c.Case = "", "20000001" })
	h.opens(store.Case{Number: "20000001", Opened: h.now.AddDate(-1, 0, 0)})
	h.stage.queues = []dispatch.QueueStatus{{Name: "refunds"}}
	for query, want := range map[string][]string{
		"":                                    {"CA1", "CA2", "CA4", "CA3", "CA20000001"},
		"?since=2026-03-02":                   {"CA1"},
		"?since=2026-03-01":                   {"CA1", "CA2"},
		"?since=2026-02-28&until=2026-02-28":  {"CA4", "CA3"},
		"?date=2026-02-28":                    {"CA4", "CA3"},
		"?until=2026-02-28":                   {"CA4", "CA3", "CA20000001"},
		"?outcome=abandoned":                  {"CA1", "CA4"},
		"?outcome=connected":                  {"CA3"},
		"?outcome=live":                       {"CA2", "CA20000001"},
		"?ending=0001":                        {"CA1", "CA2"},
		"?ending=5678":                        {"CA3"},
		"?ending=9999":                        {},
		"?account=0001":                       {"CA3"},
		"?case=20000001":                      {"CA4", "CA20000001"},
		"?queue=refunds":                      {"CA3"},
		"?queue=refunds&ending=0001":          {},
		"?node=welcome":                       {"CA1", "CA2"},
		"?node=fraud":                         {},
		"?ending=0001&since=2026-03-02&node=": {"CA1"},
	} {
		require.Equal(t, want, h.found(query), query)
	}
	require.NotContains(t, h.Read("/console/calls"), caller)
	require.Equal(t, "/console/calls/CA1", h.Get("/console/calls?id=CA1").Header().Get("Location"))
	require.Equal(t, http.StatusNotFound, h.Get("/console/calls/CA99").Code)
}

// counting counts the calls that are read.
type counting struct {
	Store
	read int
}

func (s *counting) ListCalls(ctx context.Context, f store.CallFilter) iter.Seq2[ivr.Call, error] {
	return func(yield func(ivr.Call, error) bool) {
		for call, err := range s.Store.ListCalls(ctx, f) {
			if s.read++; !yield(call, err) {
				return
			}
		}
	}
}

// A search of an earlier day does not read the calls after it.
func TestASearchBeginsAtItsLastDay(t *testing.T) {
	t.Parallel()
	h := open(t, store.RoleOperator)
	for i := range 5 {
		h.talked(fmt.Sprint("CA-late", i), h.now, func(*ivr.Call) {})
	}
	h.talked("CA1", h.now.AddDate(0, 0, -1), func(*ivr.Call) {})
	reads := &counting{Store: h.console.Store}
	h.console.Store = reads
	require.Equal(t, []string{"CA1"}, h.found("?since=2026-03-01&until=2026-03-01"))
	require.Equal(t, 1, reads.read)
}

func TestCallsAreTurnedPageByPage(t *testing.T) {
	t.Parallel()
	h := open(t, store.RoleOperator)
	const calls = 2*perPage + 7
	for i := range calls {
		h.talked(fmt.Sprintf("CA%03d", i), h.now.Add(time.Duration(i/9)*time.Second), func(*ivr.Call) {})
	}
	h.talked("CA-other", h.now, func(c *ivr.Call) { c.From = "+8613900009999" })
	next := regexp.MustCompile(`rel="next" href="/console/calls([^"]+)"`)
	seen := map[string]bool{}
	pages := 0
	for query := "?ending=0001"; query != ""; pages++ {
		for _, id := range h.found(query) {
			require.False(t, seen[id], "%s is on two pages", id)
			seen[id] = true
		}
		page := h.Read("/console/calls" + query)
		require.Equal(t, pages > 0, containsLink(page, "/console/calls?ending=0001"), "a way to the first page")
		query = ""
		if link := next.FindStringSubmatch(page); link != nil {
			query = html.UnescapeString(link[1])
		}
		h.talked(fmt.Sprint("CA-new", pages), h.now.Add(time.Hour), func(*ivr.Call) {}) // more come meanwhile
	}
	require.Equal(t, 3, pages)
	require.Len(t, seen, calls)
}

func TestAListedCallTellsWhoAnswered(t *testing.T) {
	t.Parallel()
	h := open(t, store.RoleOperator)
	h.talked("CA1", h.now.Add(-time.Hour), func(c *ivr.Call) { c.Outcome = ivr.Connected })
	h.talked("CA2", h.now.Add(-2*time.Hour), func(c *ivr.Call) { c.Queue = "fraud"; c.EndedAt = time.Time{} })
	entered := h.now.Add(-time.Hour)
	h.stage.visits = []acd.QueueRecord{
		{Call: "CA1", Queue: "refunds", Entered: entered.Add(time.Minute), Answered: entered.Add(90 * time.Second), Agent: "bo"},
		{Call: "CA1", Queue: "general", Entered: entered, Answered: entered.Add(37 * time.Second), Agent: "mei"},
		{Call: "CA3", Origin: "CA1", Queue: "account", Entered: entered, Agent: "called-back"},
	}
	page := h.Read("/console/calls?since=2026-03-02")
	for _, want := range []string{"General, Refunds", "mei, bo", "1:07", "Fraud"} {
		require.Contains(t, page, want)
	}
	require.NotContains(t, page, "called-back")

	w := h.Get("/console/calls/export?since=2026-03-02")
	require.Equal(t, http.StatusOK, w.Code)
	require.Contains(t, w.Header().Get("Content-Disposition"), "calls.csv")
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(w.Body.String(), "\ufeff"))).ReadAll()
	require.NoError(t, err)
	require.Equal(t, []string{
		"CA1", "2026-03-02T09:00:00+08:00", "2026-03-02T09:01:00+08:00", "60", "****0001", "", "zh-CN", "false",
		"general refunds", "mei bo", "67", "connected", "", "", h.menu.Tree.Revision,
	}, rows[1])
	require.Equal(t, "live", rows[2][11])
	require.Len(t, rows, 3)
	require.Contains(t, h.audited(), "call.export  2")
}

// What is wrong in a search is told, and what was typed stays in its form.
func TestAWrongSearchIsTold(t *testing.T) {
	t.Parallel()
	h := open(t, store.RoleOperator)
	h.talked("CA1", h.now, func(*ivr.Call) {})
	for query, told := range map[string]string{
		"?since=31.12.2026&ending=0001":           "“31.12.2026” is not a date",
		"?until=2026-02-30&ending=0001":           "“2026-02-30” is not a date",
		"?since=2026-03-02&until=2026-03-01":      "The last day, 2026-03-01, is before the first",
		"?ending=%2B8613800000001":                "not four digits",
		"?ending=١٢٣٤":                            "not four digits",
		"?account=12&queue=refunds":               "“12” is not four digits",
		"?case=99999999":                          "There is no case 99999999",
		"?id=CA%3Cb%3E&node=fraud":                "There is no call CA&lt;b&gt;",
		"?after=yesterday":                        "not a position in the list",
		"/export?since=x&outcome=live&queue=gone": "“x” is not a date",
	} {
		w := h.Get("/console/calls" + query)
		require.Equal(t, http.StatusUnprocessableEntity, w.Code, query)
		page := w.Body.String()
		require.Contains(t, page, told, query)
		require.NotContains(t, page, "/console/calls/CA1", query)
		request, err := http.NewRequest(http.MethodGet, "/console/calls"+query, nil)
		require.NoError(t, err)
		for name, typed := range request.URL.Query() {
			if name != "after" {
				require.Regexp(t, `(name="`+name+`"[^>]* value|<option value)="`+regexp.QuoteMeta(typed[0])+`"`, html.UnescapeString(page), query)
			}
		}
	}
}
