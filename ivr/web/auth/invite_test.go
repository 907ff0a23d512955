package auth

import (
	"crypto/rand"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/store"
)

// invite invites somebody, and gives the path of the link.
func (h *fixture) invite(name string) string {
	h.t.Helper()
	token, kept, err := NewInvite(rand.Reader, h.now)
	require.NoError(h.t, err)
	h.change(name, func(a *store.Agent) { a.Invite = kept })
	return strings.TrimPrefix(InviteURL(h.PublicURL, token), h.PublicURL)
}

func TestAnInvitationIsTaken(t *testing.T) {
	t.Parallel()
	h := newFixture(t)
	old := h.signedIn("an")
	link := h.invite("an")
	b := h.browser()
	page := b.Get(link)
	require.Contains(t, page.Body.String(), "为 an 设置密码")
	require.Equal(t, "no-referrer", page.Header().Get("Referrer-Policy"))
	require.Equal(t, http.StatusOK, b.Get(link).Code, "a preview of the link takes nothing")

	const fresh = "a fresh and longer one"
	for problem, typed := range map[string][2]string{
		"至少需要 10": {"short", "short"}, "不一致": {fresh, fresh + "!"}, "太容易被猜到": {"an an an an an", "an an an an an"},
	} {
		w := b.Fill(link, "password", typed[0], "again", typed[1])
		require.Equal(t, http.StatusUnprocessableEntity, w.Code, problem)
		require.Contains(t, w.Body.String(), problem)
	}
	w := b.Fill(link, "password", fresh, "again", fresh)
	require.Equal(t, http.StatusSeeOther, w.Code)
	require.Equal(t, http.StatusOK, b.Get("/desk").Code, "who chose a password is signed in")
	require.Equal(t, http.StatusSeeOther, old.Get("/desk").Code, "and signed out everywhere else")
	require.Equal(t, http.StatusNotFound, b.Get(link).Code, "a link is good once")
	require.Equal(t, http.StatusNotFound, b.Fill(link, "password", fresh, "again", fresh).Code)
	require.Equal(t, http.StatusUnauthorized, h.browser().signIn("an", password).Code)
	require.Equal(t, http.StatusSeeOther, h.browser().signIn("an", fresh).Code)
	require.Contains(t, h.audited(), "an signin an invitation")
}

func TestAnInvitationIsTooOldOrNotThere(t *testing.T) {
	t.Parallel()
	h := newFixture(t)
	link := h.invite("an")
	require.Equal(t, http.StatusNotFound, h.browser().Get("/signin/invite/x").Code)
	h.now = noon.Add(InviteLasts)
	w := h.browser().Get(link)
	require.Equal(t, http.StatusNotFound, w.Code)
	require.Contains(t, w.Body.String(), "此链接已失效或已使用")
}
