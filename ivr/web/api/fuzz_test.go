package api_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/store"
)

// FuzzRequest sends any query and body to each operation that reads one: it is carried out,
// or refused in the form of all refusals, and nothing fails on our side.
func FuzzRequest(f *testing.F) {
	operations := [][2]string{
		{http.MethodPut, "/agents/an"}, {http.MethodPatch, "/agents/an"}, {http.MethodPut, "/cases/C-1/assignee"}, {http.MethodPost, "/cases/C-1/notes"},
		{http.MethodPost, "/cases/C-1/close"}, {http.MethodPost, "/erasures"}, {http.MethodPut, "/hours/support/closure"}, {http.MethodPost, "/ledger"},
		{http.MethodPost, "/ledger/lookup"}, {http.MethodGet, "/calls"}, {http.MethodGet, "/cases"}, {http.MethodGet, "/report"},
	}
	f.Add(0, "", `{"number":"+861550000002","departments":["fraud"],"languages":["zh-CN"]}`)
	f.Add(3, "", `{"text":"a\u0000b\u202ec","by":"=cmd()"}`)
	f.Add(5, "", `{"phone":"+861550000002","dry_run":true}`)
	f.Add(6, "", `{"until":"9999-12-31T23:59:60Z"}`)
	f.Add(7, "", `[{"account_id":"a"},{"account_id":"a","account_id":"b"}]`)
	f.Add(9, "limit=-1&cursor=AAAA", "")
	f.Add(11, "from=0000-00-00&to=9999-99-99&by=queue", "")
	f.Fuzz(func(t *testing.T, which int, query, body string) {
		h := newFixture(t)
		token := h.token("fuzz", store.Scopes()...)
		o := operations[uint(which)%uint(len(operations))]
		r := request{method: o[0], path: o[1], body: body}
		made := r.build(token)
		made.URL.RawQuery = query
		answer := h.serve(made)
		require.Less(t, answer.Code, http.StatusInternalServerError, answer.Body)
		if answer.Code >= http.StatusBadRequest {
			require.Equal(t, "application/problem+json", answer.Header().Get("Content-Type"))
			require.True(t, json.Valid(answer.Body.Bytes()), answer.Body)
		}
	})
}
