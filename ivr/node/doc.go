// Package node holds the kinds of nodes a menu is made of, one file a kind,
// and the registry that the loader, the schema, the checks and the language
// reference read. To add a kind is to add a file.
package node
