package ledgerfile

import (
	"maps"
	"slices"
)

// objects returns rows that are JSON objects, each a line or an element of an array. The first object
// determines the kind of the file and the names that are allowed.
type objects struct {
	name  string
	shape layout
	first *fields // read to find the kind, and not yet returned
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
