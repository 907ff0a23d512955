package twilio

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	openapi "github.com/twilio/twilio-go/rest/api/v2010"

	"github.com/okpay/hotline/ivr"
)

// Config configures [REST]. Only the first two fields have no default.
type Config struct {
	AccountSID string
	AuthToken  ivr.Secret
	// BaseURL is the API's address, https://api.twilio.com by default. The token goes to this host
	// only: redirects are never followed.
	BaseURL    string
	HTTPClient *http.Client
	TryLimit   time.Duration // for one try, 5 s by default
	Limit      time.Duration // for all tries and the waits between them, 30 s by default
	// Sleep waits between tries; it ends early with the context's error.
	Sleep func(ctx context.Context, d time.Duration) error
	// Jitter returns a number from 0 to below 1, to spread simultaneous tries.
	Jitter func() float64
	// Observe is called after every try with the operation, the HTTP status, or 0 when there was no
	// answer, and how long it took.
	Observe func(op string, status int, took time.Duration)
}

// REST is Twilio's API as the hotline uses it. What can be repeated without
// harm is tried up to five times; what makes something (a message, a call), or
// takes someone out of a queue, is repeated only after a 429, which is never
// processed, or when the request did not leave; not after a 5xx.
// Every failure is an [*Error].
type REST struct {
	Config
	base *url.URL
}

// NewREST checks the configuration.
func NewREST(c Config) (*REST, error) {
	if c.BaseURL == "" {
		c.BaseURL = "https://" + twilioHost
	}
	base, err := url.Parse(strings.TrimRight(c.BaseURL, "/"))
	if err != nil || base.Host == "" || base.User != nil || base.RawQuery != "" || base.Scheme != "https" && base.Scheme != "http" {
		return nil, fmt.Errorf("the REST API's base is no URL of the form https://api.twilio.com")
	}
	if c.AccountSID == "" || c.AuthToken == "" {
		return nil, fmt.Errorf("the REST API needs an account and its token")
	}
	c.withDefaults()
	return &REST{Config: c, base: base}, nil
}

func (c *Config) withDefaults() {
	client := http.Client{}
	if c.HTTPClient != nil {
		client = *c.HTTPClient
	}
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	c.HTTPClient = &client
	if c.TryLimit <= 0 {
		c.TryLimit = 5 * time.Second
	}
	if c.Limit <= 0 {
		c.Limit = 30 * time.Second
	}
	if c.Sleep == nil {
		c.Sleep = sleep
	}
	if c.Jitter == nil {
		c.Jitter = rand.Float64
	}
	if c.Observe == nil {
		c.Observe = func(string, int, time.Duration) {}
	}
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// do runs one operation of twilio-go, which supports neither contexts nor retries.
func (r *REST) do(ctx context.Context, op string, once bool, call func(*openapi.ApiService) error) error {
	return (&session{REST: r, ctx: ctx, op: op, once: once}).run(call)
}

// SendMessage sends an SMS.
func (r *REST) SendMessage(ctx context.Context, from, to, body string) (sid string, err error) {
	params := new(openapi.CreateMessageParams).SetFrom(from).SetTo(to).SetBody(body)
	err = r.do(ctx, "send message", true, func(api *openapi.ApiService) error {
		made, err := api.CreateMessage(params)
		if err != nil {
			return err
		}
		sid, err = named(made.Sid)
		return err
	})
	return sid, err
}

// Call is a call to be made.
type Call struct {
	From, To       string
	URL            string        // the document for the person who answers
	FallbackURL    string        // the document where one fails; "" is none: the person hears the carrier's error
	Timeout        time.Duration // of ringing; zero is Twilio's minute
	StatusCallback string        // receives the call's end; "" for none
}

// StartCall makes a call.
func (r *REST) StartCall(ctx context.Context, c Call) (sid string, err error) {
	params := new(openapi.CreateCallParams).SetFrom(c.From).SetTo(c.To).SetUrl(c.URL).SetMethod(http.MethodPost)
	if c.Timeout > 0 {
		params.SetTimeout(int(c.Timeout.Seconds()))
	}
	if c.FallbackURL != "" {
		params.SetFallbackUrl(c.FallbackURL).SetFallbackMethod(http.MethodPost)
	}
	if c.StatusCallback != "" {
		params.SetStatusCallback(c.StatusCallback).SetStatusCallbackMethod(http.MethodPost)
	}
	err = r.do(ctx, "start call", true, func(api *openapi.ApiService) error {
		made, err := api.CreateCall(params)
		if err != nil {
			return err
		}
		sid, err = named(made.Sid)
		return err
	})
	return sid, err
}

// CallStatus returns how a call goes, or how and after how long it ended: "in-progress",
// "completed". [IsGone] reports whether the carrier knows no such call.
func (r *REST) CallStatus(ctx context.Context, sid string) (ivr.Ended, error) {
	const op = "fetch call"
	if !isSid("CA", sid) {
		return ivr.Ended{}, &Error{Op: op, cause: errSid}
	}
	form := url.Values{}
	err := r.do(ctx, op, false, func(api *openapi.ApiService) error {
		call, err := api.FetchCall(sid, new(openapi.FetchCallParams))
		if err != nil {
			return err
		}
		form.Set("CallStatus", deref(call.Status))
		form.Set("CallDuration", deref(call.Duration))
		return nil
	})
	return Ended(form), err
}

// latestCalls is how many of the calls to an address are looked through: of those that are made one after the other,
// only the latest is not over.
const latestCalls = 20

// CallUnderWay returns the SID of the call to an address that rings or goes on, "" when there is none.
func (r *REST) CallUnderWay(ctx context.Context, to string) (sid string, err error) {
	params := new(openapi.ListCallParams).SetTo(to).SetPageSize(latestCalls)
	err = r.do(ctx, "find call", false, func(api *openapi.ApiService) error {
		latest, err := api.PageCall(params, "", "")
		if err != nil {
			return err
		}
		sid = ""
		for _, call := range latest.Calls {
			if !Final(deref(call.Status)) {
				sid, err = named(call.Sid)
				return err
			}
		}
		return nil
	})
	return sid, err
}

// RedirectCall gives a live call another document.
func (r *REST) RedirectCall(ctx context.Context, sid, to string) error {
	return r.update(ctx, "redirect call", sid, new(openapi.UpdateCallParams).SetUrl(to).SetMethod(http.MethodPost))
}

// EndCall hangs up a live call.
func (r *REST) EndCall(ctx context.Context, sid string) error {
	return r.update(ctx, "end call", sid, new(openapi.UpdateCallParams).SetStatus("completed"))
}

func (r *REST) update(ctx context.Context, op, sid string, params *openapi.UpdateCallParams) error {
	if !isSid("CA", sid) {
		return &Error{Op: op, cause: errSid}
	}
	return r.do(ctx, op, false, func(api *openapi.ApiService) error {
		_, err := api.UpdateCall(sid, params)
		return err
	})
}

var queueSid = regexp.MustCompile(`^QU[0-9a-fA-F]{32}$`)

// named returns the SID of the created resource; an answer without one is an error.
func named(sid *string) (string, error) {
	if deref(sid) == "" {
		return "", errMalformed
	}
	return *sid, nil
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
