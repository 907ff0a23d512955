package twiml_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/twiml"
)

var update = flag.Bool("update", false, "write the golden files anew")

var links = twiml.Links{
	Step:    "https://hotline.example/voice/step/3",
	Silence: "https://hotline.example/voice/step/3?silence=1&a=b",
	Wait:    "https://hotline.example/voice/wait/3",
	WaitKey: "https://hotline.example/voice/key/3",
	Whisper: "https://hotline.example/voice/whisper/3",
	Sound: func(name string) string {
		if name == "lost.mp3" {
			return ""
		}
		return "https://hotline.example/sound/" + name
	},
}

// recorded is a text with a recording of it.
func recorded(s ivr.Say, audio string) ivr.Say {
	s.Audio = audio
	return s
}

func mandarin(text string) ivr.Say {
	return ivr.Say{Text: text, Language: "cmn-CN", Voice: "Polly.Zhiyu-Neural"}
}

func english(text string) ivr.Say {
	return ivr.Say{Text: text, Language: "en-US", Voice: "Polly.Joanna-Neural"}
}

// goldens are complete documents, one file each in testdata.
var goldens = []struct {
	name    string
	context twiml.Context
	verbs   []ivr.Verb
}{
	{"empty", twiml.Whisper, nil},
	{"say", twiml.Voice, []ivr.Verb{mandarin("欢迎致电。"), english(`Fish & <chips> "to" go, isn't it?`)}},
	{"say_breath", twiml.Voice, []ivr.Verb{english("Your case is 1 2\n3 4.\n\n Again: \t1 2\n3 4.\n")}},
	{"say_chirp", twiml.Voice, []ivr.Verb{ivr.Say{Text: "one\ntwo", Language: "cmn-CN", Voice: "Google.cmn-CN-Chirp3-HD-Aoede"}}},
	{"say_unspeakable", twiml.Voice, []ivr.Verb{english("a\x00b\x1b[31m\xffc\u200b\u202ed\ufffe"), english(" \x07\n")}},
	{"say_long", twiml.Voice, []ivr.Verb{mandarin(strings.Repeat("请保留好证据，不要再转账。", 50))}},
	{"pause", twiml.Voice, []ivr.Verb{ivr.Pause{}, ivr.Pause{Length: 1200 * time.Millisecond}}},
	{"play", twiml.Voice, []ivr.Verb{ivr.Play{URL: "https://hotline.example/music.mp3?a=1&b=2"}}},
	{"recorded", twiml.Voice, []ivr.Verb{
		recorded(mandarin("欢迎致电。"), "01.mp3"), recorded(english("Yes -- no --\n> & bye-"), "https://elsewhere.example/a.wav"),
		ivr.Gather{Prompt: []ivr.Verb{recorded(english("Press 1."), "02.wav")}, Digits: 1, Timeout: 5 * time.Second},
	}},
	{"recorded_lost", twiml.Voice, []ivr.Verb{recorded(mandarin("欢迎致电。"), "lost.mp3")}},
	{"menu", twiml.Voice, []ivr.Verb{ivr.Gather{
		Prompt: []ivr.Verb{mandarin("遇到诈骗，请按 1。"), ivr.Pause{Length: time.Second}}, Digits: 1, Timeout: 5 * time.Second,
	}}},
	{"menu_heard", twiml.Voice, []ivr.Verb{ivr.Gather{
		Prompt: []ivr.Verb{mandarin("请说。")}, Digits: 1, Timeout: 5 * time.Second,
		Hear: "cmn-Hans-CN", Hints: ivr.HintsOf([]string{"诈骗", "被骗", "a,b", ""}),
	}}},
	{"collect", twiml.Voice, []ivr.Verb{
		english("Hello."),
		ivr.Gather{Prompt: []ivr.Verb{english("Type your number, then pound.")}, Finish: "#", Timeout: 8 * time.Second},
	}},
	{"enqueue", twiml.Voice, []ivr.Verb{mandarin("正在转接。"), ivr.Enqueue{Queue: "refunds"}}},
	{"wait", twiml.WaitDocument, []ivr.Verb{ivr.Gather{
		Prompt: []ivr.Verb{mandarin("请稍候。"), ivr.Play{URL: "https://hotline.example/music.mp3"}},
		Digits: 1, Timeout: 20 * time.Second, InWaiting: true,
	}}},
	{"leave", twiml.WaitDocument, []ivr.Verb{ivr.Leave{}}},
	{"whisper", twiml.Whisper, []ivr.Verb{
		ivr.Gather{Prompt: []ivr.Verb{mandarin("退款来电，按 1 接听。")}, Digits: 1, Timeout: 8 * time.Second, InWaiting: true},
		ivr.Hangup{},
	}},
	{"dial", twiml.Voice, []ivr.Verb{ivr.Dial{
		Numbers: []ivr.Masked{"+8610000000001", "+8610000000002"}, InTurn: true,
		Timeout: 20 * time.Second, CallerID: "+8610000000009", Whisper: true,
	}}},
	{"dial_together", twiml.Voice, []ivr.Verb{ivr.Dial{
		Numbers: []ivr.Masked{"+8610000000001"}, CallerID: "anonymous",
	}}},
	{"record", twiml.Voice, []ivr.Verb{
		english("Please leave a message."), ivr.Record{Longest: 2 * time.Minute, Silence: 5 * time.Second},
	}},
	{"hangup", twiml.Voice, []ivr.Verb{english("Goodbye."), ivr.Hangup{}}},
}

func TestGoldenDocuments(t *testing.T) {
	t.Parallel()
	for _, g := range goldens {
		t.Run(g.name, func(t *testing.T) {
			t.Parallel()
			got, err := twiml.Render(g.verbs, links)
			require.NoError(t, err)
			file := filepath.Join("testdata", g.name+".xml")
			if *update {
				require.NoError(t, os.WriteFile(file, got, 0o600))
			}
			want, err := os.ReadFile(file)
			require.NoError(t, err)
			require.Equal(t, string(want), string(got))
			require.Empty(t, twiml.Validate(got, g.context))
		})
	}
}

func TestRedirect(t *testing.T) {
	t.Parallel()
	got := twiml.Redirect("https://hotline.example/voice/wait/3?a=1&b=2")
	require.Equal(t, `<?xml version="1.0" encoding="UTF-8"?><Response>`+
		`<Redirect method="POST">https://hotline.example/voice/wait/3?a=1&amp;b=2</Redirect></Response>`, string(got))
	require.Empty(t, twiml.Validate(got, twiml.WaitDocument))
}

func TestRenderRefuses(t *testing.T) {
	t.Parallel()
	number := ivr.Masked("+8610000000001")
	relative := links
	relative.Step, relative.Silence, relative.WaitKey = "/voice/step/3", "step", ""
	for name, c := range map[string]struct {
		verbs []ivr.Verb
		links twiml.Links
	}{
		"a verb behind Hangup":          {[]ivr.Verb{ivr.Hangup{}, english("lost")}, links},
		"a verb behind Leave":           {[]ivr.Verb{ivr.Leave{}, ivr.Hangup{}}, links},
		"a verb behind a Gather":        {[]ivr.Verb{ivr.Gather{}, ivr.Hangup{}}, links},
		"a verb behind a Record":        {[]ivr.Verb{ivr.Record{}, ivr.Hangup{}}, links},
		"no verb":                       {[]ivr.Verb{nil}, links},
		"a prompt that rings":           {[]ivr.Verb{ivr.Gather{Prompt: []ivr.Verb{ivr.Hangup{}}}}, links},
		"a relative action":             {[]ivr.Verb{ivr.Gather{}}, relative},
		"a wait without an action":      {[]ivr.Verb{ivr.Gather{InWaiting: true}}, relative},
		"a record without an action":    {[]ivr.Verb{ivr.Record{}}, relative},
		"a dial without an action":      {[]ivr.Verb{ivr.Dial{Numbers: []ivr.Masked{number}}}, relative},
		"a whisper without a URL":       {[]ivr.Verb{ivr.Dial{Numbers: []ivr.Masked{number}, Whisper: true}}, twiml.Links{Step: links.Step}},
		"an enqueue without a wait":     {[]ivr.Verb{ivr.Enqueue{Queue: "q"}}, twiml.Links{Step: links.Step}},
		"a gather without a silence":    {[]ivr.Verb{ivr.Gather{}}, twiml.Links{Step: links.Step}},
		"a queue without a name":        {[]ivr.Verb{ivr.Enqueue{}}, links},
		"a queue with too long a name":  {[]ivr.Verb{ivr.Enqueue{Queue: strings.Repeat("排", 65)}}, links},
		"nobody to ring":                {[]ivr.Verb{ivr.Dial{}}, links},
		"too many to ring":              {[]ivr.Verb{ivr.Dial{Numbers: make([]ivr.Masked, 11)}}, links},
		"a number that is none":         {[]ivr.Verb{ivr.Dial{Numbers: []ivr.Masked{"client:alice"}}}, links},
		"a sound from a file":           {[]ivr.Verb{ivr.Play{URL: "file:///etc/passwd"}}, links},
		"a document of more than 64 KB": {[]ivr.Verb{english(strings.Repeat("word ", 20_000))}, links},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			document, err := twiml.Render(c.verbs, c.links)
			require.Error(t, err)
			require.Nil(t, document)
		})
	}
}

func TestAnErrorHidesTheNumber(t *testing.T) {
	t.Parallel()
	_, err := twiml.Render([]ivr.Verb{ivr.Dial{Numbers: []ivr.Masked{"8610000004321"}}}, links)
	require.ErrorContains(t, err, "4321")
	require.NotContains(t, err.Error(), "861000")
}
