package webhook

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"slices"
	"strings"
	"syscall"

	"github.com/okpay/hotline/ivr/exchange/fault"
)

// MaxDocument is the most bytes that Twilio reads of a response.
const MaxDocument = 64 << 10

// maxRedirects is how many HTTP redirects Twilio follows.
const maxRedirects = 10

// Request is one request to the service, with its retries and redirects.
type Request struct {
	Client  *http.Client // with the call's cookies; does not follow redirects
	Secret  string       // signs it
	Method  string
	Address string     // may carry overrides of timeouts and retries in its fragment
	Params  url.Values // of the call
	Extra   url.Values // of the verb; lost on a redirect to GET
	Token   string     // I-Twilio-Idempotency-Token
}

// Reply is the service's final answer.
type Reply struct {
	Address string // after redirects
	Status  int
	Kind    string // Content-Type
	Body    []byte // at most MaxDocument+1 bytes
}

// Send sends the request; it takes real time.
func (w Request) Send() (Reply, *fault.Fault) {
	address, fragment, _ := strings.Cut(w.Address, "#")
	policy := parsePolicy(fragment)
	ctx, cancel := context.WithTimeout(context.Background(), policy.total)
	defer cancel()
	form := merge(w.Params, w.Extra)
	for range maxRedirects + 1 {
		got, location, flt := w.retry(ctx, policy, address, form)
		if flt != nil || location == "" {
			return got, flt
		}
		if got.Status != http.StatusTemporaryRedirect {
			w.Method, form = http.MethodGet, w.Params
		}
		address = location
	}
	return Reply{}, fault.New(11215, "too many HTTP redirects").At(address)
}

// retry makes the attempts that the policy allows.
func (w Request) retry(ctx context.Context, policy policy, address string, form url.Values) (Reply, string, *fault.Fault) {
	for attempt := 0; ; attempt++ {
		res, class, err := w.attempt(ctx, policy, address, form)
		if class == "" || attempt >= policy.retries || !policy.covers(class) || ctx.Err() != nil {
			return w.judge(res, address, err)
		}
	}
}

// response is one attempt's answer, read to its end.
type response struct {
	*http.Response
	body []byte
}

// attempt makes one request. class is the retry class of the error.
func (w Request) attempt(ctx context.Context, policy policy, address string, form url.Values) (response, string, error) {
	ctx, cancel := context.WithTimeout(ctx, policy.read)
	defer cancel()
	res, connected, err := w.do(ctx, address, form, false)
	if err == nil && res.StatusCode == http.StatusUnauthorized && res.Header.Get("WWW-Authenticate") != "" {
		res, connected, err = w.do(ctx, address, form, true)
	}
	switch {
	case err != nil && !connected:
		return res, "ct", err
	case err != nil:
		return res, "rt", err
	case res.StatusCode >= 500:
		return res, "5xx", nil
	case res.StatusCode >= 400:
		return res, "4xx", nil
	}
	return res, "", nil
}

func (w Request) do(ctx context.Context, address string, form url.Values, login bool) (res response, connected bool, err error) {
	trace := &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { connected = true }}
	req, err := w.request(httptrace.WithClientTrace(ctx, trace), address, form, login)
	if err != nil {
		return res, false, err
	}
	res.Response, err = w.Client.Do(req)
	if err != nil {
		return res, connected, err
	}
	defer res.Body.Close()
	res.body, err = io.ReadAll(io.LimitReader(res.Body, MaxDocument+1))
	return res, true, err
}

// request builds the signed request.
func (w Request) request(ctx context.Context, address string, form url.Values, login bool) (*http.Request, error) {
	var body io.Reader
	signed := form
	if w.Method == http.MethodGet {
		address, signed = withQuery(address, form), nil
	} else {
		body = strings.NewReader(form.Encode())
	}
	req, err := http.NewRequestWithContext(ctx, w.Method, address, body)
	if err != nil {
		return nil, err
	}
	user := req.URL.User
	req.URL.User = nil
	if password, ok := user.Password(); login && ok {
		req.SetBasicAuth(user.Username(), password)
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
	}
	req.Header.Set("User-Agent", "TwilioProxy/1.1")
	req.Header.Set("Accept", "text/xml, application/xml, text/html")
	req.Header.Set("Cache-Control", "max-age=259200")
	req.Header.Set("I-Twilio-Idempotency-Token", w.Token)
	req.Header.Set("X-Twilio-Signature", Sign(w.Secret, signedAddress(address), signed))
	return req, nil
}

// judge turns the last attempt into a reply, a redirect's location, or a fault.
func (w Request) judge(res response, address string, err error) (Reply, string, *fault.Fault) {
	if err != nil {
		return Reply{}, "", connectFault(err).At(address)
	}
	got := Reply{Address: address, Status: res.StatusCode, Kind: res.Header.Get("Content-Type"), Body: res.body}
	followed := []int{http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect}
	if !slices.Contains(followed, got.Status) {
		return got, "", nil
	}
	location, err := res.Location()
	if err != nil {
		return got, "", fault.New(11216, "redirect without a usable Location").At(address)
	}
	return got, location.String(), nil
}

func connectFault(err error) *fault.Fault {
	var dns *net.DNSError
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return fault.New(11203, "no answer in time")
	case errors.Is(err, syscall.ECONNREFUSED):
		return fault.New(11202, "connection refused")
	case errors.As(err, &dns):
		return fault.New(11210, "host not found")
	}
	return fault.New(11205, "HTTP connection failure: %v", err)
}

func withQuery(address string, form url.Values) string {
	if strings.Contains(address, "?") {
		return address + "&" + form.Encode()
	}
	return address + "?" + form.Encode()
}

// merge returns the union of a and b, where b wins.
func merge(a, b url.Values) url.Values {
	all := url.Values{}
	for _, m := range []url.Values{a, b} {
		for k, v := range m {
			all[k] = v
		}
	}
	return all
}
