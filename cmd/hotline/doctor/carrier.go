package doctor

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/twilio"
)

const (
	carrierDeadline = 10 * time.Second
	clockDrift      = 5 * time.Second // which a clock that is kept does not have
	clockWrong      = time.Minute
)

// errAskedOnce keeps a failed request from being repeated: the operator can run doctor again.
var errAskedOnce = errors.New("asked once")

// checkCarrier looks at account, clock and number as the carrier has them.
func (d Doctor) checkCarrier(ctx context.Context) []Diagnosis {
	if d.Settings.AccountSID == "" || d.Settings.AuthToken == "" {
		return []Diagnosis{bad("carrier", "it cannot be asked without TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN", "set them")}
	}
	rest, err := twilio.NewREST(twilio.Config{
		AccountSID: d.Settings.AccountSID, AuthToken: ivr.Secret(d.Settings.AuthToken.Reveal()), BaseURL: d.Settings.APIURL, Limit: carrierDeadline,
		Sleep: func(context.Context, time.Duration) error { return errAskedOnce },
	})
	if err != nil {
		return []Diagnosis{bad("carrier", err.Error(), "set TWILIO_API_URL")}
	}
	account, err := rest.Account(ctx)
	found := d.clock(account.Date)
	if err != nil {
		return append(found, unreachableCarrier(err))
	}
	found = append(found, ofAccount(account))
	if d.Settings.Number == "" {
		return append(found, bad("number", "HOTLINE_NUMBER is not set", "set it"))
	}
	number, ok, err := rest.IncomingNumber(ctx, d.Settings.Number)
	switch {
	case err != nil:
		return append(found, unreachableCarrier(err))
	case !ok:
		return append(found, bad("number", "the account has no number "+ivr.Masked(d.Settings.Number).String(), "set HOTLINE_NUMBER to one of the account's"))
	}
	return append(found, d.ofNumber(number)...)
}

func unreachableCarrier(err error) Diagnosis {
	if e := (*twilio.Error)(nil); errors.As(err, &e) && e.Status == http.StatusUnauthorized {
		return bad("account", "the carrier does not accept the token", "copy TWILIO_AUTH_TOKEN from Twilio's console: it may have been rotated")
	}
	return bad("carrier", err.Error(), "see whether this machine reaches TWILIO_API_URL")
}

// clock compares this machine's clock with the carrier's.
func (d Doctor) clock(carrier time.Time) []Diagnosis {
	if carrier.IsZero() {
		return nil // no answer came, or none with a date
	}
	drift := d.Now().Sub(carrier).Abs().Round(time.Second)
	text := fmt.Sprintf("this machine's clock is %s from the carrier's", drift)
	const mend = "keep it by NTP: hours, codes and tokens go by it"
	switch {
	case drift >= clockWrong:
		return []Diagnosis{bad("clock", text, mend)}
	case drift >= clockDrift:
		return []Diagnosis{warn("clock", text, mend)}
	}
	return []Diagnosis{well("clock", "%s", text)}
}

func ofAccount(a twilio.Account) Diagnosis {
	switch {
	case a.Status != "active":
		return bad("account", fmt.Sprintf("it is %s", a.Status), "settle it with Twilio")
	case a.Type == "Trial":
		return warn("account", "it is on trial: only verified numbers are called and texted", "upgrade it")
	}
	return well("account", "it is active")
}

// ofNumber looks at what the carrier asks when the number is called.
func (d Doctor) ofNumber(n twilio.IncomingNumber) []Diagnosis {
	found := []Diagnosis{well("number", "it is the account's, for calls and messages")}
	if !n.CanCall {
		found = []Diagnosis{bad("number", "it takes no calls", "get a number with Voice")}
	} else if !n.CanText {
		found = []Diagnosis{warn("number", "it sends no messages: no codes arrive", "get a number with SMS")}
	}
	if instead := n.Trunk + n.Application; instead != "" {
		found = append(found, bad("webhooks", "calls go to "+instead+" and not to the webhooks", "Twilio's console, the number, Voice: configure with Webhook"))
	}
	base := d.Settings.BaseURL()
	found = append(found,
		webhookAt(Bad, "A call comes in", n.Voice, base+"/voice/incoming"),
		webhookAt(Warning, "Call status changes", n.Status, base+"/voice/status"),
	)
	if n.Fallback.URL == "" {
		return append(found, bad("webhook", "Primary handler fails: is empty, so callers hear an error when the hotline is down",
			"set it to a TwiML Bin with what hotline fallback prints, or to "+base+"/voice/fallback by POST"))
	}
	if strings.HasPrefix(n.Fallback.URL, base+"/") {
		return append(found, webhookAt(Bad, "Primary handler fails", n.Fallback, base+"/voice/fallback"))
	}
	return append(found, well("webhook", "Primary handler fails: is another machine's or a TwiML Bin"))
}

// webhookAt compares an address with the one that it should be.
func webhookAt(otherwise Result, field string, has twilio.Webhook, should string) Diagnosis {
	if has.URL == should && has.Method == http.MethodPost {
		return well("webhook", "%s: %s by POST", field, should)
	}
	text := fmt.Sprintf("%s: %s by %s", field, has.URL, has.Method)
	if has.URL == "" {
		text = field + ": is empty"
	}
	return Diagnosis{Check: "webhook", Result: otherwise, Text: text, Mend: "set it to " + should + " by POST in Twilio's console"}
}
