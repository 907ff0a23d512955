// Package menus is the menu language: it reads a folder of YAML, checks all of
// it, and gives the tree that the engine walks. Whatever is wrong is told at
// once, each with its file, line, column and the way to mend it.
//
// The language is the node kinds' own: their settings, exits and values come
// from the registry of package node, and so do the JSON Schema for editors
// ([Schema]) and the reference for operators ([Reference]).
package menus

//go:generate go test -run TestGenerated -update .
