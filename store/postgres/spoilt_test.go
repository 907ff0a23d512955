package postgres_test

import (
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/postgres/postgrestest"
	"github.com/okpay/hotline/store/storetest"
)

// rowsOf are the tables that hold records of a kind, each with the rows' keys.
var rowsOf = map[store.Kind]struct{ table, key, where string }{
	store.KindAccount: {"accounts", "id", ""}, store.KindTransaction: {"transactions", "id", ""}, store.KindRefund: {"refunds", "id", ""},
	store.KindCall: {"calls", "id", ""}, store.KindCase: {"cases", "number", ""}, store.KindCode: {"codes", "call", ""}, store.KindLock: {"locks", "key", ""},
	store.KindAudit: {"audit", "seq", ""}, store.KindOutgoing: {"outgoing", "id", ""}, store.KindDelivery: {"deliveries", "id", ""}, store.KindSession: {"sessions", "id", ""}, store.KindSigningKey: {"signing_keys", "name", ""},
	store.KindAgent:   {"agents", "name", ""},
	store.KindClosure: {"closures", "line", ""}, store.KindToken: {"programs", "hash", ""}, store.KindVersion: {"versions", "number", ""},
	store.KindRevision: {"revisions", "id", ""}, store.KindInteraction: {"acd", "key", "kind = 'interaction'"},
	store.KindAgentState: {"acd", "key", "kind = 'session'"}, store.KindInbox: {"acd_inbox", "seq", ""},
	store.KindQueueRecord: {"queue_records", "id", ""}, store.KindDayStats: {"day_stats", "day", ""},
}

func TestADamagedRecordKeepsNobodyFromTheOthers(t *testing.T) {
	t.Parallel()
	server := postgrestest.Start(t)
	storetest.RunDamaged(t, func(t *testing.T) storetest.Spoilable {
		url := server.Database(t)
		s := open(t, url)
		return storetest.Spoilable{
			Open: func(*testing.T) store.Store { return s },
			Spoil: func(t *testing.T, kind store.Kind) {
				other, err := pgx.Connect(t.Context(), url)
				require.NoError(t, err)
				defer func() { require.NoError(t, other.Close(t.Context())) }()
				rows := rowsOf[kind]
				where := "true"
				if rows.where != "" {
					where = rows.where
				}
				done, err := other.Exec(t.Context(), `UPDATE `+rows.table+` SET record = 'nonsense' WHERE `+where+` AND `+rows.key+` = (
					SELECT `+rows.key+` FROM `+rows.table+` WHERE `+where+` ORDER BY `+rows.key+` LIMIT 1 OFFSET 1)`)
				require.NoError(t, err)
				require.EqualValues(t, 1, done.RowsAffected(), kind)
			},
		}
	})
}

// What a database knows of its audit is one record: without it nothing that is audited could be done.
func TestADamagedChainIsMadeAnew(t *testing.T) {
	t.Parallel()
	url := postgrestest.Start(t).Database(t)
	s := open(t, url)
	require.NoError(t, s.BeginStats(t.Context(), store.StatsBegin{Read: store.WholeAt(0), Since: noon}))
	for range 3 {
		require.NoError(t, s.AppendAudit(t.Context(), store.AuditEntry{At: noon, Who: "amy"}))
	}
	other, err := pgx.Connect(t.Context(), url)
	require.NoError(t, err)
	defer func() { require.NoError(t, other.Close(t.Context())) }()
	_, err = other.Exec(t.Context(), `UPDATE meta SET value = 'nonsense'`)
	require.NoError(t, err)
	require.NoError(t, s.AppendAudit(t.Context(), store.AuditEntry{At: noon, Who: "ben"}))
	chain, wrong, err := store.VerifyAudit(t.Context(), s)
	require.NoError(t, err)
	require.Empty(t, wrong)
	require.Equal(t, 4, chain.Head.Sequence)
	_, begun, err := s.StatsSince(t.Context())
	require.NoError(t, err)
	require.True(t, begun)
}

// What a database keeps beside calls and cases to find them by is not believed against them: rows that lead to nothing, or
// were changed, keep nobody from the others.
func TestADamagedTraitKeepsNobodyFromTheOthers(t *testing.T) {
	t.Parallel()
	server := postgrestest.Start(t)
	for name, change := range map[string]string{
		"leads to nothing":     `INSERT INTO call_traits (call, trait, began) SELECT 'nobody', trait, began FROM call_traits WHERE call = 'CA2'`,
		"at another time":      `UPDATE call_traits SET began = 7 WHERE call = 'CA2'`,
		"of another call":      `DELETE FROM call_traits WHERE call = 'CA2'`,
		"of another caller":    `UPDATE cases SET caller = 'x', account = 'x', transaction = 'x', kind = 'x' WHERE number = '10000002'`,
		"opened at no instant": `UPDATE cases SET opened = 7 WHERE number = '10000002'`,
		"of another agent":     `UPDATE agents SET phone = 'x' WHERE name = 'amy2'`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url := server.Database(t)
			s := open(t, url)
			storetest.Threes(t, s)
			whole := map[string][]string{}
			for _, r := range storetest.Readings() {
				found, err := r.Read(t.Context(), s)
				require.NoError(t, err, r.Name)
				whole[r.Name] = found
			}
			other, err := pgx.Connect(t.Context(), url)
			require.NoError(t, err)
			defer func() { require.NoError(t, other.Close(t.Context())) }()
			_, err = other.Exec(t.Context(), change)
			require.NoError(t, err)
			for _, r := range storetest.Readings() {
				found, err := r.Read(t.Context(), s)
				require.NoError(t, err, r.Name)
				require.Subset(t, whole[r.Name], found, r.Name)
				require.GreaterOrEqual(t, len(found), len(whole[r.Name])-1, r.Name)
			}
			storetest.GoOn(t, s)
		})
	}
}
