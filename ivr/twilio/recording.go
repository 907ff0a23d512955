package twilio

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// Recordings decides where the account's recordings may be kept. The zero Recordings accepts
// api.twilio.com only.
type Recordings struct {
	Hosts   []string // further hosts of recordings
	BaseURL string   // of the REST API
	Account string   // the account's SID
}

// Address returns the address of the recording that a form names. RecordingUrl is used only if it is on
// api.twilio.com or one of the further hosts, since fetching it sends the account's token. Otherwise
// the address is built from RecordingSid. It is empty when the form names no recording that can be
// fetched.
func (r Recordings) Address(form Values) string {
	if link := r.trusted(form.Get("RecordingUrl")); link != "" {
		return link
	}
	sid := form.Get("RecordingSid")
	if !recordingSID.MatchString(sid) || r.BaseURL == "" || r.Account == "" {
		return ""
	}
	return strings.TrimRight(r.BaseURL, "/") + "/2010-04-01/Accounts/" + r.Account + "/Recordings/" + sid
}

// Foreign reports whether a form has a recording with sound at a URL of another host, and returns that
// host.
func (r Recordings) Foreign(form Values) (host string, foreign bool) {
	link := form.Get("RecordingUrl")
	if form.Has("DialCallStatus") || form.Has("QueueResult") || seconds(form, "RecordingDuration") == 0 || r.trusted(link) != "" {
		return "", false
	}
	u, err := url.Parse(link)
	if err != nil {
		return "", true
	}
	return u.Host, true
}

const twilioHost = "api.twilio.com"

var (
	recordingPath = regexp.MustCompile(`^(/[A-Za-z0-9._-]+)*/Recordings/RE[0-9a-zA-Z]+(\.(wav|mp3))?$`)
	recordingSID  = regexp.MustCompile(`^RE[0-9a-fA-F]{32}$`)
)

// trusted returns the link if it is a recording on an accepted host: HTTPS only, except on the further
// hosts, which the operator named.
func (r Recordings) trusted(link string) string {
	u, err := url.Parse(link)
	if err != nil || u.User != nil || u.RawQuery != "" || u.Fragment != "" || !recordingPath.MatchString(u.EscapedPath()) {
		return ""
	}
	named := slices.Contains(r.Hosts, u.Host)
	if u.Scheme == "https" && (named || u.Host == twilioHost) || u.Scheme == "http" && named {
		return u.String()
	}
	return ""
}
