// Package fault does to a running hotline what goes wrong in earnest: it kills the process,
// fills, slows and damages the disk, repeats and loses the carrier's webhooks, and fails the
// carrier's REST API, while a carrier of its own keeps calling from outside. Its tests run
// the built program, and know nothing of what is inside, but for one thing: some of them run
// a second build whose store can be killed, failed or held up at points that an overlay of the
// build puts there (testdata/point). The program itself has none.
//
// `go test ./cmd/hotline/fault` does each fault a few times. `make fault` does them as
// often as HOTLINE_FAULTS says, prints the seed and a table of what was injected, how often,
// and what was lost. HOTLINE_SEED repeats a run's choices.
package fault
