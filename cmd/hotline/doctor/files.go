package doctor

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// othersMay are the permissions that people other than the owner have on a file.
const othersMay fs.FileMode = 0o007

// exposed says who else may read or change the hotline's files; "" for nobody. A file that
// is not there exposes nothing, nor does a device such as /dev/null.
func exposed(path string, may fs.FileMode) string {
	info, err := os.Stat(path)
	if err != nil || info.Mode()&fs.ModeDevice != 0 || info.Mode().Perm()&may == 0 {
		return ""
	}
	return fmt.Sprintf("%s has mode %04o: others on this machine can use it", path, info.Mode().Perm())
}

// Exposures are the hotline's files that others may use, and how to close each.
func Exposures(envFile, store string) (found []Diagnosis) {
	for _, f := range []struct{ check, path, mode string }{{"env file", envFile, "600"}, {"store file", store, "600"}} {
		if text := exposed(f.path, othersMay); text != "" {
			found = append(found, warn(f.check, text, "chmod "+f.mode+" "+f.path))
		}
	}
	folder := filepath.Dir(store)
	if info, err := os.Stat(folder); err == nil && info.Mode().Perm()&0o002 != 0 && info.Mode()&fs.ModeSticky == 0 {
		found = append(found, warn("store folder", exposed(folder, 0o002)+", and put another file in the store's place", "chmod o-w "+folder))
	}
	return found
}

// checkFiles looks at who may use the settings file and the store. Who may use a database is its own concern.
func (d Doctor) checkFiles(context.Context) []Diagnosis {
	if d.Settings.Database() {
		if text := exposed(d.EnvFile, othersMay); text != "" {
			return []Diagnosis{warn("env file", text, "chmod 600 "+d.EnvFile)}
		}
		return []Diagnosis{well("files", "the settings file is this user's alone")}
	}
	if found := Exposures(d.EnvFile, d.Store); len(found) > 0 {
		return found
	}
	return []Diagnosis{well("files", "settings file and store are this user's alone")}
}
