package config

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestRetention(t *testing.T) {
	t.Parallel()
	s := Settings{Retention: "calls=400d, recordings=6m,audit=3y"}
	require.Equal(t, map[string]Term{"calls": {Days: 400}, "recordings": {Months: 6}, "audit": {Years: 3}}, s.Terms())
	require.Empty(t, Settings{}.Terms())
	for value, want := range map[string]string{
		"call=400d":         `names "call", of which there are no records`,
		"":                  "",
		"calls":             `keeps calls for ""`,
		"calls=0d":          `keeps calls for "0d"`,
		"calls=-1d":         `keeps calls for "-1d"`,
		"calls=400":         `keeps calls for "400"`,
		"calls=400h":        `keeps calls for "400h"`,
		"calls=1y,calls=2y": "names calls twice",
		"calls=1y,":         `names "", of which there are no records`,
	} {
		wrong, mend := checkRetention(value)
		require.Equal(t, want, wrong, value)
		require.Equal(t, wrong == "", mend == "", value)
	}
}
