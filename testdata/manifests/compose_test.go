package manifests

import (
	"path/filepath"
	"testing"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/stretchr/testify/require"
)

// compose.yaml is what Compose's own schema allows, and its container is confined as the
// Pod is.
func TestComposeIsConfined(t *testing.T) {
	options, err := cli.NewProjectOptions([]string{filepath.Join("..", "..", "compose.yaml")}, cli.WithoutEnvironmentResolution, cli.WithName("hotline"))
	require.NoError(t, err)
	project, err := options.LoadProject(t.Context())
	require.NoError(t, err)
	s, err := project.GetService("hotline")
	require.NoError(t, err)
	require.True(t, s.ReadOnly)
	require.Equal(t, []string{"ALL"}, s.CapDrop)
	require.Empty(t, s.CapAdd)
	require.Contains(t, s.SecurityOpt, "no-new-privileges:true")
	require.NotZero(t, s.MemLimit)
	require.Greater(t, s.StopGracePeriod.String(), "21s")
	require.Len(t, s.Ports, 1, "health and metrics are not published")
	require.Equal(t, "127.0.0.1", s.Ports[0].HostIP)
	require.Equal(t, "/data", s.Volumes[0].Target)
	require.Equal(t, "/data/hotline.db", *s.Environment["HOTLINE_STORE"])
}
