package web

import (
	"bytes"
	"net/http"
	"path"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"
)

// soundTypes are the content types of recordings, by the ending of their names.
var soundTypes = map[string]string{".mp3": "audio/mpeg", ".wav": "audio/wav"}

// sound serves a recording of the menus. Its name is a hash of its content, so the
// carrier may keep it for good; callers hear it, so it is no secret.
func (s *Server) sound(c echo.Context) error {
	name := c.Param("name")
	data := s.Service.Menus.Sound(name)
	if data == nil {
		return echo.ErrNotFound
	}
	c.Response().Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	c.Response().Header().Set("ETag", strconv.Quote(name))
	c.Response().Header().Set("Content-Type", soundTypes[path.Ext(name)])
	http.ServeContent(c.Response(), c.Request(), name, time.Time{}, bytes.NewReader(data))
	return nil
}
