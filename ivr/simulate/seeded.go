package simulate

import (
	"encoding/binary"
	"io"
	"math/rand/v2"
	"sync"
)

// Seeded is a source of randomness that gives the same case numbers and codes each time. It is for any
// goroutine.
func Seeded(seed uint64) io.Reader {
	var key [32]byte
	binary.LittleEndian.PutUint64(key[:], seed)
	return &seeded{source: rand.NewChaCha8(key)}
}

type seeded struct {
	mu     sync.Mutex
	source *rand.ChaCha8
}

// Read implements [io.Reader].
func (s *seeded) Read(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.source.Read(p)
}
