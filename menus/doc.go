// Package menus implements the menu language: it reads a folder of YAML, checks all of it, and returns
// the tree that the engine runs. All problems are reported at once, each with its file, line, column
// and how to fix it.
//
// The language is defined by the node kinds: their settings, exits and values come from the registry of
// package node, and so do the JSON Schema for editors ([Schema]) and the reference for operators
// ([Reference]).
package menus

//go:generate go test -run TestGenerated -update .
