# The daily commands. `just` lists them.

_default:
    @just --list

# All that CI runs
check:
    .ci/run

# Format, lint, test: before every commit
quick:
    cargo fmt
    cargo clippy --all-targets -- -D warnings
    cargo test

# Build the sample site and serve it on http://127.0.0.1:8000/
site:
    cargo run --release -- build --base-url http://127.0.0.1:8000/ --output target/site
    python3 -m http.server --bind 127.0.0.1 --directory target/site 8000

# The documentation as a site, in manual/public/
docs *options:
    cargo run --release -- build --site manual {{ options }}

# Judge the sample site's pages: validators, axe, Lighthouse (CHROME and JAVA name a browser and a Java)
check-pages *options:
    bash tests/pages/tools.sh
    cargo run --release -- build --at "2026-11-23 12:00" --base-url http://127.0.0.1:8437/ --output target/pages
    npm install --ignore-scripts --no-audit --no-fund --prefix tests/pages
    node tests/pages/check.mjs target/pages {{ options }}

# Renew the expected outputs of tests; read the difference afterwards
renew:
    UPDATE=1 cargo test --test it
    git diff --stat tests

# Renew the list of files that the sample site has
tree:
    cargo run --release -- build --at "2026-11-23 12:00" --clean
    cd public && find . -type f ! -name .gitkeep | LC_ALL=C sort > ../tests/sample-tree.txt

# The phases of a build, one by one, in memory
bench *filter:
    cargo bench --bench phases -- {{ filter }}

# Whole builds against the floor and Hugo (HUGO names its binary); tables on standard output
bench-site articles="1000,10000,100000" rounds="3":
    cargo bench --bench site -- {{ articles }} {{ rounds }}

# From saving a file to a page of the preview that knows of it
bench-desk articles="1000,10000":
    cargo bench --bench desk -- {{ articles }}

# What the preview holds in memory while it is edited for some minutes
bench-desk-memory minutes="5":
    cargo bench --bench desk -- memory {{ minutes }}

# Random input for one target of fuzz/ (needs cargo-fuzz)
fuzz target="site" seconds="600":
    mkdir -p fuzz/corpus/{{ target }}
    cargo fuzz run --sanitizer none {{ target }} fuzz/corpus/{{ target }} fuzz/seeds/{{ target }} -- -dict=fuzz/tokens.dict -timeout=20 -max_total_time={{ seconds }}
