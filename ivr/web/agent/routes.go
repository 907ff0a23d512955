package agent

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/okpay/hotline/ivr/web/page"
	"github.com/okpay/hotline/store"
)

// Mount implements web.Room.
func (r *Pages) Mount(e *echo.Echo) {
	hosts := ""
	if r.Softphone.Kind == "twilio" {
		hosts = carrierHosts
	}
	g := e.Group("/desk", page.Choose, page.Secure(hosts), r.Gate.Require(store.RoleAgent))
	g.GET("/session", func(c echo.Context) error { return c.NoContent(http.StatusNoContent) }) // 401 without one
	deskSection{r}.mount(g)
	workSection{r}.mount(g)
	casesSection{r}.mount(g)
}
