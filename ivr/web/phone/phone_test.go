package phone

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/require"
)

func TestThePageHasAKeypadInBothLanguages(t *testing.T) {
	t.Parallel()
	room, err := New("+861000000000", []Caller{{"+8613800000001", map[string]string{"zh-CN": "某人", "en-US": "somebody"}}})
	require.NoError(t, err)
	e := echo.New()
	room.Mount(e)
	for language, word := range map[string]string{"zh-CN": "某人", "en-US": "somebody"} {
		r := httptest.NewRequest(http.MethodGet, "/phone?language="+language, nil)
		w := httptest.NewRecorder()
		e.ServeHTTP(w, r)
		require.Equal(t, http.StatusOK, w.Code)
		require.Contains(t, w.Body.String(), word)
		require.Contains(t, w.Body.String(), `<option value="&#43;8613800000001">`)
		for _, k := range keypad {
			require.Contains(t, w.Body.String(), `data-key="`+k.Digit+`"`)
		}
	}
}
