package menus

import (
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"testing/fstest"
	"time"

	"go.yaml.in/yaml/v4"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/ivr/hours"
	"github.com/okpay/hotline/ivr/node"
)

// Menu is a loaded menu: complete, checked and never changed.
type Menu struct {
	Tree      *ivr.Tree
	Lines     map[string]*hours.Schedule
	Calendars map[string]*hours.Calendar
	Queues    map[string]node.Queueing
	Budget    map[string]time.Duration // longest times to a person: person, fraud, silent
	Files     map[string][]byte        // the files it was read from, unchanged
	Sounds    map[string][]byte        // the recordings among them, by the name under which they are served
	accepted  []Acceptance
	said      []said // every text for callers, in the order of the files
	places    map[string]Position
	sections  map[[2]string]Position
}

// Where returns the position of a node in the files; the zero Position for an unknown node.
func (m *Menu) Where(node string) Position { return m.places[node] }

// Acceptance is a finding of check that an operator accepts at a node.
type Acceptance struct {
	Position // where it is written
	Node     string
	Rule     string
	Reason   string
}

// Accepted returns the findings that are accepted, by node.
func (m *Menu) Accepted() []Acceptance { return m.accepted }

// At returns the position of an entry in a section of the files, such as hours, queues or budget; the
// zero Position for an unknown one.
func (m *Menu) At(section, name string) Position { return m.sections[[2]string{section, name}] }

// Open reports whether the line of a queue is open at now. While an operator's closure lasts it is not. An
// unknown queue is not open.
func (m *Menu) Open(queue string, now time.Time, closed *ivr.Closure) bool {
	line, ok := m.Lines[m.Queues[queue].Hours]
	return ok && node.ClosedFor(line, closed).Open(now)
}

// october is when the next year's holidays are announced.
const october = time.October

// Unknown returns the years whose holidays a schedule needs at now and no calendar knows: this year,
// and from October on the next.
func (m *Menu) Unknown(now time.Time) []int {
	var years []int
	for _, line := range inOrder(m.Lines) {
		local := now.In(line.Location)
		last := local.Year()
		if local.Month() >= october {
			last++
		}
		for year := local.Year(); year <= last; year++ {
			if !line.Calendar.Knows(year) {
				years = append(years, year)
			}
		}
	}
	slices.Sort(years)
	return slices.Compact(years)
}

// Load reads the menu whose main file is [Main] in fsys, with all files that it includes. Its error is
// [Problems] or [Unread], with everything that is wrong. For a folder that others may write to, pass
// [os.Root.FS], which no link leads out of.
func Load(fsys fs.FS) (*Menu, error) {
	l := newLoader(fsys)
	l.readAll()
	m := l.menu()
	l.plainly()
	if len(l.report.problems) > 0 {
		return nil, l.report.failure()
	}
	prepare(m.Tree)
	return m, nil
}

// prepare lets the nodes of a tree that is complete make what they say to every caller.
func prepare(tree *ivr.Tree) {
	for _, n := range inOrder(tree.Nodes) {
		if p, ok := n.Node.(node.Preparer); ok {
			p.Prepare(tree)
		}
	}
}

// LoadFiles loads a menu from the contents of its files, by name, such as those of [Menu.Files].
func LoadFiles(files map[string][]byte) (*Menu, error) {
	folder := fstest.MapFS{}
	for name, content := range files {
		folder[name] = &fstest.MapFile{Data: content, Mode: 0o444}
	}
	return Load(folder)
}

// loader reads a menu, and links what its files say.
type loader struct {
	report *report
	folder *folder
	spoken *spoken
	pages  *pages
	fields map[reflect.Type][]field // the settings of each type, once read
}

func newLoader(fsys fs.FS) *loader {
	r := &report{}
	return &loader{
		report: r, spoken: &spoken{}, pages: &pages{}, fields: map[reflect.Type][]field{},
		folder: &folder{fsys: fsys, report: r, files: map[string][]byte{}, sounds: map[string][]byte{}, roots: map[string]*yaml.Node{}, named: map[string]Position{}},
	}
}

// decoder returns what reads one file.
func (l *loader) decoder(s source) decoder {
	return decoder{report: l.report, folder: l.folder, spoken: l.spoken, fields: l.fields, source: s}
}

// pages are what the menu's files hold, the main file's first.
type pages struct {
	main  source
	cover cover // what the main file alone says
	list  []written
}

// languages returns the names of the menu's languages.
func (p *pages) languages() []string {
	var names []string
	for _, language := range p.cover.Languages {
		names = append(names, language.Name)
	}
	return slices.Clip(names)
}

// written is a file that was read.
type written struct {
	page
	source source
}

func (l *loader) readAll() {
	var ok bool
	if l.pages.main, ok = l.folder.open(Main, Position{Main, 1, 1}); !ok {
		return
	}
	d := l.decoder(l.pages.main)
	d.settings(l.pages.main.root, reflect.ValueOf(&l.pages.cover).Elem(), nil)
	l.include(written{l.pages.cover.page, l.pages.main})
}

func (l *loader) include(w written) {
	l.pages.list = append(l.pages.list, w)
	for i, name := range w.Include {
		s, ok := l.folder.open(name, w.source.at("include", strconv.Itoa(i)))
		if !ok {
			continue
		}
		inner := written{source: s}
		d := l.decoder(s)
		d.settings(s.root, reflect.ValueOf(&inner.page).Elem(), nil)
		l.include(inner)
	}
}

// given is a named entry and its file.
type given[T any] struct {
	value  T
	source source
}

// collect merges the same section of all files, and reports a name that is given twice.
func collect[T any](l *loader, section string, of func(page) map[string]T) map[string]given[T] {
	all := map[string]given[T]{}
	for _, w := range l.pages.list {
		for name, item := range inOrder(of(w.page)) {
			if first, again := all[name]; again {
				l.report.wrong(w.source.key(section, name), "%s is given already, at %s; take one out", name, first.source.key(section, name))
				continue
			}
			all[name] = given[T]{item, w.source}
		}
	}
	return all
}

// values returns the entries without their files.
func values[T any](all map[string]given[T]) map[string]T {
	plain := make(map[string]T, len(all))
	for name, g := range inOrder(all) {
		plain[name] = g.value
	}
	return plain
}

// menu builds the menu from what was read, and reports what is wrong.
func (l *loader) menu() *Menu {
	if l.pages.main.root == nil {
		return nil
	}
	m := &Menu{Budget: l.pages.cover.Budget, Files: l.folder.files, places: map[string]Position{}, sections: map[[2]string]Position{}}
	zone := l.zone(l.pages.main, l.pages.cover.Timezone, "timezone")
	m.Tree = l.tree(zone)
	l.checkCountry()
	m.Calendars = l.calendars()
	m.Lines = l.lines(zone, m.Calendars)
	m.Queues = l.queues(m.Lines)
	l.locate(m)
	places := l.places()
	l.checkBudget(places)
	env := node.Env{Lines: m.Lines, Calendars: m.Calendars, Queues: m.Queues, Values: spokenValues(places), Tested: testedTexts(places), Languages: l.pages.languages(), Sound: l.folder.sound}
	l.bind(places, env)
	m.Tree.Revision, m.Sounds = revision(l.folder.files), l.folder.sounds
	l.wire(m.Tree, places)
	texts := textChecker{report: l.report, folder: l.folder, pages: l.pages, spoken: l.spoken}
	texts.checkTexts(m.Tree, places, env.Values)
	texts.checkWords()
	m.said = l.spoken.said()
	for name, p := range inOrder(places) {
		m.places[name] = p.source.key("nodes", name)
		for i, a := range p.Accept {
			at := p.source.at("nodes", name, "accept", strconv.Itoa(i))
			m.accepted = append(m.accepted, Acceptance{at, name, a.Rule, a.Reason})
		}
	}
	return m
}

func (l *loader) tree(zone *time.Location) *ivr.Tree {
	c := l.pages.cover
	t := &ivr.Tree{
		Name: c.Hotline, Start: c.Start, Languages: c.Languages, Nodes: map[string]ivr.TreeNode{},
		Tries: c.Tries, Fallback: c.Lifeline, TooLong: c.Overlong, Zone: zone, Country: c.Country, Speech: c.Speech, Whisper: c.Whisper,
		Terms:   values(collect(l, "terms", func(p page) map[string]ivr.Text { return p.Terms })),
		Phrases: values(collect(l, "phrases", func(p page) map[string]ivr.Text { return p.Phrases })),
		Hear:    values(collect(l, "hear", func(p page) map[string]ivr.Words { return p.Hear })),
	}
	if t.Tries == 0 {
		t.Tries = defaultTries
	}
	return t
}

// checkCountry checks the calling code for telephone numbers.
func (l *loader) checkCountry() {
	code := l.pages.cover.Country
	if n, err := strconv.Atoi(code); code != "" && (err != nil || n < 1 || strconv.Itoa(n) != code || len(code) > 3) {
		l.report.wrong(l.pages.main.at("country"), "%q is no calling code; write its digits alone, as \"86\"", code)
	}
}

func (l *loader) queues(lines map[string]*hours.Schedule) map[string]node.Queueing {
	all := collect(l, "queues", func(p page) map[string]node.Queueing { return p.Queues })
	for name, q := range inOrder(all) {
		if _, ok := lines[q.value.Hours]; !ok && q.value.Hours != "" {
			l.report.absent(q.source.at("queues", name, "hours"), "there is no line %q among the hours; %s", q.value.Hours, Instead(q.value.Hours, keys(lines)))
		}
		if q.value.Priority < 0 || q.value.Priority > acd.PriorityMost {
			l.report.wrong(q.source.at("queues", name, "priority"), "%d is no priority; write one from 0 to %d", q.value.Priority, acd.PriorityMost)
		}
		if music, err := url.Parse(q.value.Music); q.value.Music != "" && (err != nil || music.Scheme != "https" || music.Host == "") {
			l.report.wrong(q.source.at("queues", name, "music"), "%q is no address of a sound file; write one that begins with https://", q.value.Music)
		}
	}
	return values(all)
}

// locate records the positions of the sections' entries other than nodes.
func (l *loader) locate(m *Menu) {
	for _, w := range l.pages.list {
		for _, section := range []string{"hours", "queues", "budget", "calendars", "phrases"} {
			_, entries := w.source.find([]string{section})
			for i := 0; i+1 < contentOf(entries); i += 2 {
				key := entries.Content[i]
				m.sections[[2]string{section, key.Value}] = w.source.position(key)
			}
		}
	}
}

// revision returns a name for a menu's content: the same files give the same name.
func revision(files map[string][]byte) string {
	all := sha256.New()
	for name, content := range inOrder(files) {
		one := sha256.Sum256(content)
		all.Write([]byte(name + "\x00"))
		all.Write(one[:])
	}
	return hex.EncodeToString(all.Sum(nil))[:12]
}
