package bolt

import (
	"encoding/binary"

	"go.etcd.io/bbolt"
)

// FoldAll folds all calls in memory, also those that live on.
func (s *Store) FoldAll() error {
	f := fold{s: s.callStore}
	return f.run(func(tx *bbolt.Tx) error {
		defer func(span uint64) { s.log.span = span }(s.log.span)
		s.log.span = 0
		return f.write(tx)
	})
}

// InMemory counts the calls in memory.
func (s *Store) InMemory() int { return len(s.live.all()) }

// Mapping returns the options with so much memory mapped from the start.
func Mapping(o Options, size int) Options {
	o.mapped = size
	return o
}

// Sealed returns what stands under a key in a store that is not encrypted.
func Sealed(in string, key, payload []byte) []byte {
	return append(binary.BigEndian.AppendUint32(nil, bucket(in).sum(key, payload)), payload...)
}
