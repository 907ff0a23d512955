package web_test

import (
	"io"
	"net/http"
	"path"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr/exchange"
	"github.com/okpay/hotline/ivr/service"
	"github.com/okpay/hotline/ivr/simulate"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/menutest"
	"github.com/okpay/hotline/menus/okpay"
)

const (
	spokenWelcome   = "    say:\n      text:\n        zh-CN: 您好，这里是 OKPAY 客服热线。"
	recordedWelcome = "    play:\n      audio: { zh-CN: welcome.mp3 }\n      text:\n        zh-CN: 您好，这里是 OKPAY 客服热线。"
)

// welcome is the recording that the menu of the tests below begins with.
var welcome = []byte("ID3 an invented recording")

// recordedMenu is OKPAY's menu with a recording for its first words.
func recordedMenu(t *testing.T) *menus.Menu {
	t.Helper()
	files := menutest.Files(t, okpay.FS, fstest.MapFS{"welcome.mp3": {Data: welcome}})
	menu := menutest.Load(t, menutest.Replace(t, files, spokenWelcome, recordedWelcome))
	require.Len(t, menu.Sounds, 1, "the welcome of OKPAY's menus reads otherwise now")
	return menu
}

// welcomed is what a call's line does at its first words.
func welcomed(t *testing.T, c talk) exchange.Event {
	t.Helper()
	for _, e := range c.Events() {
		if e.Kind == exchange.Said && strings.HasPrefix(e.Text, "您好，这里是 OKPAY") {
			return e
		}
	}
	require.Fail(t, "the welcome was not heard")
	return exchange.Event{}
}

func TestTheCarrierFetchesARecordingOfTheMenu(t *testing.T) {
	t.Parallel()
	menu := recordedMenu(t)
	h := open(t, "2026-03-02 10:00", func(c *service.Config) { c.Menus = simulate.Fixed(menu) })
	said := welcomed(t, h.call("+8613800000001", "bye"))
	require.Contains(t, menu.Sounds, path.Base(said.URL))

	got, err := h.server.Client().Get(said.URL)
	require.NoError(t, err)
	defer got.Body.Close()
	data, err := io.ReadAll(got.Body)
	require.NoError(t, err)
	require.Equal(t, welcome, data)
	require.Equal(t, "audio/mpeg", got.Header.Get("Content-Type"))
	require.Contains(t, got.Header.Get("Cache-Control"), "immutable")

	again, err := http.NewRequestWithContext(t.Context(), http.MethodHead, said.URL, nil)
	require.NoError(t, err)
	again.Header.Set("If-None-Match", got.Header.Get("ETag"))
	kept, err := h.server.Client().Do(again)
	require.NoError(t, err)
	defer kept.Body.Close()
	require.Equal(t, http.StatusNotModified, kept.StatusCode)

	gone, err := h.server.Client().Get(strings.TrimSuffix(said.URL, ".mp3") + ".wav")
	require.NoError(t, err)
	defer gone.Body.Close()
	require.Equal(t, http.StatusNotFound, gone.StatusCode)
}

func TestARecordingThatTheHotlineDoesNotHaveIsSpoken(t *testing.T) {
	t.Parallel()
	menu := recordedMenu(t)
	clear(menu.Sounds)
	h := open(t, "2026-03-02 10:00", func(c *service.Config) { c.Menus = simulate.Fixed(menu) })
	said := welcomed(t, h.call("+8613800000001", "bye"))
	require.Empty(t, said.URL)
	require.Equal(t, "Polly.Zhiyu-Neural", said.Voice)
}
