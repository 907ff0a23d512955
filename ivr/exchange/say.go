package exchange

import (
	"strconv"
	"strings"
	"time"
)

// endless is how often loop="0" plays.
const endless = 1000

// play plays a Say, Play or Pause to its end.
func (c *Call) play(e *element) error {
	for _, sound := range sounds(e) {
		c.emit(sound)
		if err := c.pause(sound.Length); err != nil {
			return err
		}
	}
	return nil
}

// sounds returns what is heard of a Say, Play or Pause, an event a repetition.
func sounds(e *element) []Event {
	var sound Event
	switch e.name {
	case "Say":
		sound = saying(e)
	case "Play":
		sound = playing(e)
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

func playing(e *element) Event {
	if keys, ok := e.attr("digits"); ok {
		return Event{Kind: Played, Keys: keys, Length: time.Duration(len(keys)) * 500 * time.Millisecond}
	}
	return Event{Kind: Played, URL: e.text(), Length: PlayTime}
}

func saying(e *element) Event {
	lang := e.or("language", "en-US")
	words, length := spoken(e, lang)
	return Event{
		Kind: Said, Lang: lang, Voice: e.or("voice", ""), Length: length,
		Text: strings.Join(strings.Fields(words), " "),
	}
}

// spoken returns the words of a Say, its SSML included, and how long they take.
func spoken(e *element, lang string) (string, time.Duration) {
	switch e.name {
	case "break":
		return " ", breakTime(e)
	case "sub":
		alias := e.or("alias", e.text())
		return alias, SpeechTime(alias, lang)
	case "lang":
		lang = e.or("xml:lang", lang)
	}
	var words strings.Builder
	var length time.Duration
	for _, part := range e.content {
		text, took := part.text, SpeechTime(part.text, lang)
		if part.element != nil {
			text, took = spoken(part.element, lang)
		}
		words.WriteString(text)
		length += took
	}
	return words.String(), length
}

// breaks are the pauses of SSML's strengths.
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
