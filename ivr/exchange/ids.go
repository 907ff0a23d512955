package exchange

import (
	crand "crypto/rand"
	"encoding/binary"
	"encoding/hex"
	"io"
	"math/rand/v2"
	"time"
)

// Seed returns a source of ids that is the same for the same n.
func Seed(n uint64) io.Reader {
	var key [32]byte
	binary.LittleEndian.PutUint64(key[:], n)
	return rand.NewChaCha8(key)
}

// newID returns prefix and 32 hex digits, the form of Twilio's SIDs.
func (x *Exchange) newID(prefix string) string {
	var b [16]byte
	if _, err := io.ReadFull(x.ids, b[:]); err != nil {
		_, _ = crand.Read(b[:]) // never fails; an exhausted source must not stop a call
	}
	return prefix + hex.EncodeToString(b[:])
}

// rfc2822 formats a time as Twilio does in its webhooks and resources.
func rfc2822(t time.Time) string {
	return t.UTC().Format("Mon, 02 Jan 2006 15:04:05 -0700")
}
