package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr/web/api"
	"github.com/okpay/hotline/store"
)

// requireProblem checks an error's form, and that it says so in one line.
func requireProblem(t *testing.T, answer *httptest.ResponseRecorder, status int, says string) {
	t.Helper()
	require.Equal(t, status, answer.Code, answer.Body)
	require.Equal(t, "application/problem+json", answer.Header().Get("Content-Type"))
	var p struct {
		Type, Title, Detail string
		Status              int
	}
	require.NoError(t, json.Unmarshal(answer.Body.Bytes(), &p))
	require.Equal(t, status, p.Status)
	require.Equal(t, http.StatusText(status), p.Title)
	require.Contains(t, p.Detail, says)
	require.NotContains(t, p.Detail, "\n")
}

func TestNobodyComesInWithoutAToken(t *testing.T) {
	t.Parallel()
	h := newFixture(t)
	_, hash, err := api.NewToken(strings.NewReader(strings.Repeat("old", 32)))
	require.NoError(t, err)
	require.NoError(t, h.store.AddToken(t.Context(), store.Token{Name: "old", Hash: hash, Scopes: store.Scopes(), Expires: noon}))
	old, _, _ := api.NewToken(strings.NewReader(strings.Repeat("old", 32)))
	for token, says := range map[string]string{"": "no token was given", "hl_" + strings.Repeat("0", 43): "is not known", old: "has expired"} {
		answer := h.get(token, "/calls")
		requireProblem(t, answer, 401, says)
		require.Contains(t, answer.Header().Get("WWW-Authenticate"), "Bearer")
	}
}

func TestScopesAreKept(t *testing.T) {
	t.Parallel()
	h := newFixture(t)
	h.fill()
	read, write := h.token("reports", store.ScopeRead), h.token("billing", store.ScopeWrite)
	requireProblem(t, h.send(read, request{method: "POST", path: "/cases/C-1/close", body: "{}"}), 403, "lacks the scope write")
	requireProblem(t, h.get(write, "/cases/C-1?reveal=true"), 403, "lacks the scope reveal")
	requireProblem(t, h.get(write, "/cases.csv?reveal=true"), 403, "lacks the scope reveal")
	requireProblem(t, h.get(write, "/audit"), 403, "lacks the scope audit")
	auditor := h.token("auditor", store.ScopeAudit)
	require.Equal(t, 200, h.get(auditor, "/audit").Code)
	requireProblem(t, h.get(auditor, "/cases/C-1"), 403, "lacks the scope read")
	require.Equal(t, 200, h.get(write, "/cases/C-1").Code, "write includes read")
	require.Equal(t, 200, h.get(read, "/cases/C-1?reveal=false").Code)
}

func TestWhatIsNotKnownIsRefused(t *testing.T) {
	t.Parallel()
	h := newFixture(t)
	h.fill()
	token := h.token("billing", store.ScopeWrite)
	for name, test := range map[string]struct {
		request
		status int
		says   string
	}{
		"a field":             {request{method: "POST", path: "/cases/C-1/close", body: `{"notes":"x"}`}, 400, "is not known"},
		"a type":              {request{method: "POST", path: "/cases/C-1/close", body: `{"note":7}`}, 400, "wrong type"},
		"no JSON":             {request{method: "POST", path: "/cases/C-1/close", body: `{"note"`}, 400, "no JSON"},
		"another content":     {request{"POST", "/cases/C-1/close", "note=x", map[string]string{"Content-Type": "application/x-www-form-urlencoded"}}, 415, "Content-Type: application/json"},
		"a parameter":         {request{method: "GET", path: "/calls?colour=red"}, 400, "this operation has since, until, limit, cursor"},
		"a flag":              {request{method: "GET", path: "/cases?open=yes"}, 400, "open must be true or false"},
		"a kind":              {request{method: "GET", path: "/cases?kind=joke"}, 400, "kind must be one of"},
		"a time":              {request{method: "GET", path: "/calls?since=yesterday"}, 400, "since must be RFC 3339"},
		"too much at once":    {request{method: "GET", path: "/calls?limit=1001"}, 400, "from 1 to 1000"},
		"a made-up cursor":    {request{method: "GET", path: "/calls?cursor=abc"}, 400, "cursor is none of ours"},
		"a state":             {request{method: "GET", path: "/deliveries?state=lost"}, 400, "pending or dead"},
		"a day":               {request{method: "GET", path: "/report?from=yesterday"}, 400, "from must be a day"},
		"days turned round":   {request{method: "GET", path: "/report?from=2026-10-02&to=2026-10-01"}, 400, "from must not be after to"},
		"too many days":       {request{method: "GET", path: "/report?from=2001-10-02"}, 400, "at most 3660 days"},
		"a figure by a thing": {request{method: "GET", path: "/report?by=year"}, 400, "by must be day, week, month, queue or person"},
		"a path":              {request{method: "GET", path: "/phones"}, 404, "openapi.json"},
		"an empty note":       {request{method: "POST", path: "/cases/C-1/notes", body: `{"text":" "}`}, 400, "text is empty"},
		"a long note":         {request{method: "POST", path: "/cases/C-1/notes", body: fmt.Sprintf(`{"text":%q}`, strings.Repeat("x", 4001))}, 400, "longer than 4000"},
		"a long body":         {request{method: "POST", path: "/cases/C-1/notes", body: fmt.Sprintf(`{"text":%q}`, strings.Repeat("x", 70000))}, 413, "too long"},
		"a past closure":      {request{method: "PUT", path: "/hours/support/closure", body: `{"until":"2001-01-01T00:00:00Z"}`}, 400, "has passed"},
		"a number":            {request{method: "PUT", path: "/agents/bo", body: `{"number":"0155","departments":[],"languages":[]}`}, 400, "must be E.164"},
		"the hotline's own":   {request{method: "PUT", path: "/agents/bo", body: `{"number":"+861550009999","departments":[],"languages":[]}`}, 400, "the hotline would ring itself"},
		"an invisible letter": {request{method: "PUT", path: "/agents/b%E2%80%8Bo", body: `{"number":"+861550000002","departments":[],"languages":[]}`}, 400, "U+200B"},
		"markup in a name":    {request{method: "PUT", path: "/agents/b%3Cb%3Eo", body: `{"number":"+861550000002","departments":[],"languages":[]}`}, 400, "name holds '<'"},
		"a department":        {request{method: "PUT", path: "/agents/bo", body: `{"number":"+861550000002","departments":["x"],"languages":[]}`}, 400, "they have fraud, general"},
		"no rows":             {request{method: "POST", path: "/ledger", body: `[]`}, 400, "holds no rows"},
		"half an array":       {request{method: "POST", path: "/ledger", body: `[{"account_id":"a"}`}, 400, "row 2 is no JSON object"},
		"a row of no kind":    {request{method: "POST", path: "/ledger", body: `[{"colour":"red"}]`}, 422, "1 rows have mistakes"},
		"no record at all":    {request{method: "POST", path: "/ledger/lookup", body: `{}`}, 400, "names no record"},
		"two records at all":  {request{method: "POST", path: "/ledger/lookup", body: `{"account_id":"a","refund_id":"b"}`}, 400, "several records"},
		"no such account":     {request{method: "POST", path: "/ledger/lookup", body: `{"account_id":"acct-9999"}`}, 404, "no such record"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			requireProblem(t, h.send(token, test.request), test.status, test.says)
		})
	}
}

// Who asks too often is told to wait; another token is not.
func TestEachTokenHasItsRate(t *testing.T) {
	t.Parallel()
	h := newFixture(t)
	hasty, calm := h.token("hasty", store.ScopeRead), h.token("calm", store.ScopeRead)
	statuses := map[int]int{}
	for range 200 {
		answer := h.get(hasty, "/queues")
		statuses[answer.Code]++
		if answer.Code == http.StatusTooManyRequests {
			require.NotEmpty(t, answer.Header().Get("Retry-After"))
		}
	}
	require.Positive(t, statuses[http.StatusTooManyRequests])
	require.Equal(t, 200, h.get(calm, "/queues").Code)
	for range 200 {
		statuses[h.get("hl_guess", "/queues").Code+1000]++
	}
	require.Positive(t, statuses[1429], "guessing is slowed down")
}

func TestUseIsNotedOnceAMinute(t *testing.T) {
	t.Parallel()
	h := newFixture(t)
	token := h.token("reports", store.ScopeRead)
	var used []time.Time
	for range 3 {
		h.get(token, "/queues")
		all, err := h.store.ListTokens(t.Context())
		require.NoError(t, err)
		used = append(used, all[0].Used)
		h.wait(40 * time.Second)
	}
	require.Equal(t, []time.Time{noon, noon, noon.Add(time.Minute)}, used)
}

// Pages follow one another without a gap or a repeat, also where many calls
// began at one instant.
func TestPagesFollowOneAnother(t *testing.T) {
	t.Parallel()
	h := newFixture(t)
	for i := range 7 {
		h.call(fmt.Sprint("CA", i), fmt.Sprint("C-", i), noon.Add(-time.Duration(i/4)*time.Hour))
	}
	token := h.token("reports", store.ScopeRead)
	for _, list := range []string{"/calls", "/cases"} {
		seen := map[string]bool{}
		pages, next := 0, ""
		for {
			var page struct {
				Items []map[string]any
				Next  string
			}
			require.NoError(t, json.Unmarshal(h.get(token, list+"?limit=2&cursor="+next).Body.Bytes(), &page))
			for _, item := range page.Items {
				seen[fmt.Sprint(item["call"], item["case"])] = true
			}
			pages++
			if next = page.Next; next == "" {
				break
			}
			require.Len(t, page.Items, 2)
		}
		require.Equal(t, 4, pages)
		require.Len(t, seen, 7)
	}
}

func TestAgentsAreChangedAsTheyWereRead(t *testing.T) {
	t.Parallel()
	h := newFixture(t)
	h.fill()
	token := h.token("staff", store.ScopeWrite)
	require.NoError(t, h.store.PutAgent(t.Context(), store.Agent{Name: "boss", Role: store.RoleAdmin}))
	tag := h.get(token, "/agents/an").Header().Get("ETag")
	patch := request{"PATCH", "/agents/an", `{"on_duty":true}`, map[string]string{"If-Match": tag}}
	require.Equal(t, 200, h.send(token, patch).Code)
	requireProblem(t, h.send(token, patch), 412, "read it again for its ETag")
	requireProblem(t, h.send(token, request{"PUT", "/agents/an", `{"number":"+861550000001","departments":[],"languages":[]}`, map[string]string{"If-None-Match": "*"}}), 412, "there is one of this name")
	requireProblem(t, h.send(token, request{method: "DELETE", path: "/agents/boss"}), 403, "removed by people")
	agent, err := h.store.Agent(t.Context(), "an")
	require.NoError(t, err)
	require.True(t, agent.OnDuty)
	require.Equal(t, []string{"fraud"}, agent.Departments)
}

// What a program sees in full, and what it changes, is kept.
func TestProgramsAreAudited(t *testing.T) {
	t.Parallel()
	h := newFixture(t)
	h.fill()
	token := h.token("billing", store.ScopeWrite, store.ScopeReveal)
	h.get(token, "/cases/C-1")
	h.get(token, "/cases/C-1?reveal=true")
	h.send(token, request{method: "POST", path: "/cases/C-1/close", body: "{}"})
	h.send(token, request{method: "DELETE", path: "/hours/support/closure"})
	var kept []string
	for e, err := range h.store.ListAudit(t.Context(), store.AuditFilter{}) {
		require.NoError(t, err)
		kept = append(kept, e.Who+" "+e.Action+" "+e.Object)
	}
	require.Equal(t, []string{"api:billing hours.open support", "api:billing case.close C-1", "api:billing case.reveal C-1"}, kept)
}

// A spreadsheet takes nothing that somebody wrote for a formula.
func TestExportsHoldNoFormulas(t *testing.T) {
	t.Parallel()
	h := newFixture(t)
	h.fill()
	token := h.token("billing", store.ScopeWrite)
	h.send(token, request{method: "POST", path: "/cases/C-1/close", body: `{"note":"=1+1"}`})
	answer := h.get(token, "/cases.csv")
	require.Equal(t, "text/csv; charset=utf-8", answer.Header().Get("Content-Type"))
	require.Contains(t, answer.Body.String(), ",'=1+1\n")
	require.NotContains(t, answer.Body.String(), "+86155")
}

func TestTokensAreLongAndKeptAsHashes(t *testing.T) {
	t.Parallel()
	for _, drawn := range []string{strings.Repeat("\x00", 32), strings.Repeat("\xff", 32)} {
		text, hash, err := api.NewToken(strings.NewReader(drawn))
		require.NoError(t, err)
		require.Regexp(t, `^hl_[0-9A-Za-z]{43}$`, text)
		require.Regexp(t, `^[0-9a-f]{64}$`, hash.Reveal())
	}
	_, _, err := api.NewToken(strings.NewReader("too little"))
	require.Error(t, err)
}

func TestATokenWithoutTheWordBearerIsRefused(t *testing.T) {
	t.Parallel()
	h := newFixture(t)
	bare := h.send("", request{method: "GET", path: "/calls", header: map[string]string{"Authorization": h.token("reports", store.ScopeRead)}})
	requireProblem(t, bare, 401, "no token was given")
}

func TestTheWordBearerIsWrittenAsOneLikes(t *testing.T) {
	t.Parallel()
	h := newFixture(t)
	token := h.token("reports", store.ScopeRead)
	for _, written := range []string{"Bearer ", "bearer ", "BEARER   "} {
		answer := h.send("", request{method: "GET", path: "/calls", header: map[string]string{"Authorization": written + token}})
		require.Equal(t, 200, answer.Code, written)
	}
	requireProblem(t, h.send("", request{method: "GET", path: "/calls", header: map[string]string{"Authorization": "Bearer "}}), 401, "no token was given")
	requireProblem(t, h.send("", request{method: "GET", path: "/calls", header: map[string]string{"Authorization": "Basic " + token}}), 401, "no token was given")
}
