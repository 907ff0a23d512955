package dispatch

import "context"

// Claim asks for leases, as every second does.
func (f *Dispatcher) Claim(ctx context.Context) error { return f.claim(ctx) }

// Dispatched returns the queues that the process dispatches.
func (f *Dispatcher) Dispatched() []string { return f.sharing.queues() }

// PlanLeases returns for which groups a process asks, and which leases it gives up.
func PlanLeases(me string, groups [][]string, leases map[string]string) (ask, release []string) {
	plan := planLeases(me, groups, leases)
	return plan.ask, plan.release
}
