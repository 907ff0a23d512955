package exchange

import (
	"crypto/subtle"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
)

// maxForm bounds a REST request's body, in bytes.
const maxForm = 64 << 10

// restError is the JSON of a failed request.
type restError struct {
	Code     int    `json:"code"`
	Message  string `json:"message"`
	MoreInfo string `json:"more_info"`
	Status   int    `json:"status"`
}

func refuse(status, code int, format string, args ...any) *restError {
	return &restError{
		Code: code, Status: status, Message: fmt.Sprintf(format, args...),
		MoreInfo: fmt.Sprintf("https://www.twilio.com/docs/errors/%d", code),
	}
}

func notFound(r *http.Request) *restError {
	return refuse(http.StatusNotFound, 20404, "The requested resource %s was not found", r.URL.Path)
}

// endpoint answers one REST request; it runs with the exchange's lock held.
type endpoint func(r *http.Request) (status int, body any, err *restError)

// api has what all requests of the API go through: credentials, the form, and faults.
type api struct{ x *Exchange }

// guard checks credentials, reads the form, and writes the endpoint's answer.
func (a api) guard(e endpoint) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, maxForm)
		err, lost := a.refused(w, r)
		var status int
		var body any
		if err == nil {
			status, body, err = a.serve(e, r)
		}
		switch {
		case err != nil:
			status, body = err.Status, err
		case lost:
			status, body = http.StatusBadGateway, nil
		}
		send(w, status, body)
	})
}

// send writes JSON, or a sound as it is. An error of the client's connection is ignored: nobody is left
// to answer.
func send(w http.ResponseWriter, status int, body any) {
	if sound, ok := body.(audio); ok {
		w.Header().Set("Content-Type", "audio/x-wav")
		w.WriteHeader(status)
		_, _ = w.Write(sound)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	if body != nil {
		_ = json.NewEncoder(w).Encode(body)
	}
}

func (a api) serve(e endpoint, r *http.Request) (int, any, *restError) {
	if !a.authentic(r) {
		return 0, nil, refuse(http.StatusUnauthorized, 20003, "Authenticate")
	}
	if account := r.PathValue("account"); account != "" && account != a.x.cfg.AccountSID {
		return 0, nil, notFound(r)
	}
	if err := r.ParseForm(); err != nil {
		return 0, nil, refuse(http.StatusBadRequest, 20001, "the form cannot be read")
	}
	a.x.s.Lock()
	defer a.x.s.Unlock()
	return e(r)
}

// authentic checks Basic authentication by account SID and token, or by API key.
func (a api) authentic(r *http.Request) bool {
	user, password, ok := r.BasicAuth()
	secret, key := a.x.cfg.APIKeys[user]
	if user == a.x.cfg.AccountSID {
		secret, key = a.x.cfg.AuthToken, true
	}
	return ok && key && subtle.ConstantTimeCompare([]byte(password), []byte(secret)) == 1
}

// sid returns a path value without its .json.
func sid(r *http.Request, name string) string {
	return strings.TrimSuffix(r.PathValue(name), ".json")
}

// uri returns a resource's address in the API.
func (x *Exchange) uri(path string) string {
	return "/2010-04-01/Accounts/" + x.cfg.AccountSID + "/" + path + ".json"
}
