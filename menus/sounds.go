package menus

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"strings"
)

// What recordings may hold at most: a menu is kept as a whole with each of its
// versions.
const (
	maxSound  = 2 << 20 // bytes of one: four minutes of MP3 as a telephone needs it
	maxSounds = 8 << 20 // bytes of all
)

// sound takes a recording of the menu's folder into the menu, and returns the name by
// which it is served: a hash of its content, with the ending of its file. why is what
// is wrong with the file, and how to mend it; "" when nothing is.
func (f *folder) sound(name string) (served, why string) {
	if !fs.ValidPath(name) || strings.Contains(name, `\`) {
		return "", fmt.Sprintf("%q leads out of the folder; name a file inside it, with slashes, as in audio/welcome.mp3", name)
	}
	begins, known := beginnings[path.Ext(name)]
	if !known {
		return "", fmt.Sprintf("%q is no recording; name a file that ends in .mp3 or .wav, or an https:// address", name)
	}
	data, err := f.read(name, maxSound)
	if err != nil {
		return "", fmt.Sprintf("%s cannot be read (%v); check the name, or put the file into the menu's folder", name, err)
	}
	if len(data) > maxSound {
		return "", fmt.Sprintf("%s is larger than 2 MB; save it as an MP3 of one channel and 32 kbit/s, which is all that a telephone carries", name)
	}
	if !begins(data) {
		return "", fmt.Sprintf("%s does not hold what its name says; save the recording as %s, or correct its ending", name, strings.ToUpper(path.Ext(name)[1:]))
	}
	sum := sha256.Sum256(data)
	served = hex.EncodeToString(sum[:16]) + path.Ext(name)
	f.sounds[served], f.files[name] = data, data
	if f.soundSize() > maxSounds {
		return "", "the menu's recordings are together larger than 8 MB; save them as MP3, or leave some at an https:// address"
	}
	return served, ""
}

// MayHold reports whether a file of that name may be part of a menu.
func MayHold(name string) bool {
	_, recording := beginnings[path.Ext(name)]
	return recording || path.Ext(name) == ".yaml"
}

// Recordings lists the menu's files that are recordings, in order.
func (m *Menu) Recordings() []string {
	var names []string
	for name := range inOrder(m.Files) {
		if _, recording := beginnings[path.Ext(name)]; recording {
			names = append(names, name)
		}
	}
	return names
}

// soundSize is how many bytes all recordings have together.
func (f *folder) soundSize() int {
	size := 0
	for _, data := range inOrder(f.sounds) {
		size += len(data)
	}
	return size
}

// beginnings tell by its first bytes whether a file is what its ending says.
var beginnings = map[string]func([]byte) bool{
	".wav": func(data []byte) bool {
		return len(data) > 44 && bytes.HasPrefix(data, []byte("RIFF")) && bytes.Equal(data[8:12], []byte("WAVE"))
	},
	".mp3": func(data []byte) bool {
		frame := len(data) > 4 && data[0] == 0xff && data[1]&0xe6 == 0xe2 // MPEG audio, layer III
		return frame || bytes.HasPrefix(data, []byte("ID3"))
	},
}
