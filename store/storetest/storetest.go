// Package storetest is the suite that every backend of package store passes.
package storetest

import (
	"context"
	"fmt"
	"iter"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/store"
)

// Run runs the suite. open gives an empty store, which the suite does not
// close, as often as it is called.
func Run(t *testing.T, open func(t *testing.T) store.Store) {
	for name, test := range map[string]func(*testing.T, store.Store){
		"commit/reads back":                 commitReadsBack,
		"commit/without an answer":          commitWithoutAnswer,
		"commit/claims by step and token":   claimsByStepAndToken,
		"commit/one of many wins":           oneOfManyWins,
		"commit/conflicts write nothing":    conflictsWriteNothing,
		"commit/locks count once":           locksCountOnce,
		"commit/refuses nonsense":           commitRefusesNonsense,
		"commit/an ended context":           endedContext,
		"calls/listed newest first":         callsNewestFirst,
		"calls/by every trait":              callsByTrait,
		"calls/by their stays in queues":    callsByStays,
		"calls/page by page":                callsPageByPage,
		"calls/revisions":                   revisions,
		"menus/versions":                    versions,
		"menus/versions whole or not":       versionsWholeOrNot,
		"menus/versions named":              namedVersions,
		"menus/verdicts":                    keptVerdicts,
		"outgoing/in order of commits":      outgoingInOrder,
		"outgoing/at most once":             outgoingAtMostOnce,
		"cases/listed by every trait":       casesByTrait,
		"cases/closed once":                 casesClosedOnce,
		"cases/recordings":                  caseRecordings,
		"cases/departments":                 caseDepartments,
		"cases/assigned":                    casesAssigned,
		"cases/noted once":                  casesNoted,
		"lists/until an instant":            listsUntil,
		"tokens/added, used, removed":       tokens,
		"deliveries/every change once":      deliveriesAnnounced,
		"deliveries/in order of each case":  deliveriesInOrder,
		"deliveries/die and come back":      deliveriesDie,
		"office/agents":                     agents,
		"office/closures":                   closures,
		"staff/a person by name":            agentsByName,
		"staff/each change counts":          agentsChangeOnce,
		"staff/sessions begin and end":      sessionsBeginAndEnd,
		"staff/sessions end together":       sessionsEndTogether,
		"staff/sessions swept":              sessionsSwept,
		"staff/removed is signed out":       removedAgentsAreSignedOut,
		"staff/audit by filter":             auditByFilter,
		"staff/audit loses nothing":         auditLosesNothing,
		"staff/audit in one chain":          auditChained,
		"desk/the floor reads back":         floorReadsBack,
		"desk/each change counts":           floorChangesOnce,
		"acd/inbox":                         acdInbox,
		"desk/visits by time":               visitsByTime,
		"desk/visits of a call":             visitsOfACall,
		"desk/opens cases":                  floorOpensCases,
		"desk/stats add up":                 statsAddUp,
		"keeping/calls forgotten":           callsForgotten,
		"keeping/cases forgotten":           casesForgotten,
		"keeping/a case erased":             caseErased,
		"keeping/a recording removed":       recordingRemoved,
		"keeping/the audit pruned":          auditPruned,
		"keeping/locks pruned":              locksPruned,
		"ledger/look-ups":                   ledgerLookUps,
		"ledger/transactions narrowed":      transactionsNarrowed,
		"ledger/a row replaced":             rowReplaced,
		"ledger/a phone shared":             phoneShared,
		"ledger/phones shared by many":      phonesSharedByMany,
		"ledger/the same row twice":         sameRowTwice,
		"ledger/a broken import":            brokenImport,
		"ledger/readers see all or none":    readersSeeAllOrNone,
		"ledger/calls go on meanwhile":      callsGoOnMeanwhile,
		"store/ping, backup, close":         pingBackupClose,
		"ledger/nonsense is refused":        importRefusesNonsense,
		"ledger/every import is like a map": importsLikeMap,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, open(t))
		})
	}
}

// noon is when the suite's stories happen.
var noon = time.Date(2026, 10, 9, 4, 0, 0, 0, time.UTC)

// step is the n-th step of a call with one event, as a shell would commit it.
func step(call string, n int) store.Commit {
	return store.Commit{
		Claim:  store.StepKey{Call: call, Step: fmt.Sprint(n)},
		Read:   n,
		Call:   ivr.Call{ID: call, Step: n + 1, Began: noon, At: noon.Add(time.Duration(n) * time.Second)},
		Events: []store.Entry{{Seq: n, At: noon, Step: n, Node: "main", Event: ivr.Input{Digits: "1"}}},
		Reply:  fmt.Appendf(nil, "answer %d", n),
	}
}

func commit(t *testing.T, s store.Store, c store.Commit) {
	t.Helper()
	require.NoError(t, s.Commit(t.Context(), c))
}

func importRows(t *testing.T, s store.Store, rows ...store.Row) {
	t.Helper()
	require.NoError(t, s.Import(t.Context(), each(rows...), nil))
}

// each yields the rows, and no error.
func each(rows ...store.Row) iter.Seq2[store.Row, error] {
	return func(yield func(store.Row, error) bool) {
		for _, row := range rows {
			if !yield(row, nil) {
				return
			}
		}
	}
}

func account(id, phone string) store.Row {
	return store.Row{Account: &ivr.Account{ID: ivr.Masked(id), Phone: ivr.Masked(phone), Language: "zh-CN"}}
}

func transaction(id, account string, at time.Time) store.Row {
	return store.Row{Transaction: &ivr.Transaction{
		ID: ivr.Masked(id), Account: ivr.Masked(account), Time: at,
		Type: "payment", Amount: ivr.Money{Minor: 12850, Currency: "CNY"}, Status: "completed",
	}}
}

func refund(id, transaction string, at time.Time) store.Row {
	return store.Row{Refund: &ivr.Refund{
		ID: ivr.Masked(id), Transaction: ivr.Masked(transaction),
		Amount: ivr.Money{Minor: 12850, Currency: "CNY"}, Status: "submitted", Submitted: at,
	}}
}

// collect gives a list's elements, and fails on its first error.
func collect[T any](t *testing.T, list iter.Seq2[T, error]) []T {
	t.Helper()
	var all []T
	for v, err := range list {
		require.NoError(t, err)
		all = append(all, v)
	}
	return all
}

func canceled() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return ctx
}
