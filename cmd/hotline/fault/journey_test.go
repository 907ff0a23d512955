package fault

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/stretchr/testify/require"
)

// customer is a caller with an account and a purpose: to ask for a refund, then for a
// person, and while they wait to be called back instead.
type customer struct {
	*caller
	box   *textBox
	keys  []string // what is left to press
	left  string   // where the carrier asks next when the caller leaves the queue
	went  []string // the documents heard
	noted bool     // the code has come
}

// asksForRefund are the keys of the purpose: refunds, ask for one, the code, the latest
// payments, the first, yes; a person, wait a round, call me back; and goodbye.
var asksForRefund = []string{"2", "2", "code", "2", "1", "1", "0", "", "1", "1"}

// customers gives accounts to so many callers, by a ledger of their own.
func customers(s *site, box *textBox, chance *rand.Rand, count int) []*customer {
	s.t.Helper()
	var accounts, payments strings.Builder
	accounts.WriteString("account_id,name,email,phone,language,birth_date\n")
	payments.WriteString("transaction_id,account_id,time,type,counterparty,amount,currency,status,refundable,cancellable\n")
	var all []*customer
	for n := range count {
		from := fmt.Sprintf("+86138%08d", 10000000+n)
		fmt.Fprintf(&accounts, "%d,A,a@example.com,%s,zh-CN,\n", 20000000+n, from)
		fmt.Fprintf(&payments, "%d,%d,2026-03-01T10:00:00+08:00,payment,shop,128.50,CNY,completed,true,false\n", 30000000+n, 20000000+n)
		c := newCaller(s.base, chance)
		c.from = from
		c.next = c.request(s.base+"/voice/incoming", nil)
		all = append(all, &customer{caller: c, box: box, keys: asksForRefund})
	}
	s.imports(map[string]string{"accounts.csv": accounts.String(), "payments.csv": payments.String()})
	return all
}

// imports loads files of the ledger.
func (s *site) imports(files map[string]string) {
	s.t.Helper()
	for _, name := range []string{"accounts.csv", "payments.csv"} {
		path := filepath.Join(s.dir, name)
		require.NoError(s.t, os.WriteFile(path, []byte(files[name]), 0o600))
		out, status := s.run("ledger", "import", path)
		require.Zero(s.t, status, out)
	}
}

// goesOn takes the customer on from a document; it reports whether the call goes on.
func (c *customer) goesOn(document string) bool {
	c.went = append(c.went, document)
	find := func(pattern *regexp.Regexp) string { return found(pattern, document) }
	switch {
	case find(enqueueTo) != "":
		c.left = find(afterQueue)
		c.next = c.request(find(enqueueTo), c.waiting())
	case strings.Contains(document, "<Leave"):
		c.next = c.request(c.left, url.Values{"QueueResult": {"leave"}, "QueueTime": {"30"}})
	case find(gatherTo) != "":
		return c.press(find(gatherTo), find(redirectTo))
	case find(redirectTo) != "":
		c.next = c.request(find(redirectTo), c.waiting())
	default:
		return false
	}
	return true
}

// press answers a Gather; silence goes on where the document does.
func (c *customer) press(to, silent string) bool {
	if len(c.keys) == 0 {
		return false
	}
	key := c.keys[0]
	c.keys = c.keys[1:]
	switch key {
	case "code":
		key = c.box.code(c.from)
		c.noted = key != ""
		if key == "" { // it was lost: a person is one key away
			key, c.keys = "0", []string{"", "1", "1"}
		}
	case "":
		c.next = c.request(silent, c.waiting())
		return true
	}
	c.next = c.request(to, url.Values{"Digits": {key}})
	return true
}

// waiting returns the parameters that the carrier sends about a caller in a queue only.
func (c *customer) waiting() url.Values {
	if c.left == "" {
		return nil
	}
	return url.Values{"QueueSid": {"QU00000000000000000000000000000001"}, "QueuePosition": {"1"}, "QueueTime": {"10"}}
}

// textBox is the carrier's REST API: it takes text messages, and may be told to do
// something before and after it does.
type textBox struct {
	mu    sync.Mutex
	texts map[string][]string // by receiver
	// point is told before a text is taken ("asked"), and after ("done"). It reports
	// whether the carrier goes on.
	point func(name string) bool
}

func newTextBox() *textBox {
	return &textBox{texts: map[string][]string{}, point: func(string) bool { return true }}
}

// at has the carrier pass its points by a function.
func (b *textBox) at(point func(name string) bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.point = point
}

func (b *textBox) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	_ = r.ParseForm()
	b.mu.Lock()
	point := b.point
	b.mu.Unlock()
	if !point("asked") {
		return
	}
	to := r.PostForm.Get("To")
	b.mu.Lock()
	b.texts[to] = append(b.texts[to], r.PostForm.Get("Body"))
	n := len(b.texts)
	b.mu.Unlock()
	if !point("done") {
		return
	}
	w.WriteHeader(http.StatusCreated)
	_ = json.NewEncoder(w).Encode(map[string]string{"sid": fmt.Sprintf("SM%032x", n), "status": "queued"})
}

// sent gives the texts that a number was sent.
func (b *textBox) sent(to string) []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]string{}, b.texts[to]...)
}

var sixDigits = regexp.MustCompile(`(^|\D)(\d{6})(\D|$)`)

// code waits for the code that a number is sent; "" when none comes.
func (b *textBox) code(to string) string {
	for end := time.Now().Add(time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		for _, text := range b.sent(to) {
			if m := sixDigits.FindStringSubmatch(text); m != nil {
				return m[2]
			}
		}
	}
	return ""
}

// cases gives the kinds of the cases that each call opened.
func (s *site) cases() map[string][]string {
	s.t.Helper()
	out, status := s.run("cases", "list", "--json")
	require.Zero(s.t, status, out)
	all := map[string][]string{}
	for line := range strings.Lines(out) {
		var c struct{ Kind, Call string }
		require.NoError(s.t, json.Unmarshal([]byte(line), &c), line)
		all[c.Call] = append(all[c.Call], c.Kind)
	}
	return all
}
