// Package phone is the caller's telephone in a browser, for trying the hotline
// on one machine: a keypad, captions of all that is said, and the text messages
// beside it. The line itself is the exchange's.
package phone

import (
	"embed"
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/okpay/hotline/ivr/web/page"
)

//go:embed templates/*.html words.json
var files embed.FS

// Caller is somebody to call as, told in each language of the pages.
type Caller struct {
	Number string
	What   map[string]string
}

// Pages serves the page.
type Pages struct {
	pages   *page.Templates
	hotline string
	callers []Caller
}

// New makes the room: the hotline's number, and who may be called as.
func New(hotline string, callers []Caller) (*Pages, error) {
	pages, err := page.Load(files)
	if err != nil {
		return nil, fmt.Errorf("loading the telephone's page: %w", err)
	}
	return &Pages{pages: pages, hotline: hotline, callers: callers}, nil
}

// Mount implements web.Room.
func (r *Pages) Mount(e *echo.Echo) {
	e.GET("/phone", r.show, page.Choose, page.Secure(""))
}

func (r *Pages) show(c echo.Context) error {
	return r.pages.Render(c, http.StatusOK, "phone", page.View{
		Title: "phone", Room: "phone",
		Body: map[string]any{"Hotline": r.hotline, "Callers": r.callers, "Keys": keypad},
	})
}

// key is one of the keypad's, with the letters under it.
type key struct{ Digit, Letters string }

var keypad = []key{
	{"1", ""}, {"2", "ABC"}, {"3", "DEF"}, {"4", "GHI"}, {"5", "JKL"}, {"6", "MNO"},
	{"7", "PQRS"}, {"8", "TUV"}, {"9", "WXYZ"}, {"*", ""}, {"0", "+"}, {"#", ""},
}
