// Package page is what every page of the house shares: the layout, the
// stylesheet, the words in each language, the static files, and the stream
// that keeps a page live. Rooms bring their own templates and words, and render
// them through a [Set].
package page
