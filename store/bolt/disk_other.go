//go:build !linux && !darwin

package bolt

// DiskFree returns -1: this system does not tell.
func DiskFree(string) int64 { return -1 }
