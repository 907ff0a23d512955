package main

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/exchange"
)

// captions show on a console what is heard on a line.
type captions struct {
	con  console
	json bool
	raw  bool // the terminal gives keys at once, and so needs \r\n
	mu   sync.Mutex
	keys string // pressed, and not yet shown: keys in a row are one line
}

func newCaptions(con console, json bool) *captions { return &captions{con: con, json: json} }

// event shows one thing that happened.
func (v *captions) event(e exchange.Event) {
	if v.json {
		v.line(masked(e))
		return
	}
	if e.Kind == exchange.Pressed {
		v.press(e.Keys)
		return
	}
	if text := caption(e); text != "" {
		v.print(v.tint(e.Lang, text))
	}
}

var numbers = regexp.MustCompile(`\+[1-9][0-9]{6,14}`)

// masked is an event without full telephone numbers.
func masked(e exchange.Event) exchange.Event {
	for _, text := range []*string{&e.Text, &e.To, &e.Document} {
		*text = numbers.ReplaceAllStringFunc(*text, func(n string) string { return ivr.Masked(n).String() })
	}
	return e
}

// caption is an event in words; "" for what a caller does not notice.
func caption(e exchange.Event) string {
	switch e.Kind {
	case exchange.Said:
		if e.URL != "" {
			return fmt.Sprintf("[%s] (recorded) %s", e.Lang, e.Text)
		}
		return fmt.Sprintf("[%s] %s", e.Lang, e.Text)
	case exchange.Played:
		return "(music)"
	case exchange.Spoke:
		return "  > “" + e.Text + "”"
	case exchange.Silence:
		return "  > (silence)"
	case exchange.Beep:
		return "(beep)"
	case exchange.Recorded:
		return fmt.Sprintf("(recorded %s)", e.Length.Round(time.Second))
	case exchange.Queued:
		return fmt.Sprintf("(waiting in the queue %s, place %d)", e.Queue, e.Position)
	case exchange.Ringing:
		return fmt.Sprintf("(ringing %s)", ivr.Masked(e.To))
	case exchange.Connected:
		return fmt.Sprintf("(connected with %s)", ivr.Masked(e.To))
	case exchange.Disconnected:
		return fmt.Sprintf("(the other side hung up after %s)", e.Length.Round(time.Second))
	case exchange.Warning, exchange.Failed:
		return fmt.Sprintf("(%s: error %d, %s)", e.Kind, e.Code, e.Text)
	case exchange.Ended:
		return fmt.Sprintf("(the call ended after %s: %s)", e.Length.Round(time.Second), e.Result)
	}
	return ""
}

// note tells something that is not heard on the line.
func (v *captions) note(text string) {
	if v.json {
		v.line(struct {
			Kind string `json:"kind"`
			Text string `json:"text"`
		}{"note", text})
		return
	}
	v.print("(" + text + ")")
}

// messages shows text messages that have come since it was last asked.
func (v *captions) messages(ctx context.Context, box *mailbox) {
	fresh, err := box.fresh(ctx)
	if err != nil && ctx.Err() == nil {
		v.note(err.Error())
	}
	for _, m := range fresh {
		if v.json {
			v.line(textMessage{m.At, "sms", ivr.Masked(m.To), m.Body})
			continue
		}
		v.print("SMS: " + m.Body)
	}
}

type textMessage struct {
	At   time.Time  `json:"at"`
	Kind string     `json:"kind"`
	To   ivr.Masked `json:"to"`
	Text string     `json:"text"`
}

// afterwards is how long after a call its last text messages may come.
const afterwards = 300 * time.Millisecond

// lastMessages shows what comes just after the call.
func (v *captions) lastMessages(ctx context.Context, box *mailbox) {
	v.messages(ctx, box)
	time.Sleep(afterwards)
	v.messages(ctx, box)
}

// watch shows text messages as they come, until ctx ends.
func (v *captions) watch(ctx context.Context, box *mailbox) {
	tick := time.NewTicker(messagePoll)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			v.messages(ctx, box)
		}
	}
}

func (v *captions) line(event any) {
	v.mu.Lock()
	defer v.mu.Unlock()
	_ = v.con.json(event) // a terminal that is gone shows nothing
}

func (v *captions) print(text string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	end := "\n"
	if v.raw {
		end, text = "\r\n", strings.ReplaceAll(text, "\n", "\r\n")
	}
	if v.keys != "" {
		text, v.keys = "  > "+v.keys+end+text, ""
	}
	_, _ = fmt.Fprint(v.con.out, text, end) // a terminal that is gone shows nothing
}

// press takes a key; a person at the terminal sees it with the next line.
func (v *captions) press(keys string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.keys += keys
}

// tint colours a text by its language.
func (v *captions) tint(lang, text string) string {
	if !v.con.color || lang == "" {
		return text
	}
	code := "36" // cyan
	if strings.HasPrefix(lang, "cmn") || strings.HasPrefix(lang, "zh") {
		code = "33" // yellow
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}
