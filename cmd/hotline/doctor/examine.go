package doctor

import (
	"context"
	"iter"
)

// checks are what the doctor looks at, in order.
func (d Doctor) checks() []func(context.Context) []Diagnosis {
	return []func(context.Context) []Diagnosis{
		d.checkSettings, d.checkFiles, d.checkStore, d.checkDisk, d.checkMenus, d.checkFallback, d.checkCarrier, d.checkAddress,
	}
}

// Examine looks at everything, whatever is found first.
func (d Doctor) Examine(ctx context.Context) iter.Seq[Diagnosis] {
	return func(yield func(Diagnosis) bool) {
		for _, look := range d.checks() {
			for _, found := range look(ctx) {
				if !yield(found) {
					return
				}
			}
		}
	}
}
