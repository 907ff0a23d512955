package telephone

import (
	"context"
	"fmt"
	"io"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/exchange"
)

// Captions show what is heard on a line, and the text messages that come meanwhile.
type Captions struct {
	Out    io.Writer
	Color  bool            // each language has a colour
	Record func(any) error // takes everything that happens in a form for programs; nil writes captions to Out

	raw  bool // the terminal gives keys at once, and so needs \r\n
	mu   sync.Mutex
	keys string // pressed, and not yet shown: keys in a row are one line
}

// event shows one thing that happened.
func (v *Captions) event(e exchange.Event) {
	if v.Record != nil {
		v.record(masked(e))
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
func (v *Captions) note(text string) {
	if v.Record != nil {
		v.record(struct {
			Kind string `json:"kind"`
			Text string `json:"text"`
		}{"note", text})
		return
	}
	v.print("(" + text + ")")
}

// look shows text messages that have come since it was last asked.
func (v *Captions) look(ctx context.Context, box *Mailbox) {
	fresh, err := box.Fresh(ctx)
	if err != nil && ctx.Err() == nil {
		v.note(err.Error())
	}
	for _, m := range fresh {
		if v.Record != nil {
			v.record(textMessage{m.At, "sms", ivr.Masked(m.To), m.Body})
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

// lookLast shows what comes just after the call.
func (v *Captions) lookLast(ctx context.Context, box *Mailbox) {
	v.look(ctx, box)
	time.Sleep(afterwards)
	v.look(ctx, box)
}

func (v *Captions) record(event any) {
	v.mu.Lock()
	defer v.mu.Unlock()
	_ = v.Record(event) // a terminal that is gone shows nothing
}

func (v *Captions) print(text string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	end := "\n"
	if v.raw {
		end, text = "\r\n", strings.ReplaceAll(text, "\n", "\r\n")
	}
	if v.keys != "" {
		text, v.keys = "  > "+v.keys+end+text, ""
	}
	_, _ = fmt.Fprint(v.Out, text, end) // a terminal that is gone shows nothing
}

// press takes a key; a person at the terminal sees it with the next line.
func (v *Captions) press(keys string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.keys += keys
}

// tint colours a text by its language.
func (v *Captions) tint(lang, text string) string {
	if !v.Color || lang == "" {
		return text
	}
	code := "36" // cyan
	if strings.HasPrefix(lang, "cmn") || strings.HasPrefix(lang, "zh") {
		code = "33" // yellow
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}
