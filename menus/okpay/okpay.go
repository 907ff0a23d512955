// Package okpay holds the menus that ship with the hotline: OKPAY's own, in
// Mandarin and English.
package okpay

import (
	"embed"
	"io/fs"
)

//go:embed *.yaml calls/*.yaml
var files embed.FS

// FS is the folder of the menus; its main file is menu.yaml. The folder calls in it
// holds callers' scripts.
var FS fs.FS = files
