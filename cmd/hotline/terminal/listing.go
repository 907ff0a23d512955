package terminal

import "iter"

// Listing is how records of a kind are listed.
type Listing[T any] struct {
	What   string // what they are, in the plural: for people, where there are none
	Header []string
	Row    func(T) []string
	Record func(T) any // as other programs read it
}

// Print lists records: as JSON, a line each as they come; or else in a table.
func (l Listing[T]) Print(c Console, asJSON bool, records iter.Seq2[T, error]) error {
	var rows [][]string
	for record, err := range records {
		if err != nil {
			return err
		}
		if !asJSON {
			rows = append(rows, l.Row(record))
			continue
		}
		if err := c.JSON(l.Record(record)); err != nil {
			return err
		}
	}
	if asJSON {
		return nil
	}
	return c.List(l.What, l.Header, rows)
}

// Each gives a list's records as Print takes them.
func Each[T any](list []T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, record := range list {
			if !yield(record, nil) {
				return
			}
		}
	}
}
