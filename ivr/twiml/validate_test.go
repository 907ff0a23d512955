package twiml_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr/twiml"
)

// in returns a document of verbs.
func in(verbs string) string {
	return `<?xml version="1.0" encoding="UTF-8"?><Response>` + verbs + `</Response>`
}

func TestValidateFinds(t *testing.T) {
	t.Parallel()
	const there = "https://hotline.example/x"
	say := func(n int, s string) string { return in("<Say>" + strings.Repeat(s, n) + "</Say>") }
	for _, c := range []struct {
		name     string
		document string
		context  twiml.Context
		code     int
	}{
		{"nothing", " \n", twiml.Voice, 11770},
		{"more than 64 KB", in("<Pause/>" + strings.Repeat(" ", 64<<10)), twiml.Voice, 11750},
		{"a blank before the XML", " " + in(""), twiml.Voice, 12100},
		{"a byte order mark", "\ufeff" + in(""), twiml.Voice, 12100},
		{"another encoding", "<?xml version=\"1.0\" encoding=\"GBK\"?><Response/>", twiml.Voice, 12100},
		{"invalid UTF-8", in("<Say>\xff</Say>"), twiml.Voice, 12100},
		{"an open element", "<Response><Say>", twiml.Voice, 12100},
		{"an attribute twice", in(`<Pause length="1" length="2"/>`), twiml.Voice, 12100},
		{"a document type", "<!DOCTYPE x><Response/>", twiml.Voice, 12100},
		{"two roots", "<Response/><Response/>", twiml.Voice, 12100},
		{"text behind the root", "<Response/>x", twiml.Voice, 12100},
		{"a deep document", strings.Repeat("<Response>", 40) + strings.Repeat("</Response>", 40), twiml.Voice, 12100},
		{"another root", "<TwiML/>", twiml.Voice, 12102},
		{"a root in small letters", "<response/>", twiml.Voice, 12102},
		{"text in Response", in("hello"), twiml.Voice, 12200},
		{"an unknown verb", in("<Speak/>"), twiml.Voice, 12200},
		{"a verb in small letters", in("<hangup/>"), twiml.Voice, 12200},
		{"an unknown attribute", in(`<Hangup now="true"/>`), twiml.Voice, 12200},
		{"a capital Break", in(`<Say>a<Break time="1s"/>b</Say>`), twiml.Voice, 12200},
		{"too long a break", in(`<Say>a<break time="11s"/></Say>`), twiml.Voice, 12200},
		{"say-as without a kind", in(`<Say><say-as>1</say-as></Say>`), twiml.Voice, 12200},
		{"a Play of nothing", in("<Play/>"), twiml.Voice, 12200},
		{"a Play of letters", in(`<Play digits="abc"/>`), twiml.Voice, 12200},
		{"a boolean yes", in(`<Record playBeep="yes"/>`), twiml.Voice, 13699},
		{"a relative action", in(`<Gather action="/next"/>`), twiml.Voice, 11100},
		{"an empty action", in(`<Record action=""/>`), twiml.Voice, 11100},
		{"a relative action in a call's Twiml", in(`<Gather action="next"/>`), twiml.RESTTwiml, 15004},
		{"too long a Twiml", in(strings.Repeat("<Pause/>", 500)), twiml.RESTTwiml, 32018},
		{"a relative Redirect", in("<Redirect>next</Redirect>"), twiml.Voice, 11100},
		{"a Redirect by PUT", in(`<Redirect method="PUT">` + there + `</Redirect>`), twiml.Voice, 13710},
		{"a Dial in a Gather", in("<Gather><Dial>+861000000</Dial></Gather>"), twiml.Voice, 13320},
		{"a Say in a Dial", in("<Dial><Say>x</Say></Dial>"), twiml.Voice, 13215},
		{"two finish keys", in(`<Gather finishOnKey="#*"/>`), twiml.Voice, 13310},
		{"a Gather by HEAD", in(`<Gather method="HEAD"/>`), twiml.Voice, 13312},
		{"a timeout banana", in(`<Gather timeout="banana"/>`), twiml.Voice, 13313},
		{"no digits", in(`<Gather numDigits="0"/>`), twiml.Voice, 13314},
		{"input by eye", in(`<Gather input="dtmf eye"/>`), twiml.Voice, 13326},
		{"speechTimeout 0", in(`<Gather speechTimeout="0"/>`), twiml.Voice, 13327},
		{"too many hints", in(`<Gather hints="` + strings.Repeat("a,", 500) + `"/>`), twiml.Voice, 13330},
		{"too long a hint", in(`<Gather hints="` + strings.Repeat("词", 101) + `"/>`), twiml.Voice, 13330},
		{"a language of Say's in Gather", in(`<Gather language="cmn-CN"/>`), twiml.Voice, 13331},
		{"an automatic model", in(`<Gather speechModel="default" speechTimeout="auto"/>`), twiml.Voice, 13335},
		{"actionOnEmptyResult 1", in(`<Gather actionOnEmptyResult="1"/>`), twiml.Voice, 13338},
		{"a loop of 1001", in(`<Play loop="1001">` + there + `</Play>`), twiml.Voice, 13410},
		{"a loop of -1", in(`<Say loop="-1">a</Say>`), twiml.Voice, 13510},
		{"a voice that is in much code", in(`<Say voice="Google.cmn-CN-Neural2-A">a</Say>`), twiml.Voice, 13511},
		{"a language of Gather's in Say", in(`<Say language="cmn-Hans-CN">a</Say>`), twiml.Voice, 13512},
		{"an English voice for Mandarin", in(`<Say language="cmn-CN" voice="Polly.Joanna-Neural">a</Say>`), twiml.Voice, 13512},
		{"a Mandarin voice for English", in(`<Say language="en-US" voice="Google.cmn-CN-Wavenet-A">a</Say>`), twiml.Voice, 13512},
		{"nothing to say", in("<Say> </Say>"), twiml.Voice, 13520},
		{"tags for a voice that takes none", in(`<Say voice="Google.cmn-CN-Chirp3-HD-Kore">a<break/></Say>`), twiml.Voice, 13520},
		{"501 characters of Chinese", say(501, "字"), twiml.Voice, 13521},
		{"3001 characters of English", say(3001, "a"), twiml.Voice, 13521},
		{"a pause of nothing", in(`<Pause length="0"/>`), twiml.Voice, 13910},
		{"a record of a second", in(`<Record maxLength="1"/>`), twiml.Voice, 13612},
		{"a record that letters end", in(`<Record finishOnKey="A"/>`), twiml.Voice, 13613},
		{"a dial of 4 seconds", in(`<Dial timeout="4">+861000000</Dial>`), twiml.Voice, 13212},
		{"a caller id in words", in(`<Dial callerId="nobody">+861000000</Dial>`), twiml.Voice, 13214},
		{"a number in words", in("<Dial><Number>alice</Number></Dial>"), twiml.Voice, 13223},
		{"nobody to dial", in("<Dial/>"), twiml.Voice, 13223},
		{"a conference beside a number", in("<Dial><Conference>a</Conference><Number>+861000000</Number></Dial>"), twiml.Voice, 13000},
		{"eleven numbers", in("<Dial>" + strings.Repeat("<Number>+861000000</Number>", 11) + "</Dial>"), twiml.Voice, 13215},
		{"a rejection out of spite", in(`<Reject reason="spite"/>`), twiml.Voice, 13810},
		{"a queue by PUT", in(`<Enqueue method="PUT">q</Enqueue>`), twiml.Voice, 14201},
		{"a relative wait", in(`<Enqueue waitUrl="wait">q</Enqueue>`), twiml.Voice, 14202},
		{"a queue without a name", in("<Enqueue/>"), twiml.Voice, 14204},
		{"too long a queue name", in("<Enqueue>" + strings.Repeat("q", 65) + "</Enqueue>"), twiml.Voice, 14205},
		{"a wait by PUT", in(`<Enqueue waitUrlMethod="PUT">q</Enqueue>`), twiml.Voice, 14206},
		{"a Record in a wait", in("<Record/>"), twiml.WaitDocument, 14202},
		{"an Enqueue in a wait", in("<Enqueue>q</Enqueue>"), twiml.WaitDocument, 14202},
		{"a Dial in a whisper", in("<Dial>+861000000</Dial>"), twiml.Whisper, 13201},
		{"a Record in a whisper", in("<Record/>"), twiml.Whisper, 12200},
		{"a Gather in a conference's wait", in("<Gather/>"), twiml.ConferenceWait, 13238},
		{"a Hangup in a queue's URL", in("<Hangup/>"), twiml.QueueURL, 14210},
		{"a Say behind Hangup", in("<Hangup/><Say>lost</Say>"), twiml.Voice, 0},
		{"a Say behind a Redirect", in("<Redirect>" + there + "</Redirect><Say>lost</Say>"), twiml.Voice, 0},
		{"a Say behind an answered Dial", in(`<Dial action="` + there + `">+861000000</Dial><Say>lost</Say>`), twiml.Voice, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			problems := twiml.Validate([]byte(c.document), c.context)
			require.Len(t, problems, 1, "%v", problems)
			require.Equal(t, c.code, problems[0].Code, "%v", problems)
			require.NotEmpty(t, problems[0].Path)
			require.NotEmpty(t, problems[0].Message)
		})
	}
}

func TestValidateAccepts(t *testing.T) {
	t.Parallel()
	const there = "https://hotline.example/x"
	for name, document := range map[string]string{
		"no declaration":      "<Response/>",
		"a comment":           in("<!-- note --><Hangup/>"),
		"a silent queue":      in(`<Enqueue waitUrl="">q</Enqueue>`),
		"a task":              in(`<Enqueue workflowSid="WW1"><Task>{}</Task></Enqueue>`),
		"a Dial that returns": in("<Dial>+861000000</Dial><Say>back</Say>"),
		"an empty recording":  in(`<Record action="` + there + `"/><Say>nothing heard</Say>`),
		"a passed language":   in(`<Gather input="speech dtmf" language="zh-CN"/>`),
		"mixed speech":        in(`<Say voice="Polly.Zhiyu-Neural">a<break time="500ms"/>b <say-as interpret-as="digits">12</say-as><prosody rate="slow">c<break strength="weak"/></prosody></Say>`),
		"another language":    in(`<Say voice="Polly.Joanna"><lang xml:lang="cmn-CN">你好</lang></Say>`),
		"500 characters":      in("<Say>" + strings.Repeat("字", 500) + "</Say>"),
		"a queue to answer":   in(`<Dial><Queue url="` + there + `" method="GET">q</Queue></Dial>`),
		"a sip address":       in("<Dial><Sip>sip:alice@hotline.example</Sip></Dial>"),
		"a browser":           in("<Dial><Client><Identity>alice</Identity><Parameter name=\"a\" value=\"b\"/></Client></Dial>"),
		"keys in secret":      in(`<Dial><Number sendDigits="ww12#">+861000000</Number></Dial>`),
		"events in a list":    in(`<Dial><Number statusCallback="` + there + `" statusCallbackEvent="initiated answered">+861000000</Number></Dial>`),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Empty(t, twiml.Validate([]byte(document), twiml.Voice))
		})
	}
}

func TestAProblemNamesItsPlaceAndNoNumber(t *testing.T) {
	t.Parallel()
	document := in(`<Say>a</Say><Gather><Say>a</Say><Say loop="x">b</Say></Gather><Dial callerId="number +8610000004321">+8610000004321x</Dial>`)
	problems := twiml.Validate([]byte(document), twiml.Voice)
	require.Len(t, problems, 3)
	require.Equal(t, "/Response/Gather[1]/Say[2]", problems[0].Path)
	for _, p := range problems {
		require.NotContains(t, p.String(), "4321")
	}
}

func FuzzValidate(f *testing.F) {
	files, err := filepath.Glob("testdata/*.xml")
	require.NoError(f, err)
	for _, file := range files {
		document, err := os.ReadFile(file)
		require.NoError(f, err)
		f.Add(document, 0)
	}
	f.Add([]byte(in(`<Say><x xmlns:y="z" y:a="b"/></Say>`)), 2)
	f.Fuzz(func(t *testing.T, document []byte, context int) {
		first := twiml.Validate(document, twiml.Context(context))
		require.Equal(t, first, twiml.Validate(document, twiml.Context(context)))
	})
}
