//! Finds the calls of components: `{{<name key="value"/>}}` and `{% <name> %} body {% </name> %}`.
//!
//! They are found before the text is parsed, since Markdown would take them apart. What is a call here is replaced in
//! [`super::texts`] by one sign without meaning.

use std::collections::HashMap;
use std::ops::Range;

use super::arguments::{Fault, Tag, begins_name, closing, tag};
use super::foreign::foreign;
use super::literal::Literals;
use super::{Call, Problem, Syntax, short};

/// How deep calls may stand in each other.
const DEEPEST: usize = 20;

/// More calls than this have no number in their sign.
const MOST: usize = 62 * 62 * 62 * 62;

/// All calls of the body by place, and what is wrong with those that are none.
pub(super) fn find(body: &str, syntax: Syntax) -> (Vec<Call>, Vec<Problem>) {
    // Most texts have no brace, and looking for one byte in all takes a tenth of the time of looking for two signs.
    let has_brace = || body.bytes().filter(|byte| *byte == b'{').count() > 0;
    if !syntax.extensions || !has_brace() || !(body.contains("{{") || body.contains("{%")) {
        return (Vec::new(), Vec::new());
    }
    let mut finder = Finder {
        body,
        at: 0,
        covered: 0,
        literals: Literals::find(body, syntax),
        open: Vec::new(),
        open_names: HashMap::new(),
        calls: Vec::new(),
        problems: Vec::new(),
    };
    finder.run();
    finder.calls.sort_by_key(|call| call.range.start);
    finder.problems.sort_by_key(|problem| problem.range.start);
    (finder.calls, finder.problems)
}

/// A tag that waits for its closing one.
struct Open {
    tag: Tag,
    start: usize,
    /// Whether it stands too deep to be a call.
    too_deep: bool,
}

struct Finder<'b> {
    body: &'b str,
    at: usize,
    /// Up to here everything belongs to tags or is looked at.
    covered: usize,
    literals: Literals,
    open: Vec<Open>,
    /// How many of each name are open, so that a stray closing tag costs no walk.
    open_names: HashMap<&'b str, usize>,
    calls: Vec<Call>,
    problems: Vec<Problem>,
}

impl Finder<'_> {
    fn run(&mut self) {
        while let Some(offset) = self.body[self.at..].find('{') {
            self.at += offset;
            self.at = match self.literals.end_around(self.at, self.covered) {
                Some(end) => end,
                None if self.is_escaped() => self.at + 1,
                None => self.read().unwrap_or(self.at + 1),
            };
        }
        while let Some(open) = self.pop() {
            self.complain_of_unclosed(&open);
        }
    }

    fn is_escaped(&self) -> bool {
        let before = &self.body.as_bytes()[..self.at];
        before.iter().rev().take_while(|&&byte| byte == b'\\').count() % 2 == 1
    }

    /// Reads what begins at this brace, and says where to go on.
    fn read(&mut self) -> Option<usize> {
        let rest = &self.body[self.at..];
        if rest.strip_prefix("{{<").is_some_and(|name| name.starts_with(begins_name)) {
            return self.lone();
        }
        let inside = rest.strip_prefix("{%").map(str::trim_start);
        if let Some(name) = inside.and_then(|inside| inside.strip_prefix("</")) {
            return self.close(self.body.len() - name.len());
        }
        if let Some(name) =
            inside.and_then(|inside| inside.strip_prefix('<')).filter(|name| name.starts_with(begins_name))
        {
            return self.open(self.body.len() - name.len());
        }
        self.foreign()
    }

    /// A call without a body.
    fn lone(&mut self) -> Option<usize> {
        match tag(self.body, self.at + "{{<".len(), ["/>", "}}"]) {
            Ok(tag) => Some(self.take(self.at..tag.end, tag, None)),
            Err(fault) => self.complain_of_tag(
                fault,
                "a call ends with `/>}}`; one with a body is written `{% <name> %} … {% </name> %}`",
            ),
        }
    }

    fn open(&mut self, name: usize) -> Option<usize> {
        match tag(self.body, name, [">", "%}"]) {
            Ok(tag) => {
                let (start, end) = (self.at, tag.end);
                let too_deep = self.open.len() >= DEEPEST;
                if self.open.len() == DEEPEST {
                    self.complain_of_depth(start..end);
                }
                *self.open_names.entry(&self.body[tag.name.clone()]).or_default() += 1;
                self.open.push(Open { tag, start, too_deep });
                self.covered = end;
                Some(end)
            }
            Err(fault) => self.complain_of_tag(
                fault,
                "a call with a body is written `{% <name> %} … {% </name> %}`; one without, `{{<name/>}}`",
            ),
        }
    }

    fn close(&mut self, name: usize) -> Option<usize> {
        let (name, end) = closing(self.body, name)?;
        let written = &self.body[name.clone()];
        if self.open_names.get(written).is_none_or(|&count| count == 0) {
            self.complain_of_stray(self.at..end, written);
            return Some(end);
        }
        while let Some(open) = self.pop() {
            if self.body[open.tag.name.clone()] != *written {
                self.complain_of_unclosed(&open);
                continue;
            }
            if !open.too_deep {
                let body = open.tag.end..self.at;
                self.take(open.start..end, open.tag, Some(body));
            }
            break;
        }
        self.covered = end;
        Some(end)
    }

    fn pop(&mut self) -> Option<Open> {
        let open = self.open.pop()?;
        if let Some(count) = self.open_names.get_mut(&self.body[open.tag.name.clone()]) {
            *count -= 1;
        }
        Some(open)
    }

    fn take(&mut self, range: Range<usize>, tag: Tag, body: Option<Range<usize>>) -> usize {
        let end = range.end;
        self.covered = end;
        if self.calls.len() < MOST {
            self.calls.push(Call {
                name: self.body[tag.name.clone()].to_owned(),
                arguments: tag.arguments,
                range: short(range),
                name_range: short(tag.name),
                body: body.map(short),
                part: 1,
            });
        }
        end
    }

    fn foreign(&mut self) -> Option<usize> {
        let found = foreign(&self.body[self.at..])?;
        let range = self.at..self.at + found.length;
        if let Some(kind) = found.kind {
            self.problems.push(Problem {
                message: format!("{kind} `{}` is not understood", found.name),
                label: "is printed as it stands".to_owned(),
                range: range.clone(),
                help: Some(
                    "write a component as `{{<name key=\"value\"/>}}`, or put a `\\` before the brace".to_owned(),
                ),
                error: false,
            });
        }
        Some(range.end)
    }

    fn complain_of_tag(&mut self, fault: Fault, help: &str) -> Option<usize> {
        self.complain("this call of a component is not understood".to_owned(), &fault.label, fault.range, help);
        None
    }

    fn complain_of_depth(&mut self, range: Range<usize>) {
        let message = format!("calls stand more than {DEEPEST} deep in each other");
        self.complain(message, "one too many", range, "does an earlier one want its closing tag?");
    }

    fn complain_of_unclosed(&mut self, open: &Open) {
        let name = &self.body[open.tag.name.clone()];
        let help = format!("write `{{% </{name}> %}}` where it ends, or `{{{{<{name}/>}}}}` if it has no body");
        self.complain(format!("the call of `{name}` has no end"), "begins here", open.start..open.tag.end, &help);
    }

    fn complain_of_stray(&mut self, range: Range<usize>, name: &str) {
        let message = format!("`{name}` is closed but not open");
        self.complain(message, "closes nothing", range, "each closing tag wants its opening one before it");
    }

    fn complain(&mut self, message: String, label: &str, range: Range<usize>, help: &str) {
        let (label, help) = (label.to_owned(), Some(help.to_owned()));
        self.problems.push(Problem { message, label, range, help, error: true });
    }
}
