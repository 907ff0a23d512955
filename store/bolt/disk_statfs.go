//go:build linux || darwin

package bolt

import "golang.org/x/sys/unix"

// DiskFree returns how many bytes the file system of a folder has left for this user;
// -1 when it does not tell.
func DiskFree(folder string) int64 {
	var disk unix.Statfs_t
	if err := unix.Statfs(folder, &disk); err != nil {
		return -1
	}
	return int64(disk.Bavail) * int64(disk.Bsize) //nolint:unconvert // their types differ between systems
}
