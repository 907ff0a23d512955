package doctor

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"
)

const (
	certificateSoon = 21 * 24 * time.Hour
	certificateNow  = 3 * 24 * time.Hour
)

// checkAddress looks whether the hotline is reached at its public address, and how long
// the certificate there lasts.
func (d Doctor) checkAddress(ctx context.Context) []Diagnosis {
	u, err := url.Parse(d.Settings.BaseURL())
	if err != nil || u.Host == "" {
		return []Diagnosis{bad("address", "HOTLINE_PUBLIC_URL is no address", "set it")}
	}
	ctx, cancel := context.WithTimeout(ctx, carrierDeadline)
	defer cancel()
	var found []Diagnosis
	if u.Scheme == "https" {
		e := d.certificate(ctx, u)
		if found = append(found, e); e.Result == Bad {
			return found
		}
	}
	return append(found, d.answering(ctx))
}

func (d Doctor) tls() *tls.Config {
	return &tls.Config{RootCAs: d.Roots, Time: d.Now, MinVersion: tls.VersionTLS12}
}

// certificate looks how long the certificate of an address is valid.
func (d Doctor) certificate(ctx context.Context, u *url.URL) Diagnosis {
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
	left := c.(*tls.Conn).ConnectionState().PeerCertificates[0].NotAfter.Sub(d.Now())
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
func (d Doctor) answering(ctx context.Context) Diagnosis {
	const mend = "start serve, and see to the proxy or tunnel in front of it"
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, d.Settings.BaseURL()+"/voice/incoming", http.NoBody)
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
		return bad("address", fmt.Sprintf("an unsigned request to %s/voice/incoming is answered with %d, not 403", d.Settings.BaseURL(), answer.StatusCode), mend)
	}
	return well("address", "a hotline answers at %s", d.Settings.BaseURL())
}

// cut is a request's error without the request.
func cut(err error) string {
	if inner := (*url.Error)(nil); errors.As(err, &inner) {
		return inner.Err.Error()
	}
	return err.Error()
}
