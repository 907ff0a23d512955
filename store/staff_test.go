package store_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/okpay/hotline/store"
)

// What a release without roles and passwords wrote is still read.
func TestAgentsOfEarlierReleasesAreRead(t *testing.T) {
	t.Parallel()
	a, err := store.Decode[store.Agent]([]byte(`{"Name":"an","Number":"+861550000001","Departments":["fraud"],"OnDuty":true}`))
	require.NoError(t, err)
	require.Equal(t, store.Agent{Name: "an", Number: "+861550000001", Departments: []string{"fraud"}, OnDuty: true}, a)
	require.Equal(t, "agent", a.Role.String())
}

func TestEachRoleIncludesTheOneBefore(t *testing.T) {
	t.Parallel()
	for role, want := range map[store.Role][]store.Role{
		"":                 {store.RoleAgent},
		store.RoleAgent:    {store.RoleAgent},
		store.RoleOperator: {store.RoleAgent, store.RoleOperator},
		store.RoleAdmin:    {store.RoleAgent, store.RoleOperator, store.RoleAdmin},
		"janitor":          nil,
	} {
		var may []store.Role
		for _, other := range append(store.Roles(), "janitor", "") {
			if role.Includes(other) {
				may = append(may, other)
			}
		}
		require.Equal(t, want, may, "%q", role)
	}
}

func TestIdentitiesAreTheCarriers(t *testing.T) {
	t.Parallel()
	require.Equal(t, "an_1", store.Agent{Name: "an_1"}.Identity())
	allowed := regexp.MustCompile(`^[A-Za-z0-9_]{1,64}$`)
	rapid.Check(t, func(t *rapid.T) {
		a := store.Agent{Name: rapid.String().Draw(t, "name")}
		b := store.Agent{Name: rapid.String().Draw(t, "other")}
		require.Regexp(t, allowed, a.Identity())
		require.Equal(t, a.Name == b.Name, a.Identity() == b.Identity())
	})
}

func TestHashesAreNeverSeen(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.StringMatching(`[a-z0-9]{8,32}`).Draw(t, "word")
		a := store.Agent{Name: "!", Password: store.Hash(word), PIN: store.Hash(word), Invite: store.Invite{Hash: store.Hash(word)}}
		marshalled, err := json.Marshal(a)
		require.NoError(t, err)
		seen := fmt.Sprint(a) + fmt.Sprintf("%+v %#v %x %q", a, a, a.Password, a.PIN) + string(marshalled)
		require.NotContains(t, seen, word)
		require.Equal(t, word, a.Password.Reveal())
		kept, err := store.Encode(a)
		require.NoError(t, err)
		again, err := store.Decode[store.Agent](kept)
		require.NoError(t, err)
		require.Equal(t, a, again)
	})
	require.Empty(t, store.Hash("").String())
}
