package main

import (
	"fmt"
	"runtime/debug"

	"github.com/okpay/hotline/cmd/hotline/scenario"
	"github.com/okpay/hotline/cmd/hotline/terminal"
	"github.com/okpay/hotline/menus"
)

// release is set by the build of a release: -ldflags "-X main.release=v1.2.3".
var release string

// version is the release, or else the commit that the program was built from.
func version() string {
	if release != "" {
		return release
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	if v := info.Main.Version; v != "" && v != "(devel)" {
		return v
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			return s.Value
		}
	}
	return "devel"
}

// versionCommand is `hotline version`.
type versionCommand struct{}

// Run prints the version.
func (*versionCommand) Run(con terminal.Console) error {
	_, err := fmt.Fprintln(con.Out, "hotline", version())
	return err
}

// schemaCommand is `hotline schema`.
type schemaCommand struct {
	Calls    bool   `help:"That of callers' scripts instead."`
	Language string `enum:"en-US,zh-CN" default:"en-US" help:"The language of its descriptions: en-US or zh-CN."`
}

// Run prints the schema of menu files, or of scripts.
func (c *schemaCommand) Run(con terminal.Console) error {
	of := menus.Schema
	if c.Calls {
		of = scenario.Schema
	}
	schema, err := of(c.Language)
	if err != nil {
		return err
	}
	_, err = con.Out.Write(schema)
	return err
}
