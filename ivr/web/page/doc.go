// Package page is what all pages share: the layout, the
// stylesheet, the words in each language, the static files, and the stream
// that keeps a page live. The packages of pages bring their own templates and words, and
// render them through [Templates].
package page
