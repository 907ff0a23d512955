package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/twilio"
)

const (
	carrierDeadline = 10 * time.Second
	clockDrift      = 5 * time.Second // which a clock that is kept does not have
	clockWrong      = time.Minute
	certificateSoon = 21 * 24 * time.Hour
	certificateNow  = 3 * 24 * time.Hour
)

// errAskedOnce keeps a failed request from being repeated: the operator can run doctor again.
var errAskedOnce = errors.New("asked once")

// checkCarrier looks at account, clock and number as the carrier has them.
func (d doctor) checkCarrier(ctx context.Context) []diagnosis {
	if d.settings.AccountSID == "" || d.settings.AuthToken == "" {
		return []diagnosis{bad("carrier", "it cannot be asked without TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN", "set them")}
	}
	rest, err := twilio.NewREST(twilio.Config{
		AccountSID: d.settings.AccountSID, AuthToken: ivr.Secret(d.settings.AuthToken.Reveal()), BaseURL: d.settings.APIURL, Limit: carrierDeadline,
		Sleep: func(context.Context, time.Duration) error { return errAskedOnce },
	})
	if err != nil {
		return []diagnosis{bad("carrier", err.Error(), "set TWILIO_API_URL")}
	}
	account, err := rest.Account(ctx)
	found := d.clock(account.Date)
	if err != nil {
		return append(found, unreachableCarrier(err))
	}
	found = append(found, ofAccount(account))
	if d.settings.Number == "" {
		return append(found, bad("number", "HOTLINE_NUMBER is not set", "set it"))
	}
	number, ok, err := rest.IncomingNumber(ctx, d.settings.Number)
	switch {
	case err != nil:
		return append(found, unreachableCarrier(err))
	case !ok:
		return append(found, bad("number", "the account has no number "+ivr.Masked(d.settings.Number).String(), "set HOTLINE_NUMBER to one of the account's"))
	}
	return append(found, d.ofNumber(number)...)
}

func unreachableCarrier(err error) diagnosis {
	if e := (*twilio.Error)(nil); errors.As(err, &e) && e.Status == http.StatusUnauthorized {
		return bad("account", "the carrier does not accept the token", "copy TWILIO_AUTH_TOKEN from Twilio's console: it may have been rotated")
	}
	return bad("carrier", err.Error(), "see whether this machine reaches TWILIO_API_URL")
}

// clock compares this machine's clock with the carrier's.
func (d doctor) clock(carrier time.Time) []diagnosis {
	if carrier.IsZero() {
		return nil // no answer came, or none with a date
	}
	drift := d.now().Sub(carrier).Abs().Round(time.Second)
	text := fmt.Sprintf("this machine's clock is %s from the carrier's", drift)
	const mend = "keep it by NTP: hours, codes and tokens go by it"
	switch {
	case drift >= clockWrong:
		return []diagnosis{bad("clock", text, mend)}
	case drift >= clockDrift:
		return []diagnosis{warn("clock", text, mend)}
	}
	return []diagnosis{well("clock", "%s", text)}
}

func ofAccount(a twilio.Account) diagnosis {
	switch {
	case a.Status != "active":
		return bad("account", fmt.Sprintf("it is %s", a.Status), "settle it with Twilio")
	case a.Type == "Trial":
		return warn("account", "it is on trial: only verified numbers are called and texted", "upgrade it")
	}
	return well("account", "it is active")
}

// ofNumber looks at what the carrier asks when the number is called.
func (d doctor) ofNumber(n twilio.IncomingNumber) []diagnosis {
	found := []diagnosis{well("number", "it is the account's, for calls and messages")}
	if !n.CanCall {
		found = []diagnosis{bad("number", "it takes no calls", "get a number with Voice")}
	} else if !n.CanText {
		found = []diagnosis{warn("number", "it sends no messages: no codes arrive", "get a number with SMS")}
	}
	if instead := n.Trunk + n.Application; instead != "" {
		found = append(found, bad("webhooks", "calls go to "+instead+" and not to the webhooks", "Twilio's console, the number, Voice: configure with Webhook"))
	}
	base := d.settings.BaseURL()
	found = append(found,
		webhookAt(resultBad, "A call comes in", n.Voice, base+"/voice/incoming"),
		webhookAt(resultWarning, "Call status changes", n.Status, base+"/voice/status"),
	)
	if n.Fallback.URL == "" {
		return append(found, bad("webhook", "Primary handler fails: is empty, so callers hear an error when the hotline is down",
			"set it to a TwiML Bin with what hotline fallback prints, or to "+base+"/voice/fallback by POST"))
	}
	if strings.HasPrefix(n.Fallback.URL, base+"/") {
		return append(found, webhookAt(resultBad, "Primary handler fails", n.Fallback, base+"/voice/fallback"))
	}
	return append(found, well("webhook", "Primary handler fails: is another machine's or a TwiML Bin"))
}

// webhookAt compares an address with the one that it should be.
func webhookAt(otherwise, field string, has twilio.Webhook, should string) diagnosis {
	if has.URL == should && has.Method == http.MethodPost {
		return well("webhook", "%s: %s by POST", field, should)
	}
	text := fmt.Sprintf("%s: %s by %s", field, has.URL, has.Method)
	if has.URL == "" {
		text = field + ": is empty"
	}
	return diagnosis{Check: "webhook", Result: otherwise, Text: text, Mend: "set it to " + should + " by POST in Twilio's console"}
}

// checkAddress looks whether the hotline is reached at its public address, and how long
// the certificate there lasts.
func (d doctor) checkAddress(ctx context.Context) []diagnosis {
	u, err := url.Parse(d.settings.BaseURL())
	if err != nil || u.Host == "" {
		return []diagnosis{bad("address", "HOTLINE_PUBLIC_URL is no address", "set it")}
	}
	ctx, cancel := context.WithTimeout(ctx, carrierDeadline)
	defer cancel()
	var found []diagnosis
	if u.Scheme == "https" {
		e := d.certificate(ctx, u)
		if found = append(found, e); e.Result == resultBad {
			return found
		}
	}
	return append(found, d.answering(ctx))
}

func (d doctor) tls() *tls.Config {
	return &tls.Config{RootCAs: d.roots, Time: d.now, MinVersion: tls.VersionTLS12}
}

// certificate looks how long the certificate of an address is valid.
func (d doctor) certificate(ctx context.Context, u *url.URL) diagnosis {
	port := u.Port()
	if port == "" {
		port = "443"
	}
	dialer := tls.Dialer{Config: d.tls()}
	c, err := dialer.DialContext(ctx, "tcp", net.JoinHostPort(u.Hostname(), port))
	if err != nil {
		return bad("certificate", fmt.Sprintf("%s: %v", u.Host, err), "Twilio refuses the address too: renew the certificate, or see to the proxy")
	}
	defer func() { _ = c.Close() }() // nothing was sent
	left := c.(*tls.Conn).ConnectionState().PeerCertificates[0].NotAfter.Sub(d.now())
	text := fmt.Sprintf("%s: %d days are left", u.Host, int(left.Hours()/24))
	const mend = "renew it: docs/operating.md, The certificate ends"
	switch {
	case left < certificateNow:
		return bad("certificate", text, mend)
	case left < certificateSoon:
		return warn("certificate", text, mend)
	}
	return well("certificate", "%s", text)
}

// answering looks whether an unsigned request to the public address is refused, as a
// hotline does.
func (d doctor) answering(ctx context.Context) diagnosis {
	const mend = "start serve, and see to the proxy or tunnel in front of it"
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, d.settings.BaseURL()+"/voice/incoming", http.NoBody)
	if err != nil {
		return bad("address", err.Error(), "set HOTLINE_PUBLIC_URL")
	}
	client := http.Client{Transport: &http.Transport{TLSClientConfig: d.tls()}}
	defer client.CloseIdleConnections()
	answer, err := client.Do(request)
	if err != nil {
		return bad("address", "the hotline is not reached at its public address: "+cut(err), mend)
	}
	_ = answer.Body.Close() // only the status is of interest
	if answer.StatusCode != http.StatusForbidden {
		return bad("address", fmt.Sprintf("an unsigned request to %s/voice/incoming is answered with %d, not 403", d.settings.BaseURL(), answer.StatusCode), mend)
	}
	return well("address", "a hotline answers at %s", d.settings.BaseURL())
}

// cut is a request's error without the request.
func cut(err error) string {
	if inner := (*url.Error)(nil); errors.As(err, &inner) {
		return inner.Err.Error()
	}
	return err.Error()
}
