package simulate

import (
	"net/http"
	"net/http/httptest"
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
	answer := httptest.NewRecorder()
	w.ServeHTTP(answer, asked)
	response := answer.Result()
	response.Request = r
	return response, nil
}
