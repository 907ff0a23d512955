// Package probe asks a hotline on this machine what it is: whether it is ready, and how a
// dev server is dialled.
package probe

import (
	"context"
	"encoding/json"
	"net"
	"net/http"
	"time"

	"github.com/okpay/hotline/config"
)

// Readiness is what a hotline says of itself at /readyz.
type Readiness struct {
	Ready    bool     `json:"ready"`
	Menu     string   `json:"menu"` // the revision of its menus
	Warnings []string `json:"warnings"`
}

// Ready asks the hotline at an address whether it is ready; ok is false when none answers.
func Ready(ctx context.Context, addr string) (r Readiness, ok bool) {
	return get[Readiness](ctx, addr, "/readyz")
}

// LinePath is where a dev server tells how to dial it.
const LinePath = "/dev/line"

// Line is how to dial a dev server. Its account is invented at each start.
type Line struct {
	SID    string `json:"account_sid"`
	Token  string `json:"auth_token"`
	Number string `json:"number"`
	URL    string `json:"public_url"`
}

// LineAt asks the dev server at an address how to dial it; ok is false when none answers.
func LineAt(ctx context.Context, addr string) (l Line, ok bool) {
	l, ok = get[Line](ctx, addr, LinePath)
	return l, ok && l.SID != ""
}

// ServeHTTP implements [http.Handler]. It answers programs on this machine only: a page of
// the web that was lured here names another host.
func (l Line) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	host, _, err := net.SplitHostPort(r.Host)
	if err != nil || !config.IsLoopback(host) {
		http.Error(w, "loopback only", http.StatusForbidden)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(l) // a client that is gone needs none
}

// deadline is how long a server on this machine may take to say what it is.
const deadline = 2 * time.Second

// get gets a JSON document from a server on this machine; any answer of
// another shape is none.
func get[T any](ctx context.Context, addr, path string) (document T, ok bool) {
	ctx, cancel := context.WithTimeout(ctx, deadline)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+Address(addr)+path, nil)
	if err != nil {
		return document, false
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return document, false
	}
	defer response.Body.Close()
	return document, json.NewDecoder(response.Body).Decode(&document) == nil
}

// Address is where to reach a server that listens on addr: one that listens on
// every interface is reached on this machine's.
func Address(addr string) string {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return addr
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "localhost"
	}
	return net.JoinHostPort(host, port)
}
