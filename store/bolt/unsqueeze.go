package bolt

import (
	"encoding/binary"

	"github.com/okpay/hotline/store"
)

// An earlier release squeezed its records in a form of its own: the record's size, and then, in turns, the
// number of bytes that follow as they are, these bytes, and how many bytes are to be repeated
// from how far back.

// leastRepeat is the length of the shortest repetition.
const leastRepeat = 4

// unsqueeze gives the record of a squeezed form.
func unsqueeze(b []byte) ([]byte, error) {
	size, b, ok := number(b, mostUnpacked)
	if !ok {
		return nil, store.ErrDamaged
	}
	record := make([]byte, 0, size)
	for {
		var plain, repeat, back int
		if plain, b, ok = number(b, min(size-len(record), len(b))); !ok || plain > len(b) {
			return nil, store.ErrDamaged
		}
		record, b = append(record, b[:plain]...), b[plain:]
		if len(record) == size {
			return record, nil
		}
		if repeat, b, ok = number(b, size-len(record)-leastRepeat); !ok {
			return nil, store.ErrDamaged
		}
		if back, b, ok = number(b, len(record)); !ok || back == 0 {
			return nil, store.ErrDamaged
		}
		for left := repeat + leastRepeat; left > 0; { // in pieces: what is repeated may reach into itself
			piece := min(left, back)
			record = append(record, record[len(record)-back:][:piece]...)
			left -= piece
		}
	}
}

// number reads a number that is at most so much.
func number(b []byte, most int) (int, []byte, bool) {
	n, size := binary.Uvarint(b)
	if size <= 0 || most < 0 || n > uint64(most) {
		return 0, nil, false
	}
	return int(n), b[size:], true //nolint:gosec // bounded
}
