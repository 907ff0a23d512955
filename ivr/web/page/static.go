package page

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"sync"

	"github.com/labstack/echo/v4"
)

//go:embed static
var static embed.FS

// pathStatic is where the files that pages use are.
const pathStatic = "/static/"

// fingerprints are the files' hashes, by path: a changed file has a new address.
var fingerprints = sync.OnceValue(func() map[string]string {
	sums := map[string]string{}
	_ = fs.WalkDir(static, "static", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := static.ReadFile(name)
		sum := sha256.Sum256(content)
		sums[name] = hex.EncodeToString(sum[:8])
		return err
	})
	return sums
})

// Asset is the address of a static file, e.g. "page.css".
func Asset(name string) string {
	return pathStatic + name + "?v=" + fingerprints()["static/"+name]
}

// Mount serves the static files.
func Mount(e *echo.Echo) {
	e.GET(pathStatic+"*", serveStatic, Secure(""))
}

func serveStatic(c echo.Context) error {
	name := path.Join("static", path.Clean("/"+c.Param("*")))
	sum, ok := fingerprints()[name]
	if !ok {
		return echo.ErrNotFound
	}
	header := c.Response().Header()
	header.Set("ETag", `"`+sum+`"`)
	header.Set("Cache-Control", "no-cache")
	if c.QueryParam("v") == sum {
		header.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	if c.Request().Header.Get("If-None-Match") == `"`+sum+`"` {
		return c.NoContent(http.StatusNotModified)
	}
	content, err := static.ReadFile(name)
	if err != nil {
		return echo.ErrNotFound
	}
	return c.Blob(http.StatusOK, mime.TypeByExtension(path.Ext(name)), content)
}

// Secure sets the headers of every page: nothing runs or is fetched that is not
// this house's own, nobody frames it. connect names further hosts that the
// page's scripts may speak with, as a Content-Security-Policy lists them.
func Secure(connect string) echo.MiddlewareFunc {
	policy := "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'; " +
		"img-src 'self' data:; media-src 'self' blob: data: " + connect + "; connect-src 'self' " + connect
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			header := c.Response().Header()
			header.Set("Content-Security-Policy", policy)
			header.Set("X-Content-Type-Options", "nosniff")
			header.Set("Referrer-Policy", "same-origin")
			header.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(self)")
			return next(c)
		}
	}
}
