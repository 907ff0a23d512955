package view

import (
	"time"

	"github.com/okpay/hotline/store"
)

// Version is a version of the menus, as one went live after another.
type Version struct {
	Version int       `json:"version"`
	Name    string    `json:"name"`
	Menu    string    `json:"menu"`   // the revision
	Folder  string    `json:"folder"` // the revision that the folder held then
	At      time.Time `json:"at"`
	Who     string    `json:"who"`
	Why     string    `json:"why"` // start, save, reload or rollback
	Changed string    `json:"changed"`
}

// VersionOf is the view of a version.
func VersionOf(v store.Version) Version {
	return Version{
		Version: v.Number, Name: v.Name, Menu: v.Revision, Folder: v.Folder, At: v.At.UTC(), Who: v.Who, Why: v.Why, Changed: v.Changed,
	}
}
