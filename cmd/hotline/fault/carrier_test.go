package fault

import (
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base64"
	"fmt"
	"html"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
)

// request is one webhook of the carrier, which may be delivered more than once.
type request struct {
	url   string
	form  url.Values
	token string
}

// answer is what a webhook was answered with.
type answer struct {
	status int
	body   string
}

// client gives up as the carrier does.
var client = &http.Client{Timeout: 15 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 512}}

// deliver posts a webhook, signed.
func (r request) deliver() (answer, error) {
	post, err := http.NewRequest(http.MethodPost, r.url, strings.NewReader(r.form.Encode()))
	if err != nil {
		return answer{}, err
	}
	post.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	post.Header.Set("X-Twilio-Signature", signature(r.url, r.form))
	post.Header.Set("I-Twilio-Idempotency-Token", r.token)
	response, err := client.Do(post)
	if err != nil {
		return answer{}, err
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	return answer{response.StatusCode, string(body)}, err
}

// signature is Twilio's, written down apart from the one that is tested.
func signature(address string, form url.Values) string {
	text := address
	for _, name := range slices.Sorted(maps.Keys(form)) {
		for _, value := range slices.Sorted(slices.Values(form[name])) {
			text += name + value
		}
	}
	mac := hmac.New(sha1.New, []byte(token))
	_, _ = io.WriteString(mac, text)
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// acknowledged is what the hotline has answered: it must answer so again.
type acknowledged struct {
	mu   sync.Mutex
	all  map[string]answer // by the request's URL, call and token
	reqs map[string]request
}

func newAcknowledged() *acknowledged {
	return &acknowledged{all: map[string]answer{}, reqs: map[string]request{}}
}

func (a *acknowledged) note(r request, got answer) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.all[r.token], a.reqs[r.token] = got, r
}

func (a *acknowledged) len() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return len(a.all)
}

// again delivers every webhook again, and returns an error for each that is answered otherwise.
func (a *acknowledged) again(deliver func(request) (answer, error)) (wrong []error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	var mu sync.Mutex
	var all sync.WaitGroup
	gate := make(chan bool, 32)
	for token, r := range a.reqs {
		all.Go(func() {
			gate <- true
			defer func() { <-gate }()
			got, err := deliver(r)
			if want := a.all[token]; err != nil || got != want {
				mu.Lock()
				defer mu.Unlock()
				wrong = append(wrong, fmt.Errorf("%s of %s was answered by %d %q, and is by %d %q (error: %v)",
					r.url, r.form.Get("CallSid"), want.status, want.body, got.status, got.body, err))
			}
		})
	}
	all.Wait()
	return wrong
}

// caller is somebody on the telephone: the carrier's half of one call.
type caller struct {
	base   string
	sid    string
	from   string
	chance *rand.Rand
	n      int // requests made
	next   request
}

var numbering struct {
	sync.Mutex
	n int
}

func newCaller(base string, chance *rand.Rand) *caller {
	numbering.Lock()
	numbering.n++
	sid := fmt.Sprintf("CA%032x", numbering.n)
	numbering.Unlock()
	c := &caller{base: base, sid: sid, from: fmt.Sprintf("+86139%08d", chance.IntN(1e8)), chance: rand.New(rand.NewPCG(chance.Uint64(), 1))}
	c.next = c.request(base+"/voice/incoming", nil)
	return c
}

func (c *caller) request(to string, more url.Values) request {
	form := url.Values{
		"CallSid": {c.sid}, "AccountSid": {account}, "From": {c.from}, "To": {number}, "CallStatus": {"in-progress"}, "Direction": {"inbound"},
		"ApiVersion": {"2010-04-01"},
	}
	maps.Copy(form, more)
	c.n++
	return request{to, form, fmt.Sprintf("%s-%d", c.sid, c.n)}
}

var (
	gatherTo   = regexp.MustCompile(`<(?:Gather|Record)[^>]* action="([^"]+)"`)
	enqueueTo  = regexp.MustCompile(`<Enqueue[^>]* waitUrl="([^"]+)"`)
	afterQueue = regexp.MustCompile(`<Enqueue[^>]* action="([^"]+)"`)
	dialTo     = regexp.MustCompile(`<Dial[^>]* action="([^"]+)"`)
	redirectTo = regexp.MustCompile(`<Redirect[^>]*>([^<]+)</Redirect>`)
)

// found is what a pattern finds in a document, "" for nothing.
func found(pattern *regexp.Regexp, document string) string {
	if m := pattern.FindStringSubmatch(document); m != nil {
		return html.UnescapeString(m[1])
	}
	return ""
}

// heard takes the caller on from a document: presses a key, waits, is led elsewhere. It
// reports whether the call goes on.
func (c *caller) heard(document string) bool {
	find := func(pattern *regexp.Regexp) string { return found(pattern, document) }
	if to := find(gatherTo); to != "" {
		keys := []string{"1", "2", "3", "4", "*", "#", "9", "0", "", "7"}
		c.next = c.request(to, url.Values{"Digits": {keys[c.chance.IntN(len(keys))]}})
		return true
	}
	if to := find(enqueueTo); to != "" {
		results := []string{"leave", "hangup", "queue-full", "error"}
		c.next = c.request(find(afterQueue), url.Values{"QueueResult": {results[c.chance.IntN(len(results))]}, "QueueTime": {"30"}})
		return true
	}
	if to := find(dialTo); to != "" {
		c.next = c.request(to, url.Values{"DialCallStatus": {"no-answer"}})
		return true
	}
	if to := find(redirectTo); to != "" {
		c.next = c.request(to, nil)
		return true
	}
	return false
}

// hangUp is the status callback of the call's end.
func (c *caller) hangUp() request {
	return c.request(c.base+"/voice/status", url.Values{"CallStatus": {"completed"}, "CallDuration": {"60"}})
}

// toPerson reports whether a document leads to somebody: what callers are given when
// nothing else can be.
func toPerson(document string) bool {
	return strings.Contains(document, "<Dial") || strings.Contains(document, "<Enqueue")
}

// callerNumber is the n-th invented caller's.
func callerNumber(n int) string { return fmt.Sprintf("+86139%08d", 40000000+n) }
