// Package starter holds the menus that a new hotline begins with: small,
// complete, in Mandarin and English, and sound.
package starter

import (
	"embed"
	"io/fs"
)

//go:embed *.yaml
var files embed.FS

// FS is the folder of the menus; its main file is menu.yaml.
var FS fs.FS = files
