package proof

// features are what a combo has that calls never lose again, a bit each: the
// values of its group that are set, that the call has a case, a mark that stays.
type features uint64

const (
	hasCase  features = 1 << 62
	hasMark  features = 1 << 63
	maxNames          = 62 // of a group's values; of more, the rest count for nothing
)

// featuresOf are those of a combo of a group.
func (k *knowledge) featuresOf(g int, values []held, cased bool) features {
	var f features
	for _, v := range values {
		n, known := k.groups[g].names[v.name]
		if !known {
			n = len(k.groups[g].names)
			k.groups[g].names[v.name] = n
		}
		if n < maxNames {
			f |= 1 << n
		}
	}
	if cased {
		f |= hasCase
	}
	return f
}

// common are the features that all of some combos have.
func (k *knowledge) common(g int, word uint64) features {
	all := ^features(0)
	for n, c := range k.groups[g].combos {
		if word&bit(n) != 0 {
			all &= c.features
		}
	}
	return all
}

// having are those of some combos that have the features.
func (k *knowledge) having(g int, word uint64, needs features) uint64 {
	var kept uint64
	for n, c := range k.groups[g].combos {
		if c.features&needs == needs {
			kept |= bit(n)
		}
	}
	return word & kept
}
