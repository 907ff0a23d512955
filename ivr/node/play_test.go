package node_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/node"
)

// folder is a menu's folder that holds one recording.
var folder = node.Env{Languages: []string{"zh-CN", "en-US"}, Sound: func(file string) (served, why string) {
	if file != "welcome.mp3" {
		return "", file + " cannot be read"
	}
	return "0123.mp3", ""
}}

func recording(audio ivr.Audio) *node.Play {
	return &node.Play{Audio: audio, Text: ivr.Text{"zh-CN": "欢迎", "en-US": "Welcome"}}
}

func TestARecordingIsPlayedInTheCallsLanguage(t *testing.T) {
	t.Parallel()
	n := recording(ivr.Audio{"zh-CN": "welcome.mp3", "en-US": "https://example.com/welcome.wav"})
	require.Empty(t, n.Bind(folder))
	for language, audio := range map[string]string{"zh-CN": "0123.mp3", "en-US": "https://example.com/welcome.wav"} {
		tree := tree(n)
		turn := ivr.Turn{Call: &ivr.Call{Language: language}, Tree: tree, Now: monday}
		require.Equal(t, ivr.Go{Exit: "done"}, n.Handle(&turn, ivr.Entered{}))
		said := turn.Verbs()[0].(ivr.Say)
		require.Equal(t, audio, said.Audio)
		require.Equal(t, n.Text[language], said.Text)
	}
}

func TestALanguageWithoutARecordingIsSpoken(t *testing.T) {
	t.Parallel()
	n := recording(ivr.Audio{"en-US": "welcome.mp3"})
	require.Empty(t, n.Bind(folder))
	turn := ivr.Turn{Call: &ivr.Call{Language: "zh-CN"}, Tree: tree(n), Now: monday}
	n.Handle(&turn, ivr.Entered{})
	require.Equal(t, []ivr.Verb{ivr.Say{Text: "欢迎", Language: "cmn-CN"}}, turn.Verbs())
}

func TestWhatCannotBePlayedIsRefused(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		audio ivr.Audio
		field string
		why   string
	}{
		{nil, "audio", "holds no recording"},
		{ivr.Audio{"fr-FR": "welcome.mp3"}, "audio/fr-FR", "no language of this menu"},
		{ivr.Audio{"en-US": "http://example.com/a.mp3"}, "audio/en-US", "begins with https://"},
		{ivr.Audio{"en-US": "other.mp3"}, "audio/en-US", "cannot be read"},
	} {
		wrong := recording(c.audio).Bind(folder)
		require.Len(t, wrong, 1, "%v", c.audio)
		require.Equal(t, c.field, wrong[0].Field)
		require.Contains(t, wrong[0].Message, c.why)
	}
	n := &node.Play{Audio: ivr.Audio{"en-US": "welcome.mp3"}, Text: ivr.Text{"en-US": "Case {case.number}"}}
	require.Contains(t, n.Bind(folder)[0].Message, "a recording cannot say a value")
}
