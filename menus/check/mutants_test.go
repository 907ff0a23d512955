package check_test

import (
	"fmt"
	"hash/fnv"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/check"
	"github.com/okpay/hotline/menus/okpay"
)

// mutant is OKPAY's menu with one exit leading to another node.
type mutant struct {
	node, exit, right, wrong string
	found                    []string // the rules that fail
}

// Each exit of OKPAY's menus is redirected to another node, and docs/MUTANTS.md lists what check finds.
// It takes minutes, so it runs only when HOTLINE_MUTANTS is set, and writes the page.
func TestMutantsOfOKPAY(t *testing.T) {
	if os.Getenv("HOTLINE_MUTANTS") == "" {
		t.Skip("set HOTLINE_MUTANTS=1 to write docs/MUTANTS.md anew; it takes minutes")
	}
	m, err := menus.Load(okpay.FS)
	require.NoError(t, err)
	taken := check.ExitsOf(m, spring).Reachable()
	all := mutantsOf(m)
	next := make(chan int)
	var workers sync.WaitGroup
	for range 2 {
		workers.Go(func() {
			own, err := menus.Load(okpay.FS)
			require.NoError(t, err)
			for i := range next {
				all[i].prove(own)
			}
		})
	}
	for i := range all {
		next <- i
	}
	close(next)
	workers.Wait()
	require.NoError(t, os.WriteFile(filepath.Join("..", "..", "docs", "MUTANTS.md"), []byte(page(m, all, taken)), 0o644))
}

// mutantsOf redirects every exit to one other node, always the same.
func mutantsOf(m *menus.Menu) []mutant {
	var all []mutant
	names := slices.Sorted(maps.Keys(m.Tree.Nodes))
	for _, name := range names {
		exits := m.Tree.Nodes[name].Exits
		for _, exit := range slices.Sorted(maps.Keys(exits)) {
			h := fnv.New32a()
			_, _ = h.Write([]byte(name + "." + exit))
			wrong := names[int(h.Sum32())%len(names)]
			if wrong != exits[exit] {
				all = append(all, mutant{node: name, exit: exit, right: exits[exit], wrong: wrong})
			}
		}
	}
	return all
}

// prove checks the menu with the redirected exit.
func (x *mutant) prove(m *menus.Menu) {
	place := m.Tree.Nodes[x.node]
	right := place.Exits
	place.Exits = maps.Clone(right)
	place.Exits[x.exit] = x.wrong
	m.Tree.Nodes[x.node] = place
	for _, f := range check.Prove(m, spring, check.Options{Bare: true}).Findings {
		if f.Severity == check.Fail && !slices.Contains(x.found, f.Rule) {
			x.found = append(x.found, f.Rule)
		}
	}
	place.Exits = right
	m.Tree.Nodes[x.node] = place
}

func page(m *menus.Menu, all []mutant, taken map[check.Exit]bool) string {
	var b, found, survived strings.Builder
	caught := 0
	for _, x := range all {
		edit := fmt.Sprintf("| %s.%s | %s | %s |", x.node, x.exit, x.right, x.wrong)
		if len(x.found) > 0 {
			caught++
			fmt.Fprintf(&found, "%s %s |\n", edit, strings.Join(x.found, ", "))
			continue
		}
		fmt.Fprintf(&survived, "%s %s |\n", edit, why(m, x, taken))
	}
	fmt.Fprintf(&b, `# Mutants of OKPAY's menus

<!-- Made by HOTLINE_MUTANTS=1 go test -run TestMutantsOfOKPAY ./menus/check. -->

Each exit of OKPAY's menus was led to one other node, and the menu was checked. Of %d edits `+"`hotline check`"+` refuses %d.
The other %d break no rule: nobody is trapped, hung up on or told too much by them. That callers then come to another
place than the menu means is for scripts to notice, and `+"`hotline test --mutate`"+` says that they do.

## Edits that break no rule, and why

| exit | leads to | led to | why nobody suffers |
| --- | --- | --- | --- |
%s
## Edits that check refuses

| exit | leads to | led to | rules |
| --- | --- | --- | --- |
%s`, len(all), caught, len(all)-caught, survived.String(), found.String())
	return b.String()
}

// why returns the reason why an edit that breaks no rule does no harm to callers.
func why(m *menus.Menu, x mutant, taken map[check.Exit]bool) string {
	if !taken[check.Exit{Node: x.node, Name: x.exit}] {
		return "no caller takes this exit"
	}
	place := m.Tree.Nodes[x.wrong]
	switch _, waits := place.Node.(ivr.QueueNode); {
	case waits:
		return "callers come to a person"
	case place.Menu:
		return "callers are asked what they want, and go on from there"
	case len(place.Exits) == 0:
		return "callers had been served, or had chosen to end the call"
	}
	return "callers go on by " + place.Kind + ", and come to a person, a message or a choice in the end"
}
