package api_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/store"
)

// keptSounds is a carrier's recordings, of which none can be deleted while it is broken.
type keptSounds struct {
	broken  bool
	deleted []string
}

func (k *keptSounds) DeleteRecording(_ context.Context, recording string) error {
	if k.broken {
		return errors.New("no answer")
	}
	k.deleted = append(k.deleted, recording)
	return nil
}

func TestPersonIsErased(t *testing.T) {
	t.Parallel()
	h := newFixture(t)
	call := ivr.Call{ID: "CA7", From: "+861550000077", Began: noon, At: noon, EndedAt: noon}
	require.NoError(t, h.store.Commit(t.Context(), store.Commit{
		Claim: store.StepKey{Call: "CA7", Step: "0"}, Call: call,
		Cases: []store.CaseChange{{Open: &store.Case{
			Number: "C-7", Kind: ivr.CaseMessage, Call: "CA7", Caller: call.From, Opened: noon,
			Recordings: []store.Recording{{URL: "https://api.twilio.com/RE7", At: noon}},
		}}},
	}))
	token, reader := h.token("privacy", store.ScopeWrite), h.token("reports", store.ScopeRead)
	ask := func(body string) request { return request{method: "POST", path: "/erasures", body: body} }
	requireProblem(t, h.send(reader, ask(`{"phone":"+861550000077","dry_run":true}`)), 403, "lacks the scope write")
	for body, says := range map[string]string{
		`{}`:                                   "reason is missing",
		`{"reason":"a letter"}`:                "name the person by phone or by account",
		`{"phone":"0155","reason":"a letter"}`: "phone is no telephone number",
		`{"phone":"+861550000077"}`:            "reason is missing",
		`{"dry_run":true}`:                     "name the person by phone or by account",
		`{"phone":"+861550000077","account":"a","reason":"a letter"}`: "name the person by phone or by account",
	} {
		requireProblem(t, h.send(token, ask(body)), 400, says)
	}
	shown := h.send(token, ask(`{"phone":"+861550000077","dry_run":true}`))
	require.Contains(t, shown.Body.String(), `"erased":false,"calls":["CA7"],"cases":["C-7"],"open":1,"recordings":1`)

	h.sounds.broken = true
	requireProblem(t, h.send(token, ask(`{"phone":"+861550000077","reason":"a letter"}`)), 502, "has not deleted all recordings")
	h.sounds.broken = false
	erased := h.send(token, ask(`{"phone":"+861550000077","reason":"a letter"}`))
	require.Equal(t, 200, erased.Code)
	require.Contains(t, erased.Body.String(), `"erased":true`)
	require.Equal(t, []string{"https://api.twilio.com/RE7"}, h.sounds.deleted)
	_, _, err := h.store.Call(t.Context(), "CA7")
	require.ErrorIs(t, err, store.ErrNotFound)
	left, err := h.store.Case(t.Context(), "C-7")
	require.NoError(t, err)
	require.Empty(t, left.Caller)
	again := h.send(token, ask(`{"phone":"+861550000077","reason":"a letter"}`))
	require.Contains(t, again.Body.String(), `"erased":false,"calls":[],"cases":[]`)
	var noted []string
	for e, err := range h.store.ListAudit(t.Context(), store.AuditFilter{Who: "api:privacy"}) {
		require.NoError(t, err)
		noted = append(noted, e.Action+" "+e.Object)
	}
	require.Equal(t, []string{"person.erase ****0077", "person.erase ****0077", "person.find ****0077"}, noted)
}
