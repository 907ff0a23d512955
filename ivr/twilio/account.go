package twilio

import (
	"context"
	"net/http"
	"time"

	openapi "github.com/twilio/twilio-go/rest/api/v2010"
)

// Account is the account as the carrier has it.
type Account struct {
	Status string    // "active", "suspended" or "closed"
	Type   string    // "Full" or "Trial"
	Date   time.Time // the carrier's clock when it answered, to the second; zero when it gave none
}

// Account returns the account.
func (r *REST) Account(ctx context.Context) (Account, error) {
	var a Account
	err := r.dated(ctx, "fetch account", &a.Date, func(api *openapi.ApiService) error {
		found, err := api.FetchAccount(r.AccountSID)
		if err != nil {
			return err
		}
		a.Status, a.Type = deref(found.Status), deref(found.Type)
		return nil
	})
	return a, err
}

// Webhook is an address that the carrier asks, and by which HTTP method.
type Webhook struct{ URL, Method string }

// IncomingNumber is a number of the account, and what the carrier asks when it is called.
type IncomingNumber struct {
	SID                     string
	Voice, Fallback, Status Webhook
	Application, Trunk      string // their SIDs; calls go there and not to Voice, unless they are ""
	CanCall, CanText        bool
}

// IncomingNumber returns the account's number that is written so in E.164; ok is false when
// the account has no such number.
func (r *REST) IncomingNumber(ctx context.Context, number string) (found IncomingNumber, ok bool, err error) {
	params := new(openapi.ListIncomingPhoneNumberParams).SetPhoneNumber(number)
	err = r.do(ctx, "look up number", false, func(api *openapi.ApiService) error {
		page, err := api.PageIncomingPhoneNumber(params, "", "")
		if err != nil {
			return err
		}
		for _, n := range page.IncomingPhoneNumbers {
			if deref(n.PhoneNumber) == number { // the filter also finds longer ones
				found, ok = incomingNumber(n), true
				return nil
			}
		}
		return nil
	})
	return found, ok, err
}

func incomingNumber(n openapi.ApiV2010IncomingPhoneNumber) IncomingNumber {
	found := IncomingNumber{
		SID:         deref(n.Sid),
		Voice:       Webhook{deref(n.VoiceUrl), deref(n.VoiceMethod)},
		Fallback:    Webhook{deref(n.VoiceFallbackUrl), deref(n.VoiceFallbackMethod)},
		Status:      Webhook{deref(n.StatusCallback), deref(n.StatusCallbackMethod)},
		Application: deref(n.VoiceApplicationSid),
		Trunk:       deref(n.TrunkSid),
	}
	if c := n.Capabilities; c != nil {
		found.CanCall, found.CanText = c.Voice, c.Sms
	}
	return found
}

// dated runs an operation as do does, and keeps the time that the last answer gave.
func (r *REST) dated(ctx context.Context, op string, date *time.Time, call func(*openapi.ApiService) error) error {
	s := &session{REST: r, ctx: ctx, op: op}
	err := s.run(call)
	if at, err := http.ParseTime(s.date); err == nil {
		*date = at
	}
	return err
}
