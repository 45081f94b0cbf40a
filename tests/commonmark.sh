#!/bin/sh
# Puts the examples of CommonMark 0.31.2 where tests/it/commonmark.rs looks for them: target/commonmark-spec.json, or
# the file named as the first argument. The text of the specification is CC-BY-SA 4.0, so it is fetched, not kept.
set -eu

version=0.31.2
root=$(cd "$(dirname "$0")/.." && pwd)
out=${1:-$root/target/commonmark-spec.json}

for tool in node npm tar; do
    command -v "$tool" >/dev/null || { echo "commonmark.sh: \`$tool\` is missing; install Node.js with npm" >&2; exit 1; }
done

case $out in
    /*) ;;
    *) out=$PWD/$out ;;
esac
mkdir -p "$(dirname "$out")"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm pack --silent "commonmark-spec@$version" >/dev/null \
    || { echo "commonmark.sh: npm cannot fetch commonmark-spec@$version; is there a network?" >&2; exit 1; }
tar -xzf "commonmark-spec-$version.tgz"
node -e '
    const { tests } = require(process.argv[1]);
    const examples = tests.map(({ markdown, html, number, section }) => ({ markdown, html, example: number, section }));
    if (examples.length !== 652) throw new Error(`652 examples were expected, not ${examples.length}`);
    require("fs").writeFileSync(process.argv[2], JSON.stringify(examples, null, 1));
' "$folder/package" "$out"
echo "$out: 652 examples of CommonMark $version"
