package console

import (
	"errors"
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/store"
)

func TestVersionsAreToldAndTakenBack(t *testing.T) {
	t.Parallel()
	h := open(t, store.RoleOperator)
	for _, v := range []store.Version{
		{Revision: "aaaaaaaaaaaa", Folder: "aaaaaaaaaaaa", At: morning.UTC(), Why: "start"},
		{Revision: "bbbbbbbbbbbb", Folder: "bbbbbbbbbbbb", At: morning.UTC(), Why: "save", Changed: "main：“退款”改到 3 键\n", Told: map[string]string{"en-US": "main: “退款” is on key 3 instead of 2\n"}},
	} {
		_, err := h.store.PublishVersion(t.Context(), store.Publication{Revision: store.Revision{ID: v.Revision}, Version: v})
		require.NoError(t, err)
	}
	page := h.Get("/console/menus").Body.String()
	require.Contains(t, page, "“退款” is on key 3 instead of 2")
	require.NotContains(t, page, "改到", "in the reader's language")
	require.Contains(t, h.Get("/console/menus?language=zh-CN").Body.String(), "改到 3 键", "what was kept before each language was")
	require.Contains(t, page, "2026-03-02 10:00", "by the line's clock")
	require.Contains(t, page, `action="/console/menus/1/rollback"`)
	require.NotContains(t, page, `action="/console/menus/2/rollback"`, "it is live")

	require.Contains(t, h.Post("/console/menus/1/rollback", url.Values{}).Header().Get("Location"), "done.rolled_back")
	require.Contains(t, h.Post("/console/menus/reload", url.Values{}).Header().Get("Location"), "done.reloaded")
	require.Equal(t, http.StatusNotFound, h.Post("/console/menus/x/rollback", url.Values{}).Code)
	h.shelf.refuses = ErrRefused
	require.Contains(t, h.Post("/console/menus/reload", url.Values{}).Header().Get("Location"), "wrong.refused")
	h.shelf.refuses = errors.New("the disk is full")
	require.Contains(t, h.Post("/console/menus/9/rollback", url.Values{}).Header().Get("Location"), "wrong.rollback")
	require.Equal(t, []string{"rollback to 1 by an", "reload by an", "reload by an", "rollback to 9 by an"}, h.shelf.asked)
	require.Contains(t, h.Get("/console/menus?wrong=wrong.refused").Body.String(), "note bad")
}
