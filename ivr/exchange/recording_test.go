package exchange_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr/exchange"
)

func TestAPlayWithACommentIsHeardAsWords(t *testing.T) {
	t.Parallel()
	s := pages(map[string]string{"/voice": `<!-- cmn-CN: 您好 --><Play>https://example.com/a.mp3</Play><Play>https://example.com/b.mp3</Play><!-- a remark --><Play>https://example.com/c.mp3</Play>`})
	var heard []exchange.Event
	for _, e := range dial(t, s, keys()).Events() {
		if e.Kind == exchange.Said || e.Kind == exchange.Played {
			heard = append(heard, exchange.Event{Kind: e.Kind, Text: e.Text, Lang: e.Lang, URL: e.URL})
		}
	}
	require.Equal(t, []exchange.Event{
		{Kind: exchange.Said, Text: "您好", Lang: "cmn-CN", URL: "https://example.com/a.mp3"},
		{Kind: exchange.Played, URL: "https://example.com/b.mp3"},
		{Kind: exchange.Played, URL: "https://example.com/c.mp3"},
	}, heard)
}
