package menus_test

import (
	"bytes"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/menus"
)

// playing is a menu whose subject plays a file.
func playing(t *testing.T, file string, data []byte) fstest.MapFS {
	t.Helper()
	files := withNode(t, "play: { audio: { zh-CN: "+file+" }, text: { zh-CN: 您好, en-US: Hello } }\ngo: goodbye")
	files[file] = &fstest.MapFile{Data: data}
	return files
}

func mp3(size int) []byte { return append([]byte("ID3"), bytes.Repeat([]byte{0}, size-3)...) }

func TestARecordingIsPartOfItsMenu(t *testing.T) {
	t.Parallel()
	first, err := menus.Load(playing(t, "audio/hello.mp3", mp3(1000)))
	require.NoError(t, err)
	require.Equal(t, []string{"audio/hello.mp3"}, first.Recordings())
	require.Len(t, first.Sounds, 1)
	for name, data := range first.Sounds {
		require.Regexp(t, `^[0-9a-f]{32}\.mp3$`, name)
		require.Equal(t, mp3(1000), data)
	}
	other, err := menus.Load(playing(t, "audio/hello.mp3", mp3(1001)))
	require.NoError(t, err)
	require.NotEqual(t, first.Tree.Revision, other.Tree.Revision, "another recording is another menu")
}

func TestARecordingThatIsTooLargeIsRefused(t *testing.T) {
	t.Parallel()
	_, err := menus.Load(playing(t, "hello.mp3", mp3(2<<20+1)))
	require.EqualError(t, err, "case.yaml:3:29: hello.mp3 is larger than 2 MB; save it as an MP3 of one channel and 32 kbit/s, which is all that a telephone carries")
}

func TestRecordingsThatAreTogetherTooLargeAreRefused(t *testing.T) {
	t.Parallel()
	files := base(t)
	var text strings.Builder
	text.WriteString("nodes:\n")
	for _, name := range []string{"subject", "b", "c", "d", "e"} {
		text.WriteString("  " + name + ":\n    play: { audio: { zh-CN: " + name + ".mp3 }, text: { zh-CN: 您好, en-US: Hello } }\n    go: goodbye\n")
		files[name+".mp3"] = &fstest.MapFile{Data: append(mp3(2<<20-1), name[0])}
	}
	files["case.yaml"] = &fstest.MapFile{Data: []byte(text.String())}
	_, err := menus.Load(files)
	require.ErrorContains(t, err, "the menu's recordings are together larger than 8 MB")
}
