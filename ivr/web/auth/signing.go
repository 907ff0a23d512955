package auth

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"

	"github.com/okpay/hotline/store"
)

// signingKey names the key that cookies are signed with. It is the hotline's own, made once and kept
// in the store, so that all processes have it, and no change of a setting forgets browsers.
const signingKey = "browsers"

// ForgetBrowsers puts another signing key in the place of the present one: no browser is
// known any more, and who is between password and code begins again.
func ForgetBrowsers(ctx context.Context, s store.SignIns, random io.Reader) error {
	fresh, err := newToken(random)
	if err != nil {
		return err
	}
	if err := s.ReplaceSigningKey(ctx, signingKey, store.Hash(fresh)); err != nil {
		return fmt.Errorf("replacing the key that cookies are signed with: %w", err)
	}
	return nil
}

// signer signs what cookies say.
type signer struct {
	store  store.SignIns
	random io.Reader
}

// signature signs what a cookie says, for a purpose.
func (s signer) signature(ctx context.Context, purpose string, parts ...string) (string, error) {
	fresh, err := newToken(s.random)
	if err != nil {
		return "", err
	}
	key, err := s.store.SigningKey(ctx, signingKey, store.Hash(fresh))
	if err != nil {
		return "", fmt.Errorf("reading the key that cookies are signed with: %w", err)
	}
	mac := hmac.New(sha256.New, []byte(key.Reveal()))
	for _, part := range append([]string{purpose}, parts...) {
		fmt.Fprintf(mac, "%d\x00%s", len(part), part)
	}
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)), nil
}

// signed reports whether a signature is that of what a cookie says.
func (s signer) signed(ctx context.Context, signature, purpose string, parts ...string) (bool, error) {
	want, err := s.signature(ctx, purpose, parts...)
	return err == nil && hmac.Equal([]byte(signature), []byte(want)), err
}
