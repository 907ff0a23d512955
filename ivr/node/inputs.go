package node

import (
	"slices"
	"time"

	"github.com/okpay/hotline/ivr"
)

// Playable is a node at which callers do something: press keys, speak, or wait.
type Playable interface {
	ivr.Node
	// Inputs returns what is worth doing at the node in a state. tries is how many
	// silences, or wrong keys, the menu allows a caller in one place.
	Inputs(s ivr.State, tries int) []Input
}

// Input is something that a caller may do at a node.
type Input struct {
	Acts []Act
	Exit string // the exit that the caller then takes; "" when more than the node decides it
}

// Act is one step of an [Input].
type Act struct {
	Do    Doing
	Keys  string        // of Press
	For   time.Duration // of Wait
	Means string        // what the caller wants by it, in English; "" when nothing need be said
}

// Doing is a kind of [Act].
type Doing uint8

// What callers do.
const (
	Press       Doing = iota + 1 // presses keys
	Hush                         // presses and says nothing until asked again
	Wait                         // waits
	Speak                        // leaves a message after the tone
	Talk                         // is answered, and talks until the agent hangs up
	Prove                        // types the code of the last SMS
	Transaction                  // types the number of a transaction, their own or nobody's
)

// pressing is pressing keys once, with what the caller wants by it.
func pressing(keys, exit, means string) Input {
	return Input{[]Act{{Do: Press, Keys: keys, Means: means}}, exit}
}

func repeated(act Act, times int) []Act { return slices.Repeat([]Act{act}, times) }

// keyed is what callers may do at every node that one key answers.
func (p patience) keyed(tries int) []Input { return p.asking("0", "8", tries) }

// digits is what callers may do at every node where they type digits.
func (p patience) digits(tries int) []Input { return p.asking("0#", "12#", tries) }

func (p patience) asking(person, wrong string, tries int) []Input {
	if p.Tries > 0 {
		tries = p.Tries
	}
	return []Input{
		pressing(person, ivr.ExitPerson, "a person"),
		{repeated(Act{Do: Hush}, tries), exitNoInput},
		{repeated(Act{Do: Press, Keys: wrong, Means: "wrong keys"}, tries), exitNoMatch},
	}
}
