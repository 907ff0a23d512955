package twilio

import (
	"fmt"
	"time"

	golangjwt "github.com/golang-jwt/jwt/v5"
	"github.com/twilio/twilio-go/client/jwt"

	"github.com/okpay/hotline/ivr"
)

// Softphones creates the tokens with which browsers are clients of the account.
type Softphones struct {
	AccountSID string
	APIKey     string // SK and 32 hex digits
	APISecret  ivr.Secret
	AppSID     string // of the TwiML application; "" lets clients receive calls only
}

// TokenLasts is how long a softphone's token is valid.
const TokenLasts = time.Hour

// Token returns a token with which a browser receives calls as the client of an identity from now on.
// Its own outgoing calls, if an application is set, go to that application.
func (s Softphones) Token(identity string, now time.Time) (string, error) {
	grant := &jwt.VoiceGrant{Incoming: jwt.Incoming{Allow: true}}
	if s.AppSID != "" {
		grant.Outgoing = jwt.Outgoing{ApplicationSid: s.AppSID}
	}
	token := jwt.CreateAccessToken(jwt.AccessTokenParams{
		AccountSid: s.AccountSID, SigningKeySid: s.APIKey, Secret: s.APISecret.Reveal(), Identity: identity,
		ValidUntil: float64(now.Add(TokenLasts).Unix()), Grants: []jwt.BaseGrant{grant},
	})
	claims := golangjwt.MapClaims(token.GeneratePayload())
	delete(claims, "nbf") // a clock a little ahead of the carrier's would make the token "not yet valid"
	unsigned := golangjwt.NewWithClaims(golangjwt.SigningMethodHS256, claims)
	unsigned.Header = token.Headers()
	signed, err := unsigned.SignedString([]byte(s.APISecret.Reveal()))
	if err != nil {
		return "", fmt.Errorf("signing a softphone's token: %w", err)
	}
	return signed, nil
}
