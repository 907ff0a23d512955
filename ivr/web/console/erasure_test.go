package console

import (
	"errors"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/store"
)

// erasable keeps an ended call of the caller, and its case with a recording.
func (h *fixture) erasable() {
	h.t.Helper()
	at := h.now.Add(-time.Hour)
	require.NoError(h.t, h.store.Commit(h.t.Context(), store.Commit{
		Claim: store.StepKey{Call: "CA7", Step: "0"}, Call: ivr.Call{ID: "CA7", From: caller, Began: at, At: at, EndedAt: at},
		Cases: []store.CaseChange{{Open: &store.Case{
			Number: "12345678", Kind: ivr.CaseMessage, Call: "CA7", Caller: caller, Opened: at,
			Recordings: []store.Recording{{URL: "https://api.twilio.com/RE7", At: at}},
		}}},
	}))
}

func TestAdministratorErasesAPerson(t *testing.T) {
	t.Parallel()
	h := open(t, store.RoleAdmin)
	h.erasable()
	form := url.Values{"by": {"phone"}, "value": {caller}}
	shown := h.Post("/console/erasure", form)
	require.Equal(t, http.StatusOK, shown.Code)
	require.Contains(t, shown.Body.String(), "/console/erasure/confirm")
	require.Contains(t, h.audited(), "person.find "+ivr.Masked(caller).String())
	require.Equal(t, http.StatusUnprocessableEntity, h.Post("/console/erasure", url.Values{"by": {"phone"}}).Code)
	require.Equal(t, http.StatusUnprocessableEntity, h.Post("/console/erasure/confirm", form).Code, "without a reason")

	form.Set("reason", "a letter from 13900001234")
	h.tapes.fails = errors.New("no answer")
	require.Equal(t, http.StatusBadGateway, h.Post("/console/erasure/confirm", form).Code)
	h.tapes.fails = nil
	done := h.Post("/console/erasure/confirm", form)
	require.Equal(t, http.StatusSeeOther, done.Code)
	require.Equal(t, "/console/erasure?done=done.erased", done.Header().Get("Location"))
	_, _, err := h.store.Call(t.Context(), "CA7")
	require.ErrorIs(t, err, store.ErrNotFound)
	left, err := h.store.Case(t.Context(), "12345678")
	require.NoError(t, err)
	require.Empty(t, left.Caller)
	require.Contains(t, h.Get("/console/cases/12345678").Body.String(), ">erased<")
	require.Contains(t, h.audited(), "person.erase "+ivr.Masked(caller).String()+" calls 0, cases 1 (1 open), recordings 1: a letter from ****1234")
	require.NotContains(t, h.Post("/console/erasure", url.Values{"by": {"phone"}, "value": {caller}}).Body.String(), "/console/erasure/confirm")
}

func TestOperatorsEraseNobody(t *testing.T) {
	t.Parallel()
	h := open(t, store.RoleOperator)
	h.erasable()
	form := url.Values{"by": {"phone"}, "value": {caller}, "reason": {"a letter"}}
	for _, path := range []string{"/console/erasure", "/console/erasure/confirm"} {
		require.Equal(t, http.StatusForbidden, h.Post(path, form).Code)
	}
	_, _, err := h.store.Call(t.Context(), "CA7")
	require.NoError(t, err)
}
