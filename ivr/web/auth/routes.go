package auth

import (
	"github.com/labstack/echo/v4"

	"github.com/okpay/hotline/ivr/web/page"
)

// Mount serves the pages for signing in and out.
func (g *Gate) Mount(e *echo.Echo) {
	visited := []echo.MiddlewareFunc{page.Secure(""), page.Choose, g.visited}
	e.FileFS(pathStyle, "signin.css", files, page.Secure(""))
	e.GET("/", g.home, visited...)
	e.GET(pathSignIn, passwords{g}.show, visited...)
	e.POST(pathSignIn, passwords{g}.take, visited...)
	e.POST(pathSignOut, g.signOut, visited...)
	e.GET(pathInvite+":token", invitations{g}.show, visited...)
	e.POST(pathInvite+":token", invitations{g}.take, visited...)
	e.GET(pathCode, secondStep{g}.show, visited...)
	e.POST(pathCode, secondStep{g}.take, visited...)
	account{g}.mount(e)
	if g.provider != nil {
		e.GET(pathOIDC, oidcSignIn{g}.start, visited...)
		e.GET(pathCallback, oidcSignIn{g}.finish, visited...)
	}
}
