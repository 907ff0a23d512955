package serve

import (
	"errors"
	"fmt"
	"path/filepath"

	"filippo.io/age"

	"github.com/okpay/hotline/config"
	"github.com/okpay/hotline/store/backup"
)

// BackupsTo are those for whom the settings' scheduled backups are encrypted.
func BackupsTo(s config.Settings) ([]age.Recipient, error) {
	if s.BackupDir != "" && s.Database() {
		return nil, errors.New("HOTLINE_BACKUP_DIR is for a store's file, and HOTLINE_STORE is a database: leave it out, and use pg_dump")
	}
	to, err := backup.Recipients(s.BackupEncryptTo)
	if err != nil {
		return nil, fmt.Errorf("HOTLINE_BACKUP_ENCRYPT_TO %w", err)
	}
	return to, nil
}

// backUp makes the settings' backups beside the calls; the schedule is nil when there are
// none. A rehearsal makes none: its clock is not the time.
func (h *Hotline) backUp() (*backup.Schedule, error) {
	to, err := BackupsTo(h.Settings)
	if err != nil || h.Settings.BackupDir == "" || h.Handsets || !h.Rehearsal.IsZero() {
		return nil, err
	}
	scheduled := backup.NewSchedule(backup.Config{
		Dir: h.Settings.BackupDir, Every: h.Settings.BackupPeriod(), Keep: h.Settings.BackupKeep, To: to,
		Spool: filepath.Dir(h.Settings.StoreFile()), Store: h.Store, Clock: h.Clock, Log: h.Log, Registry: h.Service.Registry,
	})
	h.Service.Beside(scheduled.Run)
	return scheduled, nil
}
