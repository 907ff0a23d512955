// Package graph draws a menu: every node, every exit and where it leads, from
// the first prompt on the left to the goodbyes on the right.
//
// [Of] makes the picture's content, the same for the same menu. What it becomes
// is the writers' matter: [Graph.SVG] for a wall or a page, [Graph.DOT] and
// [Graph.Mermaid] for other tools, [Graph.Outline] for who reads or hears
// rather than looks.
//
// Each node is drawn once, where a caller first comes to it; further ways to it
// name it instead of crossing the picture. Nodes that are reached mostly by
// rescue (key 0, silence, a failed look-up) head trees of their own below.
package graph
