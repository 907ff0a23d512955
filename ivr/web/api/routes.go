package api

import (
	_ "embed"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"
)

// operations are those of all routes; each kind of record has a type of its own.
func (a *API) operations() []operation {
	return slices.Concat(
		callRoutes{a}.operations(), caseRoutes{a}.operations(), agentRoutes{a}.operations(), queueRoutes{a}.operations(),
		reportRoutes{a}.operations(), ledgerRoutes{a}.operations(), hourRoutes{a}.operations(), auditRoutes{a}.operations(),
		deliveryRoutes{a}.operations(), erasureRoutes{a}.operations(),
	)
}

// Mount adds the API's routes.
func (a *API) Mount(e *echo.Echo) {
	e.GET(Base+"/openapi.json", func(c echo.Context) error {
		return c.Blob(http.StatusOK, echo.MIMEApplicationJSON, document)
	})
	for _, o := range a.operations() {
		e.Add(o.method, Base+o.path, a.answered(a.allowed(o)))
	}
	e.RouteNotFound(Base+"/*", a.answered(func(echo.Context) error {
		return refuse(http.StatusNotFound, "nothing is done at this path by this method; see "+Base+"/openapi.json for what there is")
	}))
}

// answered turns the errors of a handler into problems.
func (a *API) answered(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		c.Response().Header().Set("Cache-Control", "no-store")
		err := next(c)
		if err == nil || c.Response().Committed {
			return err
		}
		p := problemOf(err)
		if p.Status == http.StatusInternalServerError {
			a.Log.Error().Err(err).Str("route", c.Path()).Msg("a program's request failed")
		}
		return answer(c, p.Status, "application/problem+json", p)
	}
}
