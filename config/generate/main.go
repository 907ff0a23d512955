// Command generate writes the pages with which package config documents itself, .env.example and
// docs/SETTINGS.md, below the given folder.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/okpay/hotline/config"
)

func main() {
	if err := generate(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func generate(root string) error {
	if err := os.WriteFile(filepath.Join(root, ".env.example"), config.Example(), 0o644); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(root, "docs", "SETTINGS.md"), config.Reference(), 0o644)
}
