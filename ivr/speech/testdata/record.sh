#!/bin/sh
# Measures with espeak-ng how long each text of pace.tsv takes: lines of
# language, milliseconds and text. Run it here after adding a line with any
# number of milliseconds, then `go test ./ivr/speech -run Pace`.
#
# Mandarin is recorded with cmn-latn-pinyin: the plain cmn of espeak-ng 1.51
# spells most characters in English ("an four" for 按).
set -eu
cd "$(dirname "$0")"
tab=$(printf '\t')
while IFS="$tab" read -r lang _ text; do
	voice=en-us
	[ "$lang" = en-US ] || voice=cmn-latn-pinyin
	bytes=$(espeak-ng -v "$voice" --stdout "$text" </dev/null | wc -c)
	# 16 bits at 22,050 Hz after a header of 44 bytes.
	printf '%s\t%d\t%s\n' "$lang" $(((bytes - 44) * 10 / 441)) "$text"
done <pace.tsv >pace.new
mv pace.new pace.tsv
