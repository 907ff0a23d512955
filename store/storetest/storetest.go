// Package storetest is the suite that every backend of package store passes.
package storetest

import (
	"strings"
	"testing"

	"github.com/okpay/hotline/store"
)

// Run runs the suite. open gives an empty store, which the suite does not
// close, as often as it is called.
func Run(t *testing.T, open func(t *testing.T) store.Store) {
	run(t, open, func(string) bool { return true })
}

// run runs those tests of the suite whose part is wanted.
func run(t *testing.T, open func(t *testing.T) store.Store, wanted func(part string) bool) {
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
		"office/agents by phone":            agentsByPhone,
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
		"sign-in/keys are made once":        signingKeysMadeOnce,
		"sign-in/tries are counted":         triesCounted,
		"sign-in/tries are swept":           triesSwept,
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
		"keeping/calls condensed":           callsCondensed,
		"keeping/condensed calls go on":     condensedCallsGoOn,
		"keeping/condensed while spoken of": condensedWhileSpokenOf,
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
		if part, _, _ := strings.Cut(name, "/"); !wanted(part) {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, open(t))
		})
	}
}
