// Package seeds plays hotlines whose callers, agents, carrier and faults are drawn by chance, each
// from one number: its seed. A course is a whole hotline of package simulate on a virtual clock, with a
// store in a file; webhooks come twice, late or never, the carrier's API fails, the store fails, and
// the process is killed and begins again on the file that it leaves. What must hold always is looked
// for at each move of the clock and at the end; what must happen sometimes is counted, and a run that
// never meets one of these things fails: it would prove nothing of it.
//
// One seed is one course of events, byte for byte: everything happens one after the other, all chance
// comes from the seed, and no real time is looked at, not even by deadlines, which are those of a
// testing/synctest bubble. So a seed that fails is the whole report:
//
//	make seeds SEED=17          # that one, with what happened in it
//	make seeds SEEDS=5000       # the first 5,000
//	make seeds SEED=1000 SEEDS=500
//
// What is held against the hotline is counted from the exchange's log and from what the store has
// acknowledged, not by the code that it is held against.
package seeds
