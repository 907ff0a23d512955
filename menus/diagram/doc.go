// Package diagram draws a menu: every node, every exit and where it leads.
//
// [Of] makes the picture's content, the same for the same menu. What it becomes
// is the writers' matter: [Graph.SVG] for a wall or a page, [Graph.Page] for a
// browser, [Graph.DOT] and [Graph.Mermaid] for other tools, [Graph.Outline] for
// who reads or hears rather than looks.
//
// Each department is a ground with its hours; on it stand numbered frames, each
// a tree that is read from left to right. Where calls begin comes first, then the
// main menu. Each node is drawn once; a way into another frame names the node and
// the frame's number instead of crossing the picture. Where key 0, silence and
// wrong keys lead is told once, and ways out of hours look different.
package diagram
