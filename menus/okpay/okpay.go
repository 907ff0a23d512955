// Package okpay holds the menus that ship with the hotline: OKPAY's own, in
// Mandarin and English.
package okpay

import (
	"embed"
	"io/fs"
)

//go:embed *.yaml
var files embed.FS

// FS is the folder of the menus; its main file is menu.yaml.
var FS fs.FS = files
