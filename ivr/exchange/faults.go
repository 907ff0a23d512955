package exchange

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"syscall"
	"time"
)

// Faults disturbs, on demand, requests between the exchange and the service, as networks do. Each hook
// is called once a request, from any goroutine; nil, or a zero result, disturbs nothing.
type Faults struct {
	// Webhook is called before each attempt of a request to the service.
	Webhook func(path string) WebhookFault
	// REST is called before each request of the API is carried out.
	REST func(method, path string) RESTFault
}

// WebhookFault disturbs one attempt of a webhook.
type WebhookFault struct {
	Late    time.Duration // delay in real time, before it reaches the service
	Dropped bool          // it never arrives: the connection is refused, and Twilio's rules for retries apply
	Lost    bool          // it arrives, and its answer is lost
	Twice   bool          // it arrives twice; the second answer counts
}

// RESTFault disturbs a request of the API.
type RESTFault struct {
	Status     int           // 429, 500, 502 or 503: nothing is done; 0 lets it through
	RetryAfter time.Duration // sent with it, in whole seconds; 0 is none
	Lost       bool          // it is carried out, and answered with 502
}

// faultyTransport is the service's network with faults.
type faultyTransport struct {
	next   http.RoundTripper
	faults *Faults
}

// withFaults returns the client with faults in its network.
func withFaults(client *http.Client, f *Faults) *http.Client {
	if f == nil || f.Webhook == nil {
		return client
	}
	c := *client
	next := c.Transport
	if next == nil {
		next = http.DefaultTransport
	}
	c.Transport = faultyTransport{next, f}
	return &c
}

// RoundTrip implements [http.RoundTripper].
func (s faultyTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	what := s.faults.Webhook(r.URL.Path)
	time.Sleep(what.Late)
	if what.Dropped {
		return nil, fmt.Errorf("spoilt: %w", syscall.ECONNREFUSED)
	}
	if what.Twice {
		if err := s.once(r); err != nil {
			return nil, err
		}
	}
	answer, err := s.next.RoundTrip(r)
	if err == nil && what.Lost {
		_ = answer.Body.Close()
		return nil, fmt.Errorf("spoilt: %w", io.ErrUnexpectedEOF)
	}
	return answer, err
}

// once delivers a copy of a request and ignores the answer.
func (s faultyTransport) once(r *http.Request) error {
	var body []byte
	if r.Body != nil {
		var err error
		if body, err = io.ReadAll(r.Body); err != nil {
			return err
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
	}
	double := r.Clone(r.Context())
	double.Body = io.NopCloser(bytes.NewReader(body))
	answer, err := s.next.RoundTrip(double)
	if err == nil {
		_, _ = io.Copy(io.Discard, answer.Body)
		_ = answer.Body.Close()
	}
	return nil
}

// refused applies the API's faults to a request before it is carried out; done reports that it is to be
// carried out, and only its answer is lost.
func (a api) refused(w http.ResponseWriter, r *http.Request) (err *restError, done bool) {
	if a.x.cfg.Faults == nil || a.x.cfg.Faults.REST == nil {
		return nil, false
	}
	what := a.x.cfg.Faults.REST(r.Method, r.URL.Path)
	if what.RetryAfter > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(what.RetryAfter.Seconds())))
	}
	if what.Status != 0 {
		return refuse(what.Status, 20000+what.Status, "spoilt on demand"), false
	}
	return nil, what.Lost
}
