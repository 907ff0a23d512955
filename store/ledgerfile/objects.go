package ledgerfile

import (
	"maps"
	"slices"
)

// objects gives rows that are JSON objects, a line or an element of an array each.
// The first tells the kind of the file, and which names there may be.
type objects struct {
	name  string
	shape layout
	first *fields // read to tell the kind, and not yet given
	read  func() (*fields, error)
}

func objectsFrom(name string, first *fields, read func() (*fields, error)) (source, error) {
	shape, err := layoutOf(name, first.line, slices.Collect(maps.Keys(first.values)))
	return &objects{name, shape, first, read}, err
}

func (s *objects) layout() layout { return s.shape }

func (s *objects) next() (*fields, error) {
	f, err := s.first, error(nil)
	if s.first = nil; f == nil {
		f, err = s.read()
	}
	if err != nil {
		return nil, err
	}
	for key := range f.values {
		if !slices.Contains(s.shape.columns, key) {
			return nil, unknownColumn(s.name, f.line, s.shape)
		}
	}
	return f, nil
}
