package exchange

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// callResource is a call as the API shows it.
type callResource struct {
	Sid           string  `json:"sid"`
	AccountSid    string  `json:"account_sid"`
	APIVersion    string  `json:"api_version"`
	ParentCallSid *string `json:"parent_call_sid"`
	From          string  `json:"from"`
	To            string  `json:"to"`
	Status        string  `json:"status"`
	Direction     string  `json:"direction"`
	Duration      *string `json:"duration"` // seconds; null while the call lasts
	DateCreated   string  `json:"date_created"`
	StartTime     *string `json:"start_time"`
	EndTime       *string `json:"end_time"`
	QueueTime     string  `json:"queue_time"`
	URI           string  `json:"uri"`
}

func (x *Exchange) callResource(c *Call) callResource {
	res := callResource{
		Sid: c.Sid, AccountSid: x.cfg.AccountSID, APIVersion: "2010-04-01", From: c.From, To: c.To,
		Status: c.status, Direction: c.Direction, DateCreated: rfc2822(c.created), QueueTime: "0",
		StartTime: when(c.answered), EndTime: when(c.ended), URI: x.uri("Calls/" + c.Sid),
	}
	if c.ParentSid != "" {
		res.ParentCallSid = &c.ParentSid
	}
	if c.over {
		seconds := strconv.Itoa(wholeSeconds(c.length()))
		res.Duration = &seconds
	}
	return res
}

// when is a time that may not have come yet.
func when(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	text := rfc2822(t)
	return &text
}

// instruction reads what a leg shall do: Url and Method, or Twiml. Neither is
// an empty fetch.
func instruction(r *http.Request) (fetch, *restError) {
	f := fetch{url: r.PostForm.Get("Url"), method: strings.ToUpper(r.PostForm.Get("Method")), twiml: r.PostForm.Get("Twiml")}
	if f.method == "" {
		f.method = http.MethodPost
	}
	if utf8.RuneCountInString(f.twiml) > 4000 {
		return f, refuse(400, 32018, "Twiml parameter must be 4000 characters or less.")
	}
	if u, err := url.Parse(f.url); f.url != "" && (err != nil || !strings.HasPrefix(u.Scheme, "http") || u.Host == "") {
		return f, refuse(400, 21205, "Url is not a valid URL.")
	}
	return f, nil
}

// createCall dials a party and runs a document when it answers.
func (x *Exchange) createCall(r *http.Request) (int, any, *restError) {
	form := r.PostForm
	first, bad := instruction(r)
	switch {
	case form.Get("To") == "":
		bad = refuse(400, 21201, "No 'To' number is specified")
	case form.Get("From") == "":
		bad = refuse(400, 21213, "Caller phone number is required")
	case bad == nil && first.url == "" && first.twiml == "":
		bad = refuse(400, 21205, "Url parameter is required.")
	}
	if bad != nil {
		return 0, nil, bad
	}
	c := x.dialled(form.Get("From"), form.Get("To"), "outbound-api")
	c.fallback = form.Get("FallbackUrl")
	c.statusURL, c.statusEvents = form.Get("StatusCallback"), form["StatusCallbackEvent"]
	if len(c.statusEvents) == 0 {
		c.statusEvents = []string{"completed"}
	}
	c.run(func() { c.conclude(c.outbound(ringTime(form), first)) })
	shown := x.callResource(c)
	x.s.dispatch()
	return http.StatusCreated, shown, nil
}

// ringTime is how long an outgoing call rings: 60 s unless Timeout says less
// than 600.
func ringTime(form url.Values) time.Duration {
	n, err := strconv.Atoi(form.Get("Timeout"))
	if err != nil || n < 1 || n > 600 {
		n = 60
	}
	return time.Duration(n) * time.Second
}

// outbound is the life of a call that the service placed.
func (c *Call) outbound(timeout time.Duration, first fetch) error {
	if err := c.ring(timeout); err != nil {
		return err
	}
	return c.follow(first)
}

func (x *Exchange) fetchCall(r *http.Request) (int, any, *restError) {
	c, ok := x.calls[sid(r, "call")]
	if !ok {
		return 0, nil, notFound(r)
	}
	return http.StatusOK, x.callResource(c), nil
}

// updateCall redirects or ends a live call.
func (x *Exchange) updateCall(r *http.Request) (int, any, *restError) {
	c, ok := x.calls[sid(r, "call")]
	if !ok {
		return 0, nil, notFound(r)
	}
	to, bad := instruction(r)
	if bad != nil {
		return 0, nil, bad
	}
	status := r.PostForm.Get("Status")
	if bad = c.mayBecome(status, to); bad != nil {
		return 0, nil, bad
	}
	if status != "" {
		c.drop()
	} else {
		c.divert(to)
	}
	return http.StatusOK, x.callResource(c), nil
}

// mayBecome checks an update against the call's state.
func (c *Call) mayBecome(status string, to fetch) *restError {
	notLive := refuse(400, 21220, "Call is not in-progress. Cannot redirect.")
	switch {
	case c.over || c.isGone():
		return notLive
	case status == "completed":
		return nil
	case status == "canceled" && c.answered.IsZero():
		return nil
	case status != "":
		return refuse(400, 21218, "Invalid status %q", status)
	case to.url == "" && to.twiml == "":
		return refuse(400, 21205, "Url parameter is required.")
	case c.answered.IsZero():
		return notLive
	}
	return nil
}

// divert puts a new document on a live leg, which leaves any queue at once.
func (c *Call) divert(to fetch) {
	c.leaveQueue()
	c.interrupt(&diversion{to})
}
