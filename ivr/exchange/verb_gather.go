package exchange

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// gathering is one execution of a Gather.
type gathering struct {
	c       *Call
	l       *listener
	audio   []Event
	keys    bool // input has dtmf
	speech  bool // input has speech
	most    int  // numDigits; 0 is no limit
	finish  string
	timeout time.Duration
	quiet   time.Duration // speechTimeout: silence that ends speech
	digits  string
	ended   string // the key that finished the input
	heard   stroke // speech
}

// gather executes a Gather: it listens while its audio plays and for timeout after it, and requests the
// action with the input. Without input the next verb follows unless actionOnEmptyResult is set.
func gather(v verb) (*fetch, error) {
	g := newGathering(v)
	g.l = listen(v.call, g.prompt(v))
	defer g.l.close()
	if err := g.collect(); err != nil {
		return nil, err
	}
	if g.empty() {
		v.call.emit(Event{Kind: Silence, Keys: g.ended})
		if !v.el.Is("actionOnEmptyResult") {
			return nil, nil
		}
	}
	return v.action(v.page.url, g.result())
}

func newGathering(v verb) *gathering {
	g := &gathering{
		c:       v.call,
		most:    v.el.Count("numDigits", 0),
		finish:  v.el.Or("finishOnKey", "#"),
		timeout: v.el.Seconds("timeout", 5),
	}
	input := strings.Fields(v.el.Or("input", "dtmf"))
	g.keys, g.speech = slices.Contains(input, "dtmf"), slices.Contains(input, "speech")
	g.quiet = g.timeout
	if v.el.Or("speechTimeout", "") == "auto" {
		g.quiet = time.Second
	} else if _, ok := v.el.Attr("speechTimeout"); ok {
		g.quiet = v.el.Seconds("speechTimeout", 5)
	}
	for _, e := range v.el.Elements() {
		if known(e, v.el) {
			g.audio = append(g.audio, sounds(g.c, e)...)
		}
	}
	return g
}

func (g *gathering) prompt(v verb) Prompt {
	p := Prompt{
		Verb: ToGather, Input: v.el.Or("input", "dtmf"), Digits: g.most, FinishOn: g.finish,
		Timeout: g.timeout, Waiting: v.where == waiting, Whisper: v.where == whispering,
		Lang: v.el.Or("language", ""),
	}
	var said []string
	for _, sound := range g.audio {
		p.Length += sound.Length
		if sound.Kind != Said {
			continue
		}
		if len(said) == 0 {
			p.Lang = sound.Lang
		}
		said = append(said, sound.Text)
	}
	p.Text = strings.Join(said, "\n")
	return p
}

// collect plays the audio until the first stroke, then takes the rest of the input.
func (g *gathering) collect() error {
	s, ok, err := g.playThrough()
	if !ok && err == nil {
		s, ok, err = g.next(g.c.x.now().Add(g.timeout))
	}
	if err != nil || !ok {
		return err
	}
	if s.key == 0 {
		return g.listenOut(s)
	}
	return g.typing(s)
}

// playThrough plays the nested audio; a stroke interrupts it.
func (g *gathering) playThrough() (stroke, bool, error) {
	for _, sound := range g.audio {
		g.c.emit(sound)
		s, ok, err := g.next(g.c.x.now().Add(sound.Length))
		if ok || err != nil {
			return s, ok, err
		}
	}
	return stroke{}, false, nil
}

// next returns the next stroke that the Gather's input accepts.
func (g *gathering) next(deadline time.Time) (stroke, bool, error) {
	for {
		s, ok, err := g.l.next(deadline)
		if !ok || err != nil || g.takes(s) {
			return s, ok, err
		}
	}
}

func (g *gathering) takes(s stroke) bool {
	if s.key == 0 {
		return g.speech && g.digits == ""
	}
	return g.keys && strings.IndexByte("0123456789*#ABCD", s.key) >= 0
}

// listenOut takes speech to its end and the silence after it.
func (g *gathering) listenOut(s stroke) error {
	g.heard = s
	length := min(g.c.x.cfg.Pace(g.l.prompt.Lang, "", s.text), time.Minute)
	g.c.emit(Event{Kind: Spoke, Text: s.text, Length: length})
	return g.c.pause(length + g.quiet)
}

// typing takes keys until the finish key, numDigits or silence.
func (g *gathering) typing(s stroke) error {
	for ok := true; ok; {
		key := string(s.key)
		g.c.emit(Event{Kind: Pressed, Keys: key})
		if strings.Contains(g.finish, key) {
			g.ended = key
			return nil
		}
		g.digits += key
		g.l.prompt.Typed = g.digits
		if g.most > 0 && len(g.digits) >= g.most {
			return nil
		}
		var err error
		if s, ok, err = g.next(g.c.x.now().Add(g.timeout)); err != nil {
			return err
		}
	}
	return nil
}

func (g *gathering) empty() bool { return g.digits == "" && g.heard.text == "" }

// result returns the action's parameters, as Twilio sends them.
func (g *gathering) result() url.Values {
	if g.heard.text == "" {
		return url.Values{"Digits": {g.digits}, "FinishedOnKey": {g.ended}, "msg": {"Gather End"}}
	}
	v := url.Values{"SpeechResult": {g.heard.text}}
	if g.heard.confidence > 0 {
		v.Set("Confidence", strconv.FormatFloat(g.heard.confidence, 'f', -1, 64))
	}
	return v
}
