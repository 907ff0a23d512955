// Package source reads menus from where people keep them: a folder, a revision of git, or this
// program.
package source
