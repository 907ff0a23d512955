package store

import (
	"context"
	"time"
)

// Versions is the order in which menus were live, so that any of them can be
// live again. The menus themselves are kept as [Revision]s.
type Versions interface {
	// PublishVersion keeps all of a publication, or nothing, and returns the version with
	// its number; a name that is taken is ErrConflict. Nothing in the list but names and
	// verdicts is ever changed or removed.
	PublishVersion(ctx context.Context, p Publication) (Version, error)
	// NameVersion names a version, or with "" takes its name away, and adds the entry to
	// the audit, or does neither; a name that another has is ErrConflict.
	NameVersion(ctx context.Context, number int, name string, audit AuditEntry) error
	// KeepVerdict keeps what check said of a version, in place of what it said before.
	KeepVerdict(ctx context.Context, number int, v Verdict) error
	// Versions gives them, the newest first.
	Versions(ctx context.Context) ([]Version, error)
}

// Publication is what is kept when a menu goes live. No version is without its menu's files
// or its entry in the audit.
type Publication struct {
	Revision Revision   // one that is kept already stays as it is
	Version  Version    // its number comes from the store, its revision is Revision's
	Audit    AuditEntry // its object is the version's number
}

// Version tells that a menu went live.
type Version struct {
	Number   int    // 1 is the first that this store saw
	Name     string // which people gave it, and no other has; "" for most
	Revision string // the menu's
	// Folder is the revision that the menus' folder held then. It is another than
	// Revision after a rollback.
	Folder  string
	At      time.Time
	Who     string // "" when the folder was saved or the server started
	Why     string // "start", "save", "reload" or "rollback"
	Changed string // for callers, against the version before
	// Told is the same in each language that it was told in; nil of versions that are
	// older than it.
	Told    map[string]string `json:",omitempty"`
	Verdict Verdict           `json:",omitzero"`
}

// Verdict is what check said of a menu.
type Verdict struct {
	At       time.Time     // the zero time: it was not proved yet
	By       string        // the release of the program that proved it
	Findings []MenuFinding `json:",omitempty"`
}

// MenuFinding is something that check found.
type MenuFinding struct {
	File         string
	Line, Column int
	Node         string `json:",omitempty"`
	Rule         string
	Severity     string
	Text         string
	Fix          string `json:",omitempty"`
}

// RolledBack reports whether the version stands although the folder holds another.
func (v Version) RolledBack() bool { return v.Folder != v.Revision }
