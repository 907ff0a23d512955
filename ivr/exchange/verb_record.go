package exchange

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// recording is one execution of a Record.
type recording struct {
	c       *Call
	l       *listener
	finish  string
	timeout time.Duration // of silence; 0 is off
	until   time.Time     // maxLength
	started time.Time
	spoken  time.Time // when speech last ended; zero if there was none
	words   []string
	ended   string // the finishing key, or "hangup"
	sid     string
	tells   []string // recordingStatusCallbackEvent
}

// record executes a Record. After an empty recording no action is requested: the next verb follows. A
// caller who hangs up leaves a recording with Digits=hangup.
func record(v verb) (*fetch, error) {
	c := v.call
	r := newRecording(v)
	r.l = listen(c, r.prompt(v))
	defer r.l.close()
	if v.el.Or("playBeep", "true") != "false" {
		c.emit(Event{Kind: Beep})
	}
	r.tell(v, "in-progress", nil)
	err := r.collect()
	if r.spoken.IsZero() {
		c.emit(Event{Kind: Silence, Keys: r.ended})
		r.tell(v, "absent", url.Values{"RecordingDuration": {"0"}})
		return nil, err
	}
	result := r.keep(v)
	next, bad := v.action(v.page.url, result)
	if err != nil && bad == nil && r.ended == "hangup" {
		_, _ = post(c, *next) // the answer can no longer be heard
	}
	if err != nil {
		return nil, err
	}
	return next, bad
}

func newRecording(v verb) *recording {
	now := v.call.x.now()
	return &recording{
		c: v.call, started: now,
		finish:  v.el.Or("finishOnKey", "1234567890*#"),
		timeout: v.el.Seconds("timeout", 5),
		until:   now.Add(v.el.Seconds("maxLength", 3600)),
		tells:   strings.Fields(v.el.Or("recordingStatusCallbackEvent", "completed")),
	}
}

func (r *recording) prompt(v verb) Prompt {
	return Prompt{
		Verb: ToRecord, Input: "speech", FinishOn: r.finish, Timeout: r.timeout,
		RecordLimit: v.el.Seconds("maxLength", 3600),
	}
}

// collect records until a finishing key, silence, the limit or a hangup.
func (r *recording) collect() error {
	for {
		s, ok, err := r.l.next(r.deadline())
		if err == nil && ok {
			err = r.take(s)
		}
		if errors.Is(err, errGone) {
			r.ended = "hangup"
		}
		if !ok || err != nil || r.ended != "" {
			return err
		}
	}
}

func (r *recording) deadline() time.Time {
	if r.timeout == 0 {
		return r.until
	}
	quiet := r.c.x.now().Add(r.timeout)
	if quiet.After(r.until) {
		return r.until
	}
	return quiet
}

func (r *recording) take(s stroke) error {
	if s.key != 0 {
		r.c.emit(Event{Kind: Pressed, Keys: string(s.key)})
		if strings.IndexByte(r.finish, s.key) >= 0 {
			r.ended = string(s.key)
		}
		return nil
	}
	end := s.at.Add(r.c.x.cfg.Pace(r.l.prompt.Lang, "", s.text))
	if end.After(r.until) {
		end = r.until
	}
	r.words = append(r.words, s.text)
	r.spoken = s.at
	r.c.emit(Event{Kind: Spoke, Text: s.text, Length: end.Sub(s.at)})
	err := r.c.until(end)
	r.spoken = r.c.x.now()
	return err
}

// keep gives the recording an address and sends its status callback.
func (r *recording) keep(v verb) url.Values {
	c := r.c
	sid := r.id()
	length := r.spoken.Sub(r.started)
	words := strings.Join(r.words, " ")
	c.x.tapes[sid] = &tape{call: c, at: r.started, length: length, words: words}
	address := fmt.Sprintf("%s/2010-04-01/Accounts/%s/Recordings/%s", c.x.cfg.BaseURL, c.x.cfg.AccountSID, sid)
	c.emit(Event{Kind: Recorded, URL: address, Length: length, Text: words})
	result := url.Values{
		"RecordingUrl": {address}, "RecordingSid": {sid}, "Digits": {r.ended},
		"RecordingDuration": {strconv.Itoa(wholeSeconds(length))},
	}
	r.tell(v, "completed", url.Values{"RecordingUrl": {address}, "RecordingDuration": result["RecordingDuration"]})
	return result
}

// id returns the recording's SID, creating it on first use.
func (r *recording) id() string {
	if r.sid == "" {
		r.sid = r.c.x.newID("RE")
	}
	return r.sid
}

// tell sends the recording's status callback for an event, if the document asks for one.
func (r *recording) tell(v verb, event string, extra url.Values) {
	ref, ok := v.el.Attr("recordingStatusCallback")
	address, err := v.page.resolve(ref)
	if !ok || err != nil || !slices.Contains(r.tells, event) {
		return
	}
	form := url.Values{
		"RecordingSid": {r.id()}, "RecordingStatus": {event}, "RecordingChannels": {"1"}, "RecordingSource": {"RecordVerb"},
	}
	maps.Copy(form, extra)
	errand(r.c, fetch{method: v.el.Or("recordingStatusCallbackMethod", http.MethodPost), url: address, extra: form})
}

// wholeSeconds rounds up, as Twilio's durations do.
func wholeSeconds(d time.Duration) int { return int(math.Ceil(d.Seconds())) }
