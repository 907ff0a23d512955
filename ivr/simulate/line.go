package simulate

import (
	"crypto/rand"
	"encoding/hex"
	"net/http"

	"github.com/okpay/hotline/ivr/exchange"
	"github.com/okpay/hotline/ivr/speech"
)

// Account is who a hotline and an exchange take each other for.
type Account struct{ SID, Token string }

// NewAccount invents an account that exists in this process only.
func NewAccount() Account {
	id := make([]byte, 32)
	_, _ = rand.Read(id) // it never fails
	return Account{SID: "AC" + hex.EncodeToString(id[:16]), Token: hex.EncodeToString(id[16:])}
}

// RESTPath is the path below which a carrier's REST API answers.
const RESTPath = "/2010-04-01/"

// Line returns the configuration of an exchange with a line to the hotline at a public URL.
func Line(c exchange.Config, publicURL string, a Account) exchange.Config {
	c.AccountSID, c.AuthToken, c.Pace = a.SID, a.Token, speech.Pace
	c.VoiceURL, c.StatusURL, c.FallbackURL = publicURL+"/voice/incoming", publicURL+"/voice/status", publicURL+"/voice/fallback"
	return c
}

// Together serves a hotline, and an exchange's REST API where the carrier's would be.
func Together(hotline, rest http.Handler) *http.ServeMux {
	mux := http.NewServeMux()
	mux.Handle("/", hotline)
	mux.Handle(RESTPath, rest)
	return mux
}
