package exchange

import (
	"net/http"
	"net/url"
	"slices"
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
	DateUpdated   string  `json:"date_updated"`
	StartTime     *string `json:"start_time"`
	EndTime       *string `json:"end_time"`
	QueueTime     string  `json:"queue_time"`
	AnsweredBy    *string `json:"answered_by"` // no machine is detected
	Price         *string `json:"price"`       // nothing is charged
	PriceUnit     string  `json:"price_unit"`
	URI           string  `json:"uri"`

	SubresourceURIs map[string]string `json:"subresource_uris"`
}

// callsAPI has the Calls of the API.
type callsAPI struct{ x *Exchange }

func (a callsAPI) resource(c *Call) callResource {
	res := callResource{
		Sid: c.Sid, AccountSid: a.x.cfg.AccountSID, APIVersion: "2010-04-01", From: c.From, To: c.To,
		Status: c.status, Direction: c.Direction, DateCreated: rfc2822(c.created), QueueTime: "0",
		StartTime: when(c.answered), EndTime: when(c.ended), URI: a.x.uri("Calls/" + c.Sid),
		DateUpdated: rfc2822(updated(c)), PriceUnit: "USD",
		SubresourceURIs: map[string]string{"recordings": a.x.uri("Calls/" + c.Sid + "/Recordings")},
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

// updated returns when the call's status last changed.
func updated(c *Call) time.Time {
	switch {
	case !c.ended.IsZero():
		return c.ended
	case !c.answered.IsZero():
		return c.answered
	}
	return c.created
}

// list lists calls, newest first, by To, From, Status, ParentCallSid and StartTime.
func (a callsAPI) list(r *http.Request) (int, any, *restError) {
	items := []callResource{}
	for _, c := range slices.Backward(a.x.inOrder()) {
		started := c.answered
		if started.IsZero() {
			started = c.created
		}
		if wanted(r, "To", c.To) && wanted(r, "From", c.From) && wanted(r, "Status", c.status) &&
			wanted(r, "ParentCallSid", c.ParentSid) && onDay(r, "StartTime", started) {
			items = append(items, a.resource(c))
		}
	}
	return http.StatusOK, paged(a.x, r, "calls", "Calls", items), nil
}

// when formats a time, nil for one that has not come.
func when(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	text := rfc2822(t)
	return &text
}

// instruction reads what a leg is to do: Url and Method, or Twiml. Without either it returns an empty
// fetch.
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
	if f.url == "" && f.twiml != "" {
		if _, broken := parse([]byte(f.twiml)); broken != nil {
			return f, refuse(400, broken.Code, "Twiml: %s", broken.Text)
		}
	}
	return f, nil
}

// create dials a number and runs a document when it answers.
func (a callsAPI) create(r *http.Request) (int, any, *restError) {
	form := r.PostForm
	first, bad := instruction(r)
	switch {
	case form.Get("To") == "":
		bad = refuse(400, 21201, "No 'To' number is specified")
	case !reachable(form.Get("To")):
		bad = refuse(400, 21201, "The 'To' number %s is not a valid phone number", form.Get("To"))
	case form.Get("From") == "":
		bad = refuse(400, 21213, "Caller phone number is required")
	case !reachable(form.Get("From")):
		bad = refuse(400, 21212, "The 'From' number %s is not a valid phone number", form.Get("From"))
	case !a.owns(form.Get("From")):
		bad = refuse(400, 21210, "The source phone number provided, %s, is not yet verified for your account", form.Get("From"))
	case bad == nil && first.url == "" && first.twiml == "":
		bad = refuse(400, 21205, "Url parameter is required.")
	}
	if bad != nil {
		return 0, nil, bad
	}
	c := a.x.dialled(form.Get("From"), dialable(form.Get("To")), "outbound-api")
	c.fallback = form.Get("FallbackUrl")
	c.progress.url, c.progress.events = form.Get("StatusCallback"), form["StatusCallbackEvent"]
	if len(c.progress.events) == 0 {
		c.progress.events = []string{"completed"}
	}
	c.run(func() { c.conclude(outbound(c, ringTime(form), first)) })
	shown := a.resource(c)
	a.x.s.Dispatch()
	return http.StatusCreated, shown, nil
}

// reachable reports whether an address can be called: a number, a client, or SIP.
func reachable(address string) bool {
	if strings.HasPrefix(address, "client:") || strings.HasPrefix(address, "sip:") || strings.HasPrefix(address, "sips:") {
		return true
	}
	return e164.MatchString(dialable(address))
}

// owns reports whether the account may call from a number; any is allowed when Config.Numbers is empty.
func (a callsAPI) owns(from string) bool {
	return len(a.x.cfg.Numbers) == 0 || strings.HasPrefix(from, "client:") || slices.Contains(a.x.cfg.Numbers, dialable(from))
}

// ringTime returns how long an outgoing call rings: Timeout if it is below 600 s, else 60 s.
func ringTime(form url.Values) time.Duration {
	n, err := strconv.Atoi(form.Get("Timeout"))
	if err != nil || n < 1 || n > 600 {
		n = 60
	}
	return time.Duration(n) * time.Second
}

// outbound runs a call that the service placed.
func outbound(c *Call, timeout time.Duration, first fetch) error {
	if err := ring(c, timeout); err != nil {
		return err
	}
	return interpreter{c}.follow(first)
}

func (a callsAPI) fetch(r *http.Request) (int, any, *restError) {
	c, ok := a.x.calls[sid(r, "call")]
	if !ok {
		return 0, nil, notFound(r)
	}
	return http.StatusOK, a.resource(c), nil
}

// update redirects or ends a live call.
func (a callsAPI) update(r *http.Request) (int, any, *restError) {
	c, ok := a.x.calls[sid(r, "call")]
	if !ok {
		return 0, nil, notFound(r)
	}
	to, bad := instruction(r)
	if bad != nil {
		return 0, nil, bad
	}
	status := r.PostForm.Get("Status")
	if bad = mayBecome(c, status, to); bad != nil {
		return 0, nil, bad
	}
	if status != "" {
		c.drop()
	} else {
		c.divert(to)
	}
	return http.StatusOK, a.resource(c), nil
}

// mayBecome checks an update against the call's state.
func mayBecome(c *Call, status string, to fetch) *restError {
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
