package menus

import (
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/node"
	"go.yaml.in/yaml/v4"
)

// Main is the main file of a menu's folder.
const Main = "menu.yaml"

// cover is what only the main file may contain.
type cover struct {
	Hotline   string                   `yaml:"hotline" doc:"the hotline's name"`
	Start     string                   `yaml:"start" doc:"the node where calls begin"`
	Lifeline  string                   `yaml:"lifeline" doc:"the node for a call that failed: a person, or a message, without look-ups that can fail again"`
	Overlong  string                   `yaml:"overlong" doc:"the node for a call of more than 100 steps"`
	Timezone  string                   `yaml:"timezone" doc:"the hotline's clock, e.g. Asia/Shanghai"`
	Country   string                   `yaml:"country" doc:"the calling code of numbers typed without one, e.g. \"86\"" pattern:"^[1-9][0-9]{0,2}$"`
	Tries     int                      `yaml:"tries,omitempty" doc:"silences, or wrong keys, in one place before the caller is sent to a person; 3 when left out"`
	Speech    bool                     `yaml:"speech,omitempty" doc:"whether callers may speak as well as press; false when left out"`
	Languages languages                `yaml:"languages" doc:"how each language is spoken and heard; calls begin in the first"`
	Budget    map[string]time.Duration `yaml:"budget,omitempty" doc:"the longest time to a person: 'person' for a caller who presses 0, 'fraud' from the fraud key, 'silent' for one who never presses"`
	Whisper   ivr.Text                 `yaml:"whisper" doc:"what an agent hears before the caller; says {language}, {topic}, {verified}, {waited} and {caller}, the last four digits of the number"`
	page      `yaml:",inline"`
}

// page is what every file may contain.
type page struct {
	Include   []string                 `yaml:"include,omitempty" doc:"more files of the folder, as paths inside it"`
	Always    map[string]string        `yaml:"always,omitempty" doc:"where an exit of that name leads from every node of this file that does not say otherwise; in the main file, from every node of the menu"`
	Calendars map[string]calendar      `yaml:"calendars,omitempty" doc:"public holidays and make-up days, by name"`
	Hours     map[string]line          `yaml:"hours,omitempty" doc:"the business hours of each line, by name"`
	Queues    map[string]node.Queueing `yaml:"queues,omitempty" doc:"how each queue treats those who wait, by name"`
	Phrases   map[string]ivr.Text      `yaml:"phrases,omitempty" doc:"what every menu says alike, by name"`
	Hear      map[string]ivr.Words     `yaml:"hear,omitempty" doc:"spoken words that stand for a key everywhere: person, again, back, yes, no"`
	Terms     map[string]ivr.Text      `yaml:"terms,omitempty" doc:"words for values, e.g. refund.status.paid"`
	Nodes     map[string]place         `yaml:"nodes,omitempty" doc:"the places of the menu, by name"`
}

const defaultTries = 3

// heard are the spoken words that a menu must define.
var heard = []string{"person", "again", "back", "yes", "no"}

// languages is ordered: calls begin in the first.
type languages []ivr.Language

// language is how one language is spoken and recognised.
type language struct {
	Say   string `yaml:"say" doc:"the carrier's code for speaking, e.g. cmn-CN"`
	Voice string `yaml:"voice" doc:"the carrier's voice, e.g. Polly.Zhiyu-Neural"`
	Hear  string `yaml:"hear" doc:"the carrier's code for recognising, e.g. cmn-Hans-CN"`
}

// read returns no language if one is wrong: otherwise every text would seem to lack it.
func (l *languages) read(d *decoder, n *yaml.Node) {
	before := len(d.report.problems)
	for key, value := range d.entries(n) {
		var spec language
		d.under(key.Value, func() { d.decode(value, reflect.ValueOf(&spec).Elem(), nil) })
		*l = append(*l, ivr.Language{Name: key.Value, Say: spec.Say, Voice: spec.Voice, Hear: spec.Hear})
		if !slices.Contains(spokenLanguages, key.Value) {
			d.wrongAt(key, "%s is no language that values can be spoken in; %s", key.Value, Instead(key.Value, spokenLanguages))
		}
	}
	if len(*l) == 0 {
		d.wrongAt(n, "a menu speaks at least one language; add zh-CN")
	}
	if len(d.report.problems) > before {
		*l = nil
	}
}

// spokenLanguages are the languages of package speech.
var spokenLanguages = []string{"zh-CN", "en-US"}

// place is a node as written.
type place struct {
	wiring
	kind   node.Kind
	node   ivr.Node
	source source
	broken bool // not all of its settings could be read
}

// wiring is what a node of any kind may have besides its kind.
type wiring struct {
	Topic ivr.Text          `yaml:"topic,omitempty" doc:"what a caller who came here wants, in an agent's words"`
	Go    string            `yaml:"go,omitempty" doc:"where the node leads, if its kind has one way out of its own"`
	On    map[string]string `yaml:"on,omitempty" doc:"where each exit leads; stands above 'always'"`

	Accept []accepting `yaml:"accept,omitempty" doc:"findings of check at this node that are accepted knowingly"`
}

// accepting is an accepted finding as written.
type accepting struct {
	Rule   string `yaml:"rule" doc:"the rule that the finding is about, as check names it"`
	Reason string `yaml:"reason" doc:"why it is accepted, for those who read it later"`
}

func (p *place) read(d *decoder, n *yaml.Node) {
	p.source = d.source
	before := len(d.report.problems)
	var given *yaml.Node
	d.settings(n, reflect.ValueOf(&p.wiring).Elem(), func(key, value *yaml.Node) bool {
		kind, ok := node.Find(key.Value)
		switch {
		case !ok:
			d.wrongAt(key, "unknown key %q; %s", key.Value, Instead(key.Value, nodeKeys()))
		case given != nil:
			d.wrongAt(key, "is a %s already (line %d); make this a node of its own", p.kind.Name, given.Line)
		default:
			given, p.kind, p.node = key, kind, kind.New()
			d.under(key.Value, func() { d.decode(value, reflect.ValueOf(p.node).Elem(), nil) })
		}
		return true
	})
	p.broken = len(d.report.problems) > before
	if p.node == nil && n.Kind == yaml.MappingNode && !p.broken {
		d.wrongAt(n, "has no kind; add one of %s", strings.Join(kindNames(), ", "))
		p.broken = true
	}
}

func kindNames() []string {
	var list []string
	for _, k := range node.Kinds() {
		list = append(list, k.Name)
	}
	return list
}

func nodeKeys() []string {
	return append(kindNames(), names(fieldsOf(reflect.TypeFor[wiring]()))...)
}
