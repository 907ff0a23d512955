package rules

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf16"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/engine"
	"github.com/okpay/hotline/ivr/twiml"
	"github.com/okpay/hotline/menus/check/explore"
	"github.com/okpay/hotline/menus/check/trace"
)

// Carrier names the rule that the carrier accepts every document.
const Carrier = "carrier"

func init() {
	register(Rule{
		Name: Carrier, Severity: Fail,
		Doc: ivr.Text{
			"en-US": "The carrier takes all that it is sent: every document, whole as a caller hears it, with at most 64 KB; and every text message, with its values filled in, with at most 1,600 UTF-16 units. A message of five segments or more (335 Chinese characters) is a warning.",
			"zh-CN": "发给运营商的都会被接受：每一份文档，按来电者一次听到的全部来算，不超过 64 KB；每条短信，填入各个值以后，不超过 1,600 个 UTF-16 单元。达到五段的短信（335 个汉字）会有警告。",
		},
		Fix: ivr.Text{
			"en-US": "Fix what it names: shorten a text, or let callers choose in between; set a language or a voice in languages.",
			"zh-CN": "照它说的改：缩短文字，或者让来电者中间可以选择；在 languages 里设定语言或声音。",
		},
		Unsound: `
  example:
    sms: { text: { zh-CN: "` + strings.Repeat("请保留证据。", 300) + `", en-US: Keep evidence. } }
    go: main`,
		Sound: `
  example:
    sms: { text: { zh-CN: 请保留证据。, en-US: Keep evidence. } }
    go: main`,
		find: func(p *Proof) {
			p.carrier.views()
			p.carrier.whole()
			p.carrier.messages()
		},
	})
}

// links stand in for the URLs of a running hotline.
var links = twiml.Links{
	Step: "https://hotline.test/voice/step", Silence: "https://hotline.test/voice/step", Wait: "https://hotline.test/voice/wait",
	WaitKey: "https://hotline.test/voice/key", Whisper: "https://hotline.test/voice/whisper",
	Refresh: "https://hotline.test/voice/wait", Music: "https://hotline.test/music", StandBy: "https://hotline.test/voice/seat",
}

// carrier validates documents while the exploration finds them.
type carrier struct {
	proof *Proof
	seen  map[string]bool
}

// document validates a part of a document. One that leads to another node is only the beginning of what
// is heard.
func (c *carrier) document(node string, verbs []ivr.Verb) {
	if _, on := explore.Ending(verbs).(ivr.Poll); on {
		verbs = append(verbs[:len(verbs)-1:len(verbs)-1], ivr.Hangup{})
	}
	c.valid(node, verbs, twiml.Voice)
}

// views validates what is heard outside the call's own documents: the wait in a queue, and what a
// dialled person hears.
func (c *carrier) views() {
	tree := c.proof.Menu.Tree
	for _, p := range c.proof.Graph.Places {
		call := c.proof.Graph.CallAt(p)
		switch explore.Ending(p.Verbs).(type) {
		case ivr.Enqueue:
			for _, wait := range []ivr.Wait{{Position: 1}, {Position: 3, Waited: time.Minute, Expected: 5 * time.Minute, Staffed: true}} {
				c.valid(p.Node, engine.Waiting(tree, call, wait, call.At), twiml.WaitDocument)
			}
		case ivr.Dial:
		default:
			continue
		}
		c.valid(p.Node, engine.Whispering(tree, call, ivr.OfferInfo{}, call.At), twiml.Whisper)
	}
}

// valid checks a document against the carrier's grammar. Of small documents that differ only in their
// words, one is checked.
func (c *carrier) valid(node string, verbs []ivr.Verb, context twiml.Context) {
	if c.seen == nil {
		c.seen = map[string]bool{}
	}
	key := shape(verbs, context)
	if len(verbs) == 0 || c.seen[key] {
		return
	}
	c.seen[key] = true
	document, err := twiml.Render(withConference(verbs), links)
	if err != nil {
		c.proof.report(Finding{Node: node, Rule: Carrier, Text: fmt.Sprintf("what it says cannot be written for the carrier: %v", err)})
		return
	}
	for _, problem := range twiml.Validate(document, context) {
		whose := node
		if problem.OfLanguage() {
			whose = "" // the fault is shared by all nodes that speak the language
		}
		if key := whose + ": " + problem.Message; !c.seen[key] {
			c.seen[key] = true
			c.proof.report(Finding{Node: node, Rule: Carrier, Text: fmt.Sprintf("the carrier would refuse what it says: %v", problem)})
		}
	}
}

// withConference gives a conference a name, which the ACD chooses in a real call.
func withConference(verbs []ivr.Verb) []ivr.Verb {
	verbs = slices.Clone(verbs)
	for i, v := range verbs {
		if _, ok := v.(ivr.JoinConference); ok {
			verbs[i] = ivr.JoinConference{Room: "room-1"}
		}
	}
	return verbs
}

// small is a length in bytes far below the carrier's limits: documents below it are checked only once
// for each shape.
const small = 2000

// shape returns a document without its words, unless they are long or contain unusual characters.
func shape(verbs []ivr.Verb, context twiml.Context) string {
	s := shaper{}
	s.verbs(verbs)
	if s.length > small {
		fmt.Fprint(&s.out, verbs)
	}
	return fmt.Sprint(context, s.out.String())
}

type shaper struct {
	out    strings.Builder
	length int
}

func (s *shaper) verbs(verbs []ivr.Verb) {
	for _, v := range verbs {
		switch v := v.(type) {
		case ivr.Say:
			s.out.WriteString("say " + v.Voice + v.Language)
			if s.length += len(v.Text); strings.ContainsFunc(v.Text, func(r rune) bool { return r < ' ' || r == '\ufffd' }) {
				s.length += small
			}
		case ivr.Gather:
			inner := v
			inner.Prompt, inner.Hints = nil, ""
			fmt.Fprintf(&s.out, "%T%v(", v, inner)
			s.verbs(v.Prompt)
			s.out.WriteString(")")
			s.length += len(v.Hints)
		default:
			fmt.Fprintf(&s.out, "%T%v", v, v)
		}
	}
}

// spare is kept free in a document for a long public address, which check does not know.
const spare = 1 << 10

// whole checks the size of the documents that callers hear, each as a whole.
func (c *carrier) whole() {
	p := c.proof
	for n := range p.Graph.Links {
		if l := &p.Graph.Links[n]; !l.Place.Entry {
			c.bound(int32(n), l.Place.Node, p.Documents.At(int32(n)))
		}
		for _, e := range p.Graph.From(int32(n)) {
			if e.To == explore.Over {
				c.bound(int32(n), e.Outcome.Final, p.Documents.Ending(int32(n), e))
			}
		}
	}
}

func (c *carrier) bound(n int32, node string, h explore.Heard) {
	if h.Bytes <= twiml.MaxSize-spare {
		return
	}
	c.proof.report(Finding{
		Node: node, Rule: Carrier, Text: fmt.Sprintf("what callers hear at once has up to %d KB, more than the %d KB of a document", h.Bytes>>10+1, twiml.MaxSize>>10),
		Show: c.proof.show(trace.Goal{Links: []int32{n}, Hit: func(s trace.Step) bool {
			return c.proof.Graph.Length(s.Result.Verbs).Bytes > twiml.MaxSize-spare || s.Err != nil
		}}),
	})
}

// The carrier's limits of a text message.
const (
	longestMessage = 1600 // UTF-16 units
	manySegments   = 5
)

// messages checks the text messages that are sent.
func (c *carrier) messages() {
	p := c.proof
	p.edges(func(n int32, e explore.Edge) {
		for _, body := range e.Outcome.Sent {
			units, segments := message(body.Reveal())
			f := Finding{Node: p.sender(n, e), Rule: Carrier, Show: p.show(trace.Goal{Links: []int32{n}, Hit: sends(body)})}
			switch {
			case units > longestMessage:
				f.Text = fmt.Sprintf("the text message has up to %d characters, more than the %d that the carrier takes: it is not sent", units, longestMessage)
				f.Fix = "Shorten the text message, or make two of it."
			case segments >= manySegments:
				f.Severity = Warn
				f.Text = fmt.Sprintf("the text message has up to %d segments, each paid for and some carriers losing long ones", segments)
				f.Fix = "Shorten the text message."
			default:
				continue
			}
			p.report(f)
		}
	})
}

// sender returns the node that sends.
func (p *Proof) sender(n int32, e explore.Edge) string {
	if len(e.Outcome.Passed) > 0 {
		return e.Outcome.Passed[0].Node
	}
	return p.Graph.Links[n].Place.Node
}

func sends(body ivr.Masked) func(trace.Step) bool {
	return func(s trace.Step) bool {
		return slices.ContainsFunc(s.Result.Effects, func(e ivr.Effect) bool {
			text, ok := e.(ivr.SendText)
			return ok && len(text.Body) == len(body)
		})
	}
}

// message returns the UTF-16 units of a text message, and its segments: of 67 units in Chinese, of 153
// characters in plain letters.
func message(body string) (units, segments int) {
	units = len(utf16.Encode([]rune(body)))
	one, each := 70, 67
	if strings.IndexFunc(body, func(r rune) bool { return r > 0x7f }) < 0 {
		one, each = 160, 153
	}
	if units <= one {
		return units, 1
	}
	return units, (units + each - 1) / each
}
