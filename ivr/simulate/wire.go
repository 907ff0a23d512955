package simulate

import (
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
)

// wire takes requests to the handlers of this process, without a network.
type wire struct{ *http.ServeMux }

// RoundTrip implements [http.RoundTripper].
func (w wire) RoundTrip(r *http.Request) (*http.Response, error) {
	asked := r.Clone(r.Context())
	asked.RequestURI, asked.RemoteAddr = r.URL.RequestURI(), "127.0.0.1:0"
	if asked.Host == "" {
		asked.Host = r.URL.Host
	}
	if asked.Body == nil {
		asked.Body = http.NoBody
	}
	arrives(httptrace.ContextClientTrace(r.Context()))
	answer := httptest.NewRecorder()
	w.ServeHTTP(answer, asked)
	response := answer.Result()
	response.Request = r
	return response, nil
}

// arrives tells who follows a request that there is a connection, and that the request has left: who
// gets no answer then must not believe that it never arrived.
func arrives(trace *httptrace.ClientTrace) {
	if trace == nil {
		return
	}
	if trace.GotConn != nil {
		trace.GotConn(httptrace.GotConnInfo{})
	}
	if trace.WroteHeaders != nil {
		trace.WroteHeaders()
	}
}
