package fault

import (
	"net/url"
	"regexp"
	"strings"

	"github.com/stretchr/testify/require"
)

// callersTypeAndSay has callers type and say every secret wherever they are asked for
// something, also while the store fails and over kills.
func (w *watched) callersTypeAndSay() {
	w.typed("agents", "add", "amy", "--number", "+86"+canaries["a stranger's number"], "--department", "general")
	w.typedSecret(canaries["a PIN"], "agents", "pin", "amy", "--stdin")
	w.start()
	owner, stranger := "+86"+canaries["a telephone number"], "+86"+canaries["a stranger's number"]
	card, wrong, transaction := canaries["a card number"], canaries["a wrong code"], canaries["a transaction id"]
	for _, failure := range [][]any{{"off"}, {"fail", atRead, 9, 3}, {"fail", atWrite, 4, 2}} {
		w.order(failure...)
		w.call(owner, "2", "1", "code", "1", transaction+"#", card+"#", "0")
		w.call(owner, "2", "1", wrong, card, card)
		w.call(owner, "2", "2", "code", "2", "1", "1", "0", "", "1")
		w.call("+8613900000009", "2", "1", canaries["a telephone number"]+"#", wrong, "0")
		w.call(stranger, canaries["a wrong PIN"]+"#", canaries["a PIN"]+"#")
		w.call(owner, "say:"+canaries["what a caller says"], "say:"+card, card+"#", "record")
		w.call(owner, "4", "code", card+"#", "say:"+canaries["what a caller says"])
	}
	w.order("off")
	w.kill() // what is in the file then is not only what a clean stop leaves
	w.start()
}

// call is a call that answers each question by the next of its keys; the document of each
// answer is kept.
func (w *watched) call(from string, keys ...string) {
	w.t.Helper()
	c := newCaller(w.base, choicesQuietly())
	c.from = from
	c.next = c.request(w.base+"/voice/incoming", nil)
	person := &customer{caller: c, box: w.box}
	for on := true; on; {
		got, err := c.next.deliver()
		require.NoError(w.t, err)
		w.note("a document", []byte(got.body))
		if len(keys) > 0 && found(gatherTo, got.body) != "" {
			more := w.answer(from, keys[0])
			keys = keys[1:]
			if more != nil {
				c.next = c.request(found(gatherTo, got.body), more)
				continue
			}
		}
		on = len(keys) > 0 && person.goesOn(got.body)
	}
	_, err := c.hangUp().deliver()
	require.NoError(w.t, err)
}

// answer is what a caller does at a prompt; nil is silence.
func (w *watched) answer(from, key string) url.Values {
	switch {
	case key == "":
		return nil
	case key == "code":
		if code := w.box.code(from); code != "" {
			return url.Values{"Digits": {code}}
		}
		return url.Values{"Digits": {"0#"}}
	case key == "record":
		return url.Values{"RecordingUrl": {"https://" + canaries["a recording's address"] + "/RE1"}, "RecordingDuration": {"5"}, "Digits": {"#"}}
	case strings.HasPrefix(key, "say:"):
		return url.Values{"SpeechResult": {strings.TrimPrefix(key, "say:")}, "Confidence": {"0.9"}}
	}
	return url.Values{"Digits": {strings.TrimSuffix(key, "#")}, "FinishedOnKey": {"#"}}
}

// peopleSignIn has people and programs prove themselves, rightly and wrongly, and keeps what
// the pages show an operator.
func (w *watched) peopleSignIn() {
	w.t.Helper()
	w.typedSecret(canaries["a password"], "agents", "setup", "boss", "--stdin")
	out := w.typed("tokens", "add", "reader", "--scope", "read")
	w.read = regexp.MustCompile(`hl_[A-Za-z0-9_-]+`).FindString(out)
	require.NotEmpty(w.t, w.read, out)
	b := w.browser()
	b.signIn("boss", canaries["a wrong password"])
	b.signIn("boss", canaries["a password"])
	require.Contains(w.t, b.page("/console"), `class="queues"`, "boss has signed in")
	for _, path := range []string{"/console", "/console/calls", "/console/cases", "/console/audit", "/console/people", "/console/menus"} {
		w.note("the page "+path, []byte(b.page(path)))
	}
}

// strangersTry has requests that nobody signed carry secrets wherever a request can.
func (w *watched) strangersTry() {
	card := canaries["a card number"]
	for _, path := range []string{
		"/voice/incoming?Digits=" + card, "/voice/step/" + card, "/voice/offer/" + card, "/" + card, "/api/v1/calls/" + card, "/invite/" + canaries["a token of nobody"],
		"/sound/" + card, "/console/calls/" + card,
	} {
		w.fetch("POST", path, canaries["a token of nobody"], "Digits="+card+"&From=%2B86"+canaries["a telephone number"])
		w.fetch("GET", path, canaries["a token of nobody"], "")
	}
	c := newCaller(w.base, choicesQuietly())
	for _, more := range []url.Values{
		{"ErrorCode": {"11200"}, "ErrorUrl": {w.base + "/voice/step/1?Digits=" + card}},
		{"CallSid": {card}, "Digits": {card}}, {"From": {card}, "Digits": {card}}, {"AccountSid": {card}},
	} {
		for _, path := range []string{"/voice/fallback", "/voice/incoming", "/voice/step/" + card, "/voice/status", "/voice/key/1"} {
			_, err := c.request(w.base+path, more).deliver()
			require.NoError(w.t, err)
		}
	}
}

// typed runs a command that must go well; what it prints is shown to who typed it alone.
func (w *watched) typed(arguments ...string) string {
	w.t.Helper()
	out, status := w.run(arguments...)
	require.Zero(w.t, status, out)
	return out
}

// typedSecret runs a command that reads a secret; what it prints is kept.
func (w *watched) typedSecret(secret string, arguments ...string) {
	w.t.Helper()
	w.note("hotline "+strings.Join(arguments, " "), []byte(w.runWith(secret, arguments...)+"\n"))
}
