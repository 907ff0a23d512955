package acd

import "iter"

// Table is the records of a [State], in the order of their keys. It is changed through the
// State alone; the zero Table is empty.
type Table[V any] struct{ records tree[*V] }

// Find returns the record of a key, and whether there is one.
func (t Table[V]) Find(key string) (v V, ok bool) {
	record, ok := t.records.find(key)
	if ok {
		v = *record
	}
	return v, ok
}

// Get returns the record of a key; the zero record when there is none.
func (t Table[V]) Get(key string) V {
	v, _ := t.Find(key)
	return v
}

// Has reports whether there is a record of a key.
func (t Table[V]) Has(key string) bool {
	_, ok := t.records.find(key)
	return ok
}

// Len returns how many records there are.
func (t Table[V]) Len() int { return t.records.len() }

// All returns the records by their keys, in order.
func (t Table[V]) All() iter.Seq2[string, V] {
	return func(yield func(string, V) bool) {
		for key, record := range t.records.from("") {
			if !yield(key, *record) {
				return
			}
		}
	}
}

// Keys returns the keys, in order.
func (t Table[V]) Keys() iter.Seq[string] {
	return func(yield func(string) bool) {
		for key := range t.records.from("") {
			if !yield(key) {
				return
			}
		}
	}
}

// Values returns the records, in the order of their keys.
func (t Table[V]) Values() iter.Seq[V] {
	return func(yield func(V) bool) {
		for _, record := range t.records.from("") {
			if !yield(*record) {
				return
			}
		}
	}
}

func (t Table[V]) put(key string, v V) Table[V] { return Table[V]{t.records.put(key, &v)} }

func (t Table[V]) without(key string) Table[V] { return Table[V]{t.records.without(key)} }
