package twiml

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/twiml/grammar"
)

const (
	header  = `<?xml version="1.0" encoding="UTF-8"?>`
	maxSize = 64 << 10 // bytes of a document (error 11750)
)

var (
	errUnreachable = errors.New("stands behind a verb that never returns")
	errTooLarge    = errors.New("document of more than 64 KB")
)

// Render writes the document for the verbs. The same verbs and links give the same bytes. It fails on
// what Twilio would refuse: a link that is missing or not absolute, a verb after one that never
// returns, a queue without a name, an invalid telephone number, a document of more than 64 KB.
//
// A line end in the text of a Say is a pause of half a second. White space is folded, and control
// characters are left out. A Say too long for Twilio becomes several, an empty one none. Durations are
// rounded up to seconds and limited to Twilio's bounds; zero is Twilio's default.
func Render(verbs []ivr.Verb, l Links) ([]byte, error) {
	r := renderers.Get().(*renderer)
	defer r.release()
	r.links = l
	return r.render(verbs)
}

// RenderStatic writes a document that the carrier keeps and answers with by itself: it has no
// address of the hotline in it. After a Dial that nobody answered it goes on with the next verb.
// Verbs that lead back to the hotline make it fail.
func RenderStatic(verbs []ivr.Verb) ([]byte, error) {
	r := renderers.Get().(*renderer)
	defer r.release()
	r.static = true
	return r.render(verbs)
}

func (r *renderer) render(verbs []ivr.Verb) ([]byte, error) {
	if err := r.document(verbs); err != nil {
		return nil, err
	}
	if r.Len() > maxSize {
		return nil, errTooLarge
	}
	return bytes.Clone(r.Bytes()), nil
}

// renderers are used again for what they have grown to.
var renderers = sync.Pool{New: func() any { return new(renderer) }}

func (r *renderer) release() {
	r.Reset()
	r.links, r.static, r.done = Links{}, false, false
	renderers.Put(r)
}

func (r *renderer) document(verbs []ivr.Verb) error {
	r.WriteString(header)
	r.open("Response")
	for i, v := range verbs {
		if r.done {
			return fmt.Errorf("verb %d, %T: %w", i, v, errUnreachable)
		}
		if err := r.verb(v); err != nil {
			return fmt.Errorf("verb %d, %T: %w", i, v, err)
		}
	}
	r.shut("Response")
	return nil
}

// Redirect returns the document that leads to another URL, which must be absolute.
func Redirect(to string) []byte {
	var w writer
	w.WriteString(header)
	w.open("Response")
	w.redirect(to)
	w.shut("Response")
	return w.Bytes()
}

func (r *renderer) verb(v ivr.Verb) error {
	switch v := v.(type) {
	case ivr.Say, ivr.Pause, ivr.Play, ivr.Music:
		return r.sound(v)
	case ivr.Gather:
		return r.gather(v)
	case ivr.Record:
		return r.record(v)
	case ivr.Enqueue:
		r.done = true
		return r.enqueue(v)
	case ivr.Dial:
		r.done = !r.static
		return r.dial(v)
	case ivr.JoinConference:
		r.done = true
		return r.joinConference(v)
	case ivr.Poll:
		return r.lead("refresh", r.links.Refresh)
	case ivr.Park:
		return r.lead("stand-by", r.links.StandBy)
	case ivr.Leave:
		r.done = true
		r.empty("Leave")
	case ivr.Hangup:
		r.done = true
		r.empty("Hangup")
	default:
		return errors.New("no such verb in TwiML")
	}
	return nil
}

// sound writes a verb that is also allowed in a Gather.
func (r *renderer) sound(v ivr.Verb) error {
	switch v := v.(type) {
	case ivr.Say:
		r.speak(v)
	case ivr.Pause:
		r.empty("Pause", attr{"length", seconds(v.Length, 1, 3600)})
	case ivr.Play:
		if err := absolute("sound", v.URL); err != nil {
			return err
		}
		r.element("Play", v.URL)
	case ivr.Music:
		if err := absolute("music", r.links.Music); err != nil {
			return err
		}
		r.element("Play", r.links.Music)
	default:
		return fmt.Errorf("a prompt cannot hold %T", v)
	}
	return nil
}

// gather writes a Redirect after it, since a silent caller would otherwise reach the document's end,
// which hangs up. A wait document may end: it starts again.
func (r *renderer) gather(g ivr.Gather) error {
	action := r.links.Step
	if g.InWaiting {
		action = r.links.WaitKey
	}
	if err := absolute("action", action); err != nil {
		return err
	}
	r.startGather(g, action)
	for _, v := range g.Prompt {
		if err := r.sound(v); err != nil {
			return err
		}
	}
	r.shut("Gather")
	if g.InWaiting {
		return nil
	}
	return r.silence()
}

func (r *renderer) startGather(g ivr.Gather, action string) {
	input := "dtmf"
	if g.Hear != "" {
		input = "dtmf speech"
	}
	r.begin("Gather")
	r.attr("input", input)
	r.attr("action", action)
	r.attr("method", "POST")
	r.attr("timeout", seconds(cmp.Or(g.Timeout, 5*time.Second), 1, 600))
	if g.Digits > 0 {
		r.attr("numDigits", strconv.Itoa(g.Digits))
	}
	r.attr("finishOnKey", g.Finish)
	if !g.InWaiting {
		// This distinguishes a lone finish key from silence; in a wait, silence requests nothing.
		r.attr("actionOnEmptyResult", "true")
	}
	if g.Hear != "" {
		// No speech model that knows Mandarin works with "auto" (error 13335).
		r.attr("language", g.Hear)
		r.attr("speechTimeout", "2")
		r.hints(g.Hints)
	}
	r.WriteByte('>')
}

// hints writes the words to expect, as many and as long as Twilio accepts.
func (r *renderer) hints(hints ivr.Hints) {
	switch {
	case hints == "":
	case grammar.FewHints(string(hints)):
		r.attr("hints", string(hints))
	default:
		words := hints.Words()
		words = words[:min(len(words), grammar.MaxHints)]
		for i, word := range words {
			words[i] = truncate(word, grammar.MaxHint)
		}
		r.attr("hints", strings.Join(words, ","))
	}
}

func truncate(s string, most int) string {
	if len(s) <= most {
		return s
	}
	if runes := []rune(s); len(runes) > most {
		return string(runes[:most])
	}
	return s
}

func (r *renderer) enqueue(e ivr.Enqueue) error {
	if n := len([]rune(clean(e.Queue))); n < 1 || n > maxQueueName {
		return fmt.Errorf("queue name of %d characters, not 1 to %d", n, maxQueueName)
	}
	if err := errors.Join(absolute("action", r.links.Step), absolute("waitUrl", r.links.Wait)); err != nil {
		return err
	}
	r.element("Enqueue", e.Queue,
		attr{"action", r.links.Step}, attr{"method", "POST"},
		attr{"waitUrl", r.links.Wait}, attr{"waitUrlMethod", "POST"})
	return nil
}

// record writes a Redirect after it, since Twilio requests no action for an empty recording: the
// document goes on. Only # ends a message, so that a stray key does not; nothing is transcribed, since
// Twilio transcribes American English only.
func (r *renderer) record(v ivr.Record) error {
	if err := absolute("action", r.links.Step); err != nil {
		return err
	}
	r.empty("Record",
		attr{"action", r.links.Step}, attr{"method", "POST"},
		attr{"timeout", seconds(cmp.Or(v.Silence, 5*time.Second), 1, 600)}, attr{"finishOnKey", "#"},
		attr{"maxLength", seconds(cmp.Or(v.Longest, time.Hour), 2, 3600)}, attr{"playBeep", "true"}, attr{"trim", "trim-silence"})
	return r.silence()
}
