package web

import (
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/labstack/echo/v4"

	"github.com/okpay/hotline/ivr/service"
	"github.com/okpay/hotline/ivr/twilio"
)

// request is a request on its way through the server: echo's context, and what front
// learns of it.
type request struct {
	echo.Context
	form twilio.Form // what the carrier signed; nil where nothing is signed

	id, length [1]string // values of headers, here so that they are one piece of memory
}

// free lets another request use r. Nothing of a request may be used when it is answered.
func (r *request) free() {
	clear(r.form)
	*r = request{form: r.form[:0]}
	requests.Put(r)
}

// identify gives the answer the request's id, or one of its own, which is in the log, too.
func (r *request) identify() {
	if r.id[0] = r.Request().Header.Get(echo.HeaderXRequestID); !isRequestID(r.id[0]) {
		r.id[0] = strconv.FormatUint(rand.Uint64(), 36)
	}
	r.Response().Header()[echo.HeaderXRequestID] = r.id[:]
}

// longestRequestID is more than proxies give: a UUID has 36 characters.
const longestRequestID = 64

// isRequestID reports whether a text is an id that a log may hold: anybody may send one, as
// long as a header can be, with the numbers of others in it.
func isRequestID(s string) bool {
	return s != "" && len(s) <= longestRequestID && !strings.ContainsFunc(s, func(r rune) bool {
		return !('0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || strings.ContainsRune("-_.:=/", r))
	})
}

// formOf is the form of a request that guard has let through.
func formOf(c echo.Context) *twilio.Form { return &c.(*request).form }

// document answers with a document in one piece, whose length is known beforehand.
func document(c echo.Context, doc []byte) error {
	r := c.(*request)
	r.length[0] = strconv.Itoa(len(doc))
	header := c.Response().Header()
	header[echo.HeaderContentType], header[echo.HeaderContentLength] = xmlType, r.length[:]
	c.Response().WriteHeader(http.StatusOK)
	_, err := c.Response().Write(doc)
	return err
}

// requests are used again, with the memory that a form has taken.
var requests = sync.Pool{New: func() any { return new(request) }}

// bound bounds a body, unless its length is known to be within the bound.
func bound(c echo.Context) {
	if r := c.Request(); r.ContentLength < 0 || r.ContentLength > maxBody {
		r.Body = http.MaxBytesReader(c.Response(), r.Body, maxBody)
	}
}

// guarded reports whether a request must be the carrier's.
func guarded(r *http.Request) bool { return strings.HasPrefix(r.URL.Path, service.PathVoice) }

// maxBody bounds a request's body in bytes, as the carrier's own documents are bounded.
const maxBody = 64 << 10
