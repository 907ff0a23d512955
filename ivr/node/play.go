package node

import (
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/okpay/hotline/ivr"
)

// Play plays a recording and goes on. Its text stands for it where there is no
// recording, and wherever people read what callers hear.
type Play struct {
	Audio ivr.Audio `yaml:"audio" doc:"the recording in each language: an https:// address, or a file of the menu's folder that ends in .mp3 or .wav; in a language without one the text is spoken"`
	Text  ivr.Text  `yaml:"text" doc:"what the recording says, word for word"`

	sources map[string]string // what is played, by language: an address, or the name of a sound of the menu
}

func init() {
	register(Kind{
		Name:  "play",
		Title: ivr.Text{"zh-CN": "播放录音", "en-US": "recording"},
		Group: Speaks,
		Heard: HeardByAll,
		Doc:   "Plays recorded audio and goes on; a key interrupts it as soon as the next node listens. Its text is what check measures, what captions and transcripts show, and what is spoken when the hotline does not have the file.",
		Example: `
play: { audio: { zh-CN: https://example.com/welcome-zh.mp3, en-US: https://example.com/welcome-en.mp3 }, text: { zh-CN: 欢迎致电。, en-US: Welcome. } }
go: goodbye`,
		New:   func() ivr.Node { return &Play{} },
		Exits: []Exit{{"done", "the recording was played"}},
	})
}

// Exits implements [ivr.Node].
func (*Play) Exits() []string { return []string{"done"} }

// Bind implements [Bound].
func (n *Play) Bind(env Env) []Problem {
	n.sources = map[string]string{}
	var wrong []Problem
	for _, language := range slices.Sorted(maps.Keys(n.Audio)) {
		source, why := n.source(env, language)
		if why != "" {
			wrong = append(wrong, Problem{"audio/" + language, why})
		}
		n.sources[language] = source
	}
	if len(n.Audio) == 0 {
		wrong = append(wrong, Problem{"audio", "holds no recording; add one, or write a say instead"})
	}
	return wrong
}

// source is what is played in a language, and why it cannot be.
func (n *Play) source(env Env, language string) (source, why string) {
	named := n.Audio[language]
	address, err := url.Parse(named)
	switch {
	case !slices.Contains(env.Languages, language):
		return "", language + " is no language of this menu; write one of " + strings.Join(env.Languages, ", ")
	case strings.Contains(n.Text[language], "{"):
		return "", "a recording cannot say a value, and its text in " + language + " does; take {…} out of the text, or take this recording out"
	case err == nil && address.Scheme == "https" && address.Host != "":
		return named, ""
	case strings.Contains(named, "://"):
		return "", "is no address that the carrier may fetch; write one that begins with https://, or put the file into the menu's folder and write its name"
	}
	return env.Sound(named)
}

// Handle implements [ivr.Node].
func (n *Play) Handle(t *ivr.Turn, _ ivr.Event) ivr.Move {
	played := say(t, n.Text, nil)
	played.Audio = n.sources[t.Spoken().Name]
	t.Do(played)
	return ivr.Go{Exit: "done"}
}
