package page

import (
	"context"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/require"
)

// A stream is answered when nothing follows it any more: its request may then be another's.
func TestAStreamEndsAfterWhatFollowsIt(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	r := httptest.NewRequest(http.MethodGet, "/live", nil).WithContext(ctx)
	r.Header.Set(echo.HeaderAccept, "text/event-stream")
	c := echo.New().NewContext(r, httptest.NewRecorder())
	var followed atomic.Bool
	began, gone := make(chan bool), make(chan bool)
	go func() {
		<-began
		cancel()
		time.AfterFunc(10*time.Millisecond, func() { close(gone) })
	}()
	require.NoError(t, Stream(c, func(ctx context.Context, _ func(Event) error) error {
		close(began)
		<-ctx.Done()
		<-gone
		followed.Store(c.Request() != nil)
		return nil
	}))
	require.True(t, followed.Load())
}
