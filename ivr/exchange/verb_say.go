package exchange

import (
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/okpay/hotline/ivr/exchange/fault"
	"github.com/okpay/hotline/ivr/twiml/grammar"
)

// endless is the number of repetitions for loop="0".
const endless = 1000

// maxSay is the most characters of a Say, without SSML.
const maxSay = 4096

// playVerb executes a Say, Play or Pause.
func playVerb(v verb) (*fetch, error) { return nil, play(v.call, v.el) }

// play plays a Say, Play or Pause to its end.
func play(c *Call, e *grammar.Element) error {
	for _, sound := range sounds(c, e) {
		c.emit(sound)
		if err := c.pause(sound.Length); err != nil {
			return err
		}
	}
	return nil
}

// sounds returns what a Say, Play or Pause plays, one event for each repetition.
func sounds(c *Call, e *grammar.Element) []Event {
	var sound Event
	switch e.Name {
	case "Say":
		if length := utf8.RuneCountInString(e.Words()); length > maxSay {
			c.warn(fault.New(13521, "<Say> of %d characters is not spoken; it takes %d at most", length, maxSay))
			return nil
		}
		sound = saying(c, e)
	case "Play":
		sound = playing(c, e)
	default:
		return []Event{{Kind: Paused, Length: e.Seconds("length", 1)}}
	}
	times := e.Count("loop", 1)
	if times <= 0 || times > endless {
		times = endless
	}
	list := make([]Event, times)
	for i := range list {
		list[i] = sound
	}
	return list
}

// captioned finds what a recording says, in a comment ahead of it: "cmn-CN: 您好".
var captioned = regexp.MustCompile(`^\s*([a-z]{2,3}-[A-Za-z]{2,4}): (.*\S)\s*$`)

// playing is what is heard of a Play: tones, what a recording says where a comment
// tells it, or a sound.
func playing(c *Call, e *grammar.Element) Event {
	if said := captioned.FindStringSubmatch(e.Comment); said != nil {
		return Event{Kind: Said, Lang: said[1], Text: said[2], URL: e.Text(), Length: c.x.cfg.Pace(said[1], "", said[2])}
	}
	if keys, ok := e.Attr("digits"); ok {
		return Event{Kind: Played, Keys: keys, Length: time.Duration(len(keys)) * 500 * time.Millisecond}
	}
	return Event{Kind: Played, URL: e.Text(), Length: PlayTime}
}

func saying(c *Call, e *grammar.Element) Event {
	said := Event{Kind: Said, Lang: e.Or("language", "en-US"), Voice: e.Or("voice", "")}
	var words strings.Builder
	for _, u := range utterances(nil, e, said.Lang) {
		words.WriteString(u.text)
		said.Length += u.rest + c.x.cfg.Pace(u.lang, said.Voice, u.text)
	}
	said.Text = strings.Join(strings.Fields(words.String()), " ")
	return said
}

// utterance is a text that a Say says without a pause in one language; or a pause.
type utterance struct {
	lang, text string
	rest       time.Duration
}

// utterances appends those of a Say, or of SSML in it, to a list.
func utterances(list []utterance, e *grammar.Element, lang string) []utterance {
	switch e.Name {
	case "break":
		return append(list, utterance{text: " ", rest: breakTime(e)})
	case "sub":
		return uttered(list, lang, e.Or("alias", e.Text()))
	case "lang":
		lang = e.Or("xml:lang", lang)
	}
	for _, part := range e.Content {
		if part.Element != nil {
			list = utterances(list, part.Element, lang)
			continue
		}
		list = uttered(list, lang, part.Text)
	}
	return list
}

// uttered appends words, joining them to the last utterance if possible.
func uttered(list []utterance, lang, text string) []utterance {
	if n := len(list); n > 0 && list[n-1].lang == lang {
		list[n-1].text += text
		return list
	}
	return append(list, utterance{lang: lang, text: text})
}

// breaks are the lengths of SSML's break strengths.
var breaks = map[string]time.Duration{
	"none": 0, "x-weak": 0, "weak": 250 * time.Millisecond, "medium": 500 * time.Millisecond,
	"strong": 750 * time.Millisecond, "x-strong": time.Second,
}

func breakTime(e *grammar.Element) time.Duration {
	if d, err := time.ParseDuration(e.Or("time", "")); err == nil && d > 0 {
		return min(d, 10*time.Second)
	}
	return breaks[e.Or("strength", "medium")]
}
