package twilio

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/twilio/twilio-go/client"
	openapi "github.com/twilio/twilio-go/rest/api/v2010"
)

const (
	maxTries  = 5
	firstWait = 500 * time.Millisecond
	maxAnswer = 4 << 20 // bytes
)

// session runs one operation of twilio-go as its [client.BaseClient], adding the context, the time
// limits and the retries that twilio-go lacks.
type session struct {
	*REST
	ctx    context.Context
	op     string
	once   bool   // must not be done twice
	status int    // of the last answer
	date   string // likewise
	failed *Error
}

var _ client.BaseClient = (*session)(nil)

// AccountSid implements [client.BaseClient].
func (s *session) AccountSid() string { return s.AccountSID }

// SetTimeout implements [client.BaseClient]; the limits are the session's own.
func (s *session) SetTimeout(time.Duration) {}

// SetOauth implements [client.BaseClient]; the account's token is used.
func (s *session) SetOauth(client.OAuth) {}

// OAuth implements [client.BaseClient].
func (s *session) OAuth() client.OAuth { return nil }

// SendRequest implements [client.BaseClient].
func (s *session) SendRequest(method, rawURL string, data url.Values, _ map[string]any, _ ...byte) (*http.Response, error) {
	for try := 1; ; try++ {
		answer, err := s.attempt(method, rawURL, data)
		if err == nil {
			return answer, nil
		}
		if try == maxTries || !err.again(s.once) || s.wait(try, err.after) != nil {
			s.failed = err
			return nil, err
		}
	}
}

// run runs the operation within the limit of all its tries.
func (s *session) run(call func(*openapi.ApiService) error) error {
	ctx, cancel := context.WithTimeout(s.ctx, s.Limit)
	defer cancel()
	s.ctx = ctx
	err := call(openapi.NewApiServiceWithClient(s))
	if err == nil || s.failed != nil {
		return s.failure()
	}
	// An answer came that is not JSON; its text may quote anything.
	return &Error{Op: s.op, Status: s.status, Unclear: s.once, cause: errMalformed}
}

// failure keeps a nil *Error from becoming a non-nil error.
func (s *session) failure() error {
	if s.failed == nil {
		return nil
	}
	return s.failed
}

// wait waits twice as long from try to try, or as long as the server asked. It does not begin a wait
// that would outlast the limit.
func (s *session) wait(try int, asked time.Duration) error {
	d := firstWait << (try - 1)
	d = max(d/2+time.Duration(s.Jitter()*float64(d)), asked)
	if deadline, ok := s.ctx.Deadline(); ok && time.Until(deadline) < d {
		return context.DeadlineExceeded
	}
	return s.Sleep(s.ctx, d)
}

func (s *session) attempt(method, rawURL string, data url.Values) (*http.Response, *Error) {
	ctx, cancel := context.WithTimeout(s.ctx, s.TryLimit)
	defer cancel()
	var sent atomic.Bool
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{WroteHeaders: func() { sent.Store(true) }})
	request, err := s.request(ctx, method, rawURL, data)
	if err != nil {
		return nil, &Error{Op: s.op, cause: err}
	}
	began := time.Now()
	answer, err := s.exchange(request)
	s.Observe(s.op, statusOf(answer), time.Since(began))
	if err != nil {
		return nil, s.broken(err, sent.Load())
	}
	s.status, s.date = answer.StatusCode, answer.Header.Get("Date")
	if answer.StatusCode >= http.StatusMultipleChoices {
		return nil, s.refused(answer)
	}
	return answer, nil
}

// request applies twilio-go's path to our base URL.
func (s *session) request(ctx context.Context, method, rawURL string, data url.Values) (*http.Request, error) {
	u, err := url.Parse(rawURL)
	if err != nil {
		return nil, err
	}
	target := s.base.JoinPath(u.EscapedPath())
	var body io.Reader
	if method == http.MethodPost {
		body = strings.NewReader(data.Encode())
	} else {
		target.RawQuery = data.Encode()
	}
	request, err := http.NewRequestWithContext(ctx, method, target.String(), body)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("Accept", "application/json")
	request.SetBasicAuth(s.AccountSID, s.AuthToken.Reveal())
	return request, nil
}

// exchange sends the request and reads the answer to its end within the try's time.
func (s *session) exchange(request *http.Request) (*http.Response, error) {
	answer, err := s.HTTPClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer func() { _ = answer.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(answer.Body, maxAnswer))
	if err != nil {
		return nil, err
	}
	answer.Body = io.NopCloser(bytes.NewReader(body))
	return answer, nil
}

// refused reads Twilio's own error; its message may quote a telephone number and is dropped.
func (s *session) refused(answer *http.Response) *Error {
	var told struct{ Code int }
	_ = json.NewDecoder(answer.Body).Decode(&told)
	e := &Error{Op: s.op, Status: answer.StatusCode, Code: told.Code}
	e.Unclear = s.once && e.Status >= http.StatusInternalServerError // the carrier may answer so after it has done it
	if n, err := strconv.Atoi(answer.Header.Get("Retry-After")); err == nil && n > 0 {
		e.after = time.Duration(min(n, int(maxDuration/time.Second))) * time.Second
	}
	return e
}

// broken returns the error of a request without an answer.
func (s *session) broken(err error, sent bool) *Error {
	return &Error{Op: s.op, Unclear: s.once && sent, cause: err, spent: s.ctx.Err() != nil}
}

func statusOf(answer *http.Response) int {
	if answer == nil {
		return 0
	}
	return answer.StatusCode
}
