package twilio

import (
	"math"
	"strconv"
	"strings"

	"github.com/okpay/hotline/ivr"
)

// Event returns the event of a step's form, by the parameters it has: [ivr.Dialed], [ivr.QueueLeft],
// [ivr.Recorded], or else [ivr.Input], which is silent after a Redirect. ours decides which recording
// addresses are accepted.
func Event(form Values, ours Recordings) ivr.Event {
	switch {
	case form.Has("DialCallStatus"):
		return dialed(form)
	case form.Has("QueueResult"):
		return queueLeft(form)
	case form.Has("RecordingUrl"), form.Has("RecordingSid"), form.Has("RecordingDuration"):
		return recorded(form, ours)
	}
	return input(form)
}

// Key returns the key that a caller pressed while waiting in a queue.
func Key(form Values) ivr.Event { return ivr.WaitKey{Digits: digits(form.Get("Digits"))} }

// Ended returns the end of a call from its status callback.
func Ended(form Values) ivr.Ended {
	return ivr.Ended{Status: keyword(form.Get("CallStatus")), Lasted: seconds(form, "CallDuration")}
}

// Wait returns a caller's wait in a queue from the request for a wait document. The carrier's average
// is ignored: it does not know which agents are there.
func Wait(form Values) ivr.Wait {
	const longest = 5000 // the most members of a Twilio queue
	return ivr.Wait{
		Position: count(form, "QueuePosition", longest),
		Waited:   seconds(form, "QueueTime"),
	}
}

func dialed(form Values) ivr.Event {
	status := keyword(form.Get("DialCallStatus"))
	if status == "" {
		status = "failed"
	}
	return ivr.Dialed{Status: status, Bridged: bridged(form, status), Talked: seconds(form, "DialCallDuration")}
}

// bridged prefers Twilio's own parameter, which knows of a callee who answered but declined in the
// whisper.
func bridged(form Values, status string) bool {
	if told, err := strconv.ParseBool(strings.ToLower(form.Get("DialBridged"))); err == nil {
		return told
	}
	return status == "completed" || status == "answered"
}

func queueLeft(form Values) ivr.Event {
	result, known := queueResults[form.Get("QueueResult")]
	if !known {
		result = ivr.QueueFailed
	}
	return ivr.QueueLeft{Result: result, Waited: seconds(form, "QueueTime")}
}

// queueResults are Twilio's QueueResults. Any other, as "system-error", is a failure.
var queueResults = map[string]ivr.QueueResult{
	"bridged": ivr.Bridged, "bridging-in-process": ivr.Bridged, "redirected": ivr.Redirected, "redirected-from-bridged": ivr.Redirected,
	"leave": ivr.LeftQueue, "hangup": ivr.HungUp, "queue-full": ivr.QueueFull, "error": ivr.QueueFailed,
}

// recorded returns the end of a Record. A recording without an address cannot be played: it counts as
// not recorded.
func recorded(form Values, ours Recordings) ivr.Event {
	key := form.Get("Digits")
	if key != "hangup" {
		key = oneKey(key)
	}
	e := ivr.Recorded{URL: ours.Address(form), Key: key}
	if e.URL != "" {
		e.Length = seconds(form, "RecordingDuration")
	}
	return e
}

func input(form Values) ivr.Event {
	return ivr.Input{
		Digits:     digits(form.Get("Digits")),
		Finish:     oneKey(form.Get("FinishedOnKey")),
		Speech:     ivr.Masked(speech(form.Get("SpeechResult"))),
		Confidence: confidence(form.Get("Confidence")),
	}
}

// noKey stands for an impossible key: one of the fourth column, which no caller's telephone has and no
// menu offers.
const noKey = "D"

func digits(s string) ivr.Masked {
	if len(s) > maxKeys || strings.ContainsFunc(s, func(r rune) bool { return !isKey(r) }) {
		return noKey
	}
	return ivr.Masked(s)
}

// maxKeys is more keys than a caller presses at one prompt.
const maxKeys = 64

func isKey(r rune) bool { return '0' <= r && r <= '9' || r == '*' || r == '#' || 'A' <= r && r <= 'D' }

// oneKey returns a key, and "" for anything else.
func oneKey(s string) string {
	if len(s) != 1 || !isKey(rune(s[0])) {
		return ""
	}
	return s
}

func confidence(s string) float64 {
	if s == "" {
		return 0
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsNaN(f) {
		return 0
	}
	return min(max(f, 0), 1)
}
