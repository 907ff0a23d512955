package auth

import (
	"net/http"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"
)

// Each sign-in counts once, by how it ended, and every result is there from the start.
func TestSignInsAreCounted(t *testing.T) {
	t.Parallel()
	registry := prometheus.NewRegistry()
	h := newFixture(t, func(c *Config) { c.Registry = registry })
	counted := func() map[string]float64 {
		families, err := registry.Gather()
		require.NoError(t, err)
		require.Len(t, families, 1)
		require.Equal(t, "hotline_signins_total", families[0].GetName())
		by := map[string]float64{}
		for _, m := range families[0].GetMetric() {
			by[m.GetLabel()[0].GetValue()] = m.GetCounter().GetValue()
		}
		return by
	}
	require.Equal(t, map[string]float64{"code": 0, "ok": 0, "wrong": 0, "limited": 0}, counted())

	require.Equal(t, http.StatusSeeOther, h.browser().signIn("an", password).Code)
	wrong := 0.0
	for h.browser().signIn("an", "not the password").Code == http.StatusUnauthorized {
		wrong++
	}
	require.Positive(t, wrong)
	require.Equal(t, map[string]float64{"code": 0, "ok": 1, "wrong": wrong, "limited": 1}, counted())
}
