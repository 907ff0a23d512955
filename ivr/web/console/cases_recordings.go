package console

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/twilio"
	"github.com/okpay/hotline/ivr/web/auth"
	"github.com/okpay/hotline/store"
)

// actionPlay is the audit's word for listening to a recording.
const actionPlay = "recording.play"

// listening is how long requests for a recording by one person count as one
// listening: a browser asks again when its reader moves about in the sound.
const listening = 10 * time.Minute

// recording is a recording on a page.
type recording struct {
	store.Recording
	Number  int    // of the case's, from 1
	Address string // where its sound is
	Words   string // what is said in it, where that is known
}

// Lasts is the recording's length.
func (r recording) Lasts() time.Duration { return time.Duration(r.Seconds) * time.Second }

// recordingsOf returns a case's recordings as its page shows them.
func (s *Console) recordingsOf(c store.Case) []recording {
	var rows []recording
	for i, r := range c.Recordings {
		r.At = r.At.In(s.zone())
		row := recording{Recording: r, Number: i + 1, Address: fmt.Sprintf("%s/recordings/%d", casePath(c.Number, ""), i+1)}
		if s.Words != nil {
			row.Words = ivr.HideNumbers(s.Words(r.URL))
		}
		rows = append(rows, row)
	}
	return rows
}

// play answers with the sound of a case's recording, in ranges if that is
// asked for; or with a line that says why there is none.
func (s casesSection) play(c echo.Context) error {
	ctx, number := c.Request().Context(), c.Param("case")
	found, err := s.console.Store.Case(ctx, number)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("reading the case of a recording: %w", err)
	}
	n, wrong := strconv.Atoi(c.Param("number"))
	if err != nil || wrong != nil || n < 1 || n > len(found.Recordings) {
		return s.soundless(c, http.StatusNotFound, "recording.missing")
	}
	wanted := found.Recordings[n-1]
	sound, err := s.console.Recordings.Sound(ctx, wanted.URL)
	switch {
	case twilio.IsGone(err):
		return s.soundless(c, http.StatusNotFound, "recording.gone")
	case errors.Is(err, twilio.ErrTooLarge):
		return s.soundless(c, http.StatusBadGateway, "recording.large")
	case err != nil:
		s.console.Log.Warn().Err(err).Str("case", number).Int("recording", n).Msg("a recording cannot be fetched")
		return s.soundless(c, http.StatusBadGateway, "recording.failed")
	}
	if err := s.auditListening(c, number, n); err != nil {
		return err
	}
	c.Response().Header().Set(echo.HeaderContentType, sound.Type)
	http.ServeContent(c.Response(), c.Request(), "", wanted.At, bytes.NewReader(sound.Data))
	return nil
}

// soundless answers with the reason in the reader's language, which the page shows
// in place of the player.
func (s casesSection) soundless(c echo.Context, status int, why string) error {
	return c.String(status, s.console.pages.Say(c, why))
}

// auditListening writes down that somebody listens to a recording, unless the same
// listening is written down already.
func (s casesSection) auditListening(c echo.Context, number string, n int) error {
	who, _ := auth.Who(c)
	detail := strconv.Itoa(n)
	filter := store.AuditFilter{Who: who.Name, Action: actionPlay, Object: number, Since: s.console.Clock().Add(-listening)}
	for e, err := range s.console.Store.ListAudit(c.Request().Context(), filter) {
		if err != nil {
			return fmt.Errorf("reading who listened: %w", err)
		}
		if e.Detail == detail {
			return nil
		}
	}
	return s.console.Gate.Audit(c, actionPlay, number, detail)
}
