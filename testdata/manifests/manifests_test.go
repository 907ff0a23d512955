// Package manifests holds config/kubernetes against the types of the Kubernetes API.
package manifests

import (
	"bytes"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
	apps "k8s.io/api/apps/v1"
	core "k8s.io/api/core/v1"
	networking "k8s.io/api/networking/v1"
	policy "k8s.io/api/policy/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/json"
	"sigs.k8s.io/yaml"
)

// manifests are the documents of config/kubernetes, as the API has them.
type manifests struct {
	settings core.ConfigMap
	account  core.ServiceAccount
	set      apps.StatefulSet
	service  core.Service
	budget   policy.PodDisruptionBudget
	network  networking.NetworkPolicy
}

// read decodes every document as the API server does, strictly: a field that its type has
// not, or that is there twice, fails.
func read(t *testing.T) (m manifests) {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("..", "..", "config", "kubernetes", "hotline.yaml"))
	require.NoError(t, err)
	seen := map[string]bool{}
	for _, document := range bytes.Split(content, []byte("\n---\n")) {
		var kind meta.TypeMeta
		require.NoError(t, yaml.Unmarshal(document, &kind))
		into := map[string]any{
			"v1 ConfigMap": &m.settings, "v1 ServiceAccount": &m.account, "apps/v1 StatefulSet": &m.set, "v1 Service": &m.service,
			"policy/v1 PodDisruptionBudget": &m.budget, "networking.k8s.io/v1 NetworkPolicy": &m.network,
		}[kind.APIVersion+" "+kind.Kind]
		require.NotNil(t, into, "%s %s", kind.APIVersion, kind.Kind)
		content, err := yaml.YAMLToJSONStrict(document)
		require.NoError(t, err, kind.Kind)
		strict, err := json.UnmarshalStrict(content, into)
		require.NoError(t, err, kind.Kind)
		require.Empty(t, strict, kind.Kind)
		seen[kind.Kind] = true
	}
	require.Len(t, seen, 6)
	return m
}

// Nothing runs as root, writes outside its volumes, or may do more than a program needs.
func TestPodIsConfined(t *testing.T) {
	pod := read(t).set.Spec.Template.Spec
	require.True(t, *pod.SecurityContext.RunAsNonRoot)
	require.NotZero(t, *pod.SecurityContext.RunAsUser)
	require.Equal(t, core.SeccompProfileTypeRuntimeDefault, pod.SecurityContext.SeccompProfile.Type)
	require.False(t, *pod.AutomountServiceAccountToken)
	require.Len(t, pod.Containers, 1)
	c := pod.Containers[0]
	require.False(t, *c.SecurityContext.AllowPrivilegeEscalation)
	require.True(t, *c.SecurityContext.ReadOnlyRootFilesystem)
	require.Equal(t, []core.Capability{"ALL"}, c.SecurityContext.Capabilities.Drop)
	require.Empty(t, c.SecurityContext.Capabilities.Add)
	require.False(t, c.Resources.Limits.Memory().IsZero())
	for _, e := range c.Env {
		require.NotContains(t, e.Name, "TOKEN_SECONDARY")
		require.NotEqual(t, "TWILIO_AUTH_TOKEN", e.Name, "a secret comes from a file, out of the environment")
	}
}

// The probes ask where the settings have health, and the volumes are where the settings
// have the store.
func TestPodAgreesWithItsSettings(t *testing.T) {
	m := read(t)
	pod := m.set.Spec.Template.Spec
	c := pod.Containers[0]
	ports := map[string]int32{}
	for _, p := range c.Ports {
		ports[p.Name] = p.ContainerPort
	}
	for setting, name := range map[string]string{"HOTLINE_ADDR": "http", "HOTLINE_OPS_ADDR": "ops"} {
		_, port, err := net.SplitHostPort(m.settings.Data[setting])
		require.NoError(t, err)
		require.Equal(t, port, strconv.Itoa(int(ports[name])), setting)
	}
	for path, probe := range map[string]*core.Probe{"/healthz": c.LivenessProbe, "/readyz": c.ReadinessProbe} {
		require.Equal(t, path, probe.HTTPGet.Path)
		require.Equal(t, "ops", probe.HTTPGet.Port.StrVal)
	}
	require.Equal(t, "/healthz", c.StartupProbe.HTTPGet.Path)
	require.Greater(t, *pod.TerminationGracePeriodSeconds, int64(21), "a stop takes a second of grace and 20 of draining")

	mounted := map[string]string{}
	for _, v := range c.VolumeMounts {
		mounted[v.MountPath] = v.Name
	}
	require.Equal(t, m.set.Spec.VolumeClaimTemplates[0].Name, mounted[filepath.Dir(m.settings.Data["HOTLINE_STORE"])])
	require.Contains(t, mounted, "/tmp")
	require.EqualValues(t, 1, *m.set.Spec.Replicas, "the store is one process's")
}

// Service, budget and network policy are about the Pod, and health is not open to all.
func TestEverythingSelectsThePod(t *testing.T) {
	m := read(t)
	labels := m.set.Spec.Template.Labels
	require.Equal(t, labels, m.set.Spec.Selector.MatchLabels)
	require.Equal(t, labels, m.service.Spec.Selector)
	require.Equal(t, labels, m.budget.Spec.Selector.MatchLabels)
	require.Equal(t, labels, m.network.Spec.PodSelector.MatchLabels)
	require.EqualValues(t, 1, m.budget.Spec.MinAvailable.IntVal)
	require.Equal(t, "http", m.service.Spec.Ports[0].TargetPort.StrVal)
	for _, rule := range m.network.Spec.Ingress {
		if rule.Ports[0].Port.StrVal == "ops" {
			require.NotEmpty(t, rule.From)
		}
	}
}
