package auth

import (
	"fmt"
	"html/template"
	"strings"

	"github.com/boombuler/barcode/qr"
	"github.com/pquerna/otp"
)

// setup is what somebody gives an authenticator app.
type setup struct {
	Picture template.HTML // a QR code
	Secret  string        // the same to type, in groups of four
	Link    template.URL  // the same for an app on this device
}

func setupOf(key *otp.Key) (setup, error) {
	picture, err := drawQR(key.URL())
	if err != nil {
		return setup{}, err
	}
	var groups []string
	for rest := key.Secret(); rest != ""; {
		n := min(4, len(rest))
		groups, rest = append(groups, rest[:n]), rest[n:]
	}
	return setup{picture, strings.Join(groups, " "), template.URL(key.URL())}, nil //nolint:gosec // made here
}

// quiet is how many modules of white a reader needs around a QR code.
const quiet = 4

// drawQR draws a text as a QR code in SVG. It is drawn here: no other site learns of it.
func drawQR(text string) (template.HTML, error) {
	code, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		return "", fmt.Errorf("drawing a QR code: %w", err)
	}
	side := code.Bounds().Dx()
	var dark strings.Builder
	for y := range side {
		for x := range side {
			if r, _, _, _ := code.At(x, y).RGBA(); r == 0 {
				fmt.Fprintf(&dark, "M%d %dh1v1h-1z", x+quiet, y+quiet)
			}
		}
	}
	whole := side + 2*quiet
	return template.HTML(fmt.Sprintf( //nolint:gosec // numbers alone
		`<svg viewBox="0 0 %d %d" shape-rendering="crispEdges" aria-hidden="true"><rect width="%d" height="%d" fill="#fff"/><path fill="#000" d="%s"/></svg>`,
		whole, whole, whole, whole, dark.String())), nil
}
