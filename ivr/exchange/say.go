package exchange

import (
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// endless is the number of repetitions for loop="0".
const endless = 1000

// maxSay is the most characters of a Say, without SSML.
const maxSay = 4096

// play plays a Say, Play or Pause to its end.
func (c *Call) play(e *element) error {
	for _, sound := range c.sounds(e) {
		c.emit(sound)
		if err := c.pause(sound.Length); err != nil {
			return err
		}
	}
	return nil
}

// sounds returns what a Say, Play or Pause plays, one event for each repetition.
func (c *Call) sounds(e *element) []Event {
	var sound Event
	switch e.name {
	case "Say":
		if length := utf8.RuneCountInString(e.words()); length > maxSay {
			c.warn(faultf(13521, "<Say> of %d characters is not spoken; it takes %d at most", length, maxSay))
			return nil
		}
		sound = c.saying(e)
	case "Play":
		sound = c.playing(e)
	default:
		return []Event{{Kind: Paused, Length: e.seconds("length", 1)}}
	}
	times := e.count("loop", 1)
	if times <= 0 || times > endless {
		times = endless
	}
	list := make([]Event, times)
	for i := range list {
		list[i] = sound
	}
	return list
}

// recorded finds what a recording says, in a comment ahead of it: "cmn-CN: 您好".
var recorded = regexp.MustCompile(`^\s*([a-z]{2,3}-[A-Za-z]{2,4}): (.*\S)\s*$`)

// playing is what is heard of a Play: tones, what a recording says where a comment
// tells it, or a sound.
func (c *Call) playing(e *element) Event {
	if said := recorded.FindStringSubmatch(e.comment); said != nil {
		return Event{Kind: Said, Lang: said[1], Text: said[2], URL: e.text(), Length: c.x.cfg.Pace(said[1], "", said[2])}
	}
	if keys, ok := e.attr("digits"); ok {
		return Event{Kind: Played, Keys: keys, Length: time.Duration(len(keys)) * 500 * time.Millisecond}
	}
	return Event{Kind: Played, URL: e.text(), Length: PlayTime}
}

func (c *Call) saying(e *element) Event {
	said := Event{Kind: Said, Lang: e.or("language", "en-US"), Voice: e.or("voice", "")}
	var words strings.Builder
	for _, u := range utterances(nil, e, said.Lang) {
		words.WriteString(u.text)
		said.Length += u.rest + c.x.cfg.Pace(u.lang, said.Voice, u.text)
	}
	said.Text = strings.Join(strings.Fields(words.String()), " ")
	return said
}

// words returns all text in an element, SSML included.
func (e *element) words() string {
	var all strings.Builder
	for _, part := range e.content {
		if part.element != nil {
			all.WriteString(part.element.words())
		}
		all.WriteString(part.text)
	}
	return all.String()
}

// utterance is a text that a Say says without a pause in one language; or a pause.
type utterance struct {
	lang, text string
	rest       time.Duration
}

// utterances appends those of a Say, or of SSML in it, to a list.
func utterances(list []utterance, e *element, lang string) []utterance {
	switch e.name {
	case "break":
		return append(list, utterance{text: " ", rest: breakTime(e)})
	case "sub":
		return uttered(list, lang, e.or("alias", e.text()))
	case "lang":
		lang = e.or("xml:lang", lang)
	}
	for _, part := range e.content {
		if part.element != nil {
			list = utterances(list, part.element, lang)
			continue
		}
		list = uttered(list, lang, part.text)
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

func breakTime(e *element) time.Duration {
	if d, err := time.ParseDuration(e.or("time", "")); err == nil && d > 0 {
		return min(d, 10*time.Second)
	}
	return breaks[e.or("strength", "medium")]
}

// count returns a number attribute, or otherwise if it is missing or malformed.
func (e *element) count(name string, otherwise int) int {
	n, err := strconv.Atoi(e.or(name, ""))
	if err != nil || n < 0 {
		return otherwise
	}
	return n
}

// seconds returns a duration attribute given in whole seconds, a day at most.
func (e *element) seconds(name string, otherwise int) time.Duration {
	return time.Duration(min(e.count(name, otherwise), 86400)) * time.Second
}
