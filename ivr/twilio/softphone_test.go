package twilio_test

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr/twilio"
)

func TestASoftphonesToken(t *testing.T) {
	t.Parallel()
	now := time.Now()
	phones := twilio.Softphones{AccountSID: "AC1", APIKey: "SK1", APISecret: "not a real secret", AppSID: "AP1"}
	token, err := phones.Token("amy", now)
	require.NoError(t, err)
	parts := strings.Split(token, ".")
	require.Len(t, parts, 3)
	part := func(i int) (read struct {
		Cty    string
		Iss    string
		Sub    string
		Exp    float64
		Nbf    *float64
		Grants struct {
			Identity string
			Voice    struct {
				Incoming struct{ Allow bool }
				Outgoing struct {
					ApplicationSid string `json:"application_sid"`
				}
			}
		}
	}) {
		raw, err := base64.RawURLEncoding.DecodeString(parts[i])
		require.NoError(t, err)
		require.NoError(t, json.Unmarshal(raw, &read))
		return read
	}
	require.Equal(t, "twilio-fpa;v=1", part(0).Cty)
	claims := part(1)
	require.Equal(t, "SK1", claims.Iss)
	require.Nil(t, claims.Nbf)
	require.Equal(t, "AC1", claims.Sub)
	require.Equal(t, "amy", claims.Grants.Identity)
	require.True(t, claims.Grants.Voice.Incoming.Allow)
	require.Equal(t, "AP1", claims.Grants.Voice.Outgoing.ApplicationSid)
	require.InDelta(t, now.Add(twilio.TokenLasts).Unix(), claims.Exp, 2)
	require.NotContains(t, token, "secret")
}
