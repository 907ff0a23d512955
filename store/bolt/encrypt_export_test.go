package bolt

import "context"

// BeginEncryption draws the store's keys, and leaves all records as they are.
func (s *file) BeginEncryption(ctx context.Context, operator []byte) error {
	return s.beginEncryption(ctx, operator)
}
