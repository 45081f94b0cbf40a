//! The filters that halaman adds to Tera's own, as listed in `docs/templates.md`.
//!
//! A filter is a function of its value, its arguments and the words it was registered with. None
//! reaches another page, the disk or the clock: halaman could not tell what an edit changes. What
//! a filter prints is words of a [`Locale`]; none are written here. Whoever renders puts `language`
//! in every context, whether the template names it or not: `date` and `number` read it.
//!
//! Invariant: a mistake in a template is an error that names the filter, what it wants and what it
//! got; no filter prints nothing instead.

mod lists;
mod plain;
mod strings;

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Datelike, FixedOffset};
use tera::{ArgFromValue, Error, Kwargs, State, Tera, TeraResult, Value};

use crate::locale::{Locale, slugify};

/// What filters know of the site.
#[derive(Debug, Clone)]
pub struct FilterData {
    /// The whole URL of the front page, with a slash at its end: `https://x.example/koran/`.
    pub base_url: String,
    /// The site's languages by their tags.
    pub locales: BTreeMap<String, Arc<Locale>>,
    /// The language of a text that does not say its own: one of `locales`.
    pub default_language: String,
}

/// Adds the filters to a set of templates; `group_by` takes the place of Tera's own, which knows no
/// order (D-3).
pub fn register(tera: &mut Tera, words: Arc<FilterData>) {
    let (dates, numbers, urls) = (Arc::clone(&words), Arc::clone(&words), words);
    tera.register_filter("date", move |value: &Value, args: Kwargs, state: &State<'_>| {
        date(&dates, value, &args, state)
    });
    tera.register_filter("number", move |value: &Value, args: Kwargs, state: &State<'_>| {
        number(&numbers, value, &args, state)
    });
    tera.register_filter("absolute_url", move |value: &Value, _: Kwargs, _: &State<'_>| absolute_url(&urls, value));
    tera.register_filter("year", |value: &Value, _: Kwargs, _: &State<'_>| time("year", value).map(|time| time.year()));
    tera.register_filter("fill", |value: &Value, args: Kwargs, state: &State<'_>| {
        strings::fill_gaps(value, &args, state)
    });
    tera.register_filter("slugify", |value: &Value, _: Kwargs, _: &State<'_>| text("slugify", value).map(slugify));
    tera.register_filter("json", |value: &Value, _: Kwargs, _: &State<'_>| strings::json(value));
    tera.register_filter("plain", |value: &Value, _: Kwargs, _: &State<'_>| text("plain", value).map(plain::plain));
    tera.register_filter("group_by", |value: &Value, args: Kwargs, _: &State<'_>| lists::group_by(value, &args));
    tera.register_filter("where", |value: &Value, args: Kwargs, _: &State<'_>| lists::keep_where(value, &args));
    tera.register_filter("limit", |value: &Value, args: Kwargs, _: &State<'_>| lists::limit(value, &args));
    tera.register_filter("skip", |value: &Value, args: Kwargs, _: &State<'_>| lists::skip(value, &args));
}

impl FilterData {
    /// The words of the argument `lang`, else of the output that is made, else of the site.
    fn locale(&self, filter: &str, args: &Kwargs, state: &State<'_>) -> TeraResult<&Locale> {
        if let Some(language) = argument::<&str>(filter, args, "lang", "a language tag")? {
            return self.locales.get(language).map(Arc::as_ref).ok_or_else(|| self.unknown_language(filter, language));
        }
        // A component sees no slots but those it asks for, and a loop may use the name for its own.
        let of_output = state.get::<Value>("language")?.and_then(|value| self.locales.get(value.as_str()?));
        let locale = of_output.or_else(|| self.locales.get(&self.default_language));
        locale.map(Arc::as_ref).ok_or_else(|| self.unknown_language(filter, &self.default_language))
    }

    fn unknown_language(&self, filter: &str, language: &str) -> Error {
        let known: Vec<String> = self.locales.keys().map(|tag| format!("`{tag}`")).collect();
        Error::message(format!(
            "`{filter}` wants one of the site's languages for `lang` ({}), got `{language}`",
            known.join(", ")
        ))
    }

    /// `base_url` without its path: `https://x.example`.
    fn host(&self) -> &str {
        let authority = self.base_url.find("://").map_or(0, |colon| colon + 3);
        let path = self.base_url[authority..].find('/');
        path.map_or(self.base_url.as_str(), |length| &self.base_url[..authority + length])
    }
}

fn date(words: &FilterData, value: &Value, args: &Kwargs, state: &State<'_>) -> TeraResult<String> {
    let locale = words.locale("date", args, state)?;
    let format = argument("date", args, "format", "the name of a format or a strftime pattern")?.unwrap_or("long");
    let written = locale.format_date(&time("date", value)?, format);
    written.map_err(|error| Error::message(format!("`date` cannot use `format`: {error}")))
}

fn number(words: &FilterData, value: &Value, args: &Kwargs, state: &State<'_>) -> TeraResult<String> {
    let locale = words.locale("number", args, state)?;
    match (value.as_i128(), value.as_f64()) {
        (Some(integer), _) => Ok(locale.number(integer)),
        (None, Some(float)) => Ok(locale.number(float)),
        (None, None) => Err(wrong("number", "a number", value)),
    }
}

/// A path is one from the root of the host, as all slots of the type `url` are.
fn absolute_url(words: &FilterData, value: &Value) -> TeraResult<Value> {
    let url = text("absolute_url", value)?;
    let host = words.host();
    let whole = match url {
        _ if has_scheme(url) => url.to_owned(),
        _ if url.starts_with("//") => format!("{}{url}", host.split("//").next().unwrap_or_default()),
        _ if url.starts_with('/') => format!("{host}{url}"),
        _ => {
            return Err(wrong("absolute_url", "a path from the root (`/…`) or a whole URL", value));
        }
    };
    Ok(if value.is_safe() { Value::safe_string(&whole) } else { Value::from(whole) })
}

/// Whether a URL begins with a scheme, as in RFC 3986, section 3.1.
fn has_scheme(url: &str) -> bool {
    let Some((scheme, _)) = url.split_once(':') else {
        return false;
    };
    let letters = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '+' | '-' | '.');
    scheme.starts_with(|sign: char| sign.is_ascii_alphabetic()) && scheme.chars().all(letters)
}

fn time(filter: &str, value: &Value) -> TeraResult<DateTime<FixedOffset>> {
    let read = value.as_str().and_then(|text| DateTime::parse_from_rfc3339(text).ok());
    read.ok_or_else(|| wrong(filter, "a time in RFC 3339", value))
}

fn text<'a>(filter: &str, value: &'a Value) -> TeraResult<&'a str> {
    value.as_str().ok_or_else(|| wrong(filter, "text", value))
}

fn argument<'a, T>(filter: &str, args: &'a Kwargs, name: &'a str, expected: &str) -> TeraResult<Option<T>>
where
    T: ArgFromValue<'a, Output = T>,
{
    let expected = || format!("{expected} for `{name}`");
    let Some(value) = args.get::<&Value>(name)? else {
        return Ok(None);
    };
    T::from_value(value).map(Some).map_err(|_| wrong(filter, &expected(), value))
}

fn required<'a, T>(filter: &str, args: &'a Kwargs, name: &'a str, expected: &str) -> TeraResult<T>
where
    T: ArgFromValue<'a, Output = T>,
{
    let value = argument(filter, args, name, expected)?;
    value.ok_or_else(|| Error::message(format!("`{filter}` wants {expected} for `{name}`, got nothing")))
}

fn wrong(filter: &str, expected: &str, value: &Value) -> Error {
    let got = match value.as_str() {
        Some(text) => format!("`{}`", text.chars().take(60).collect::<String>()),
        None if value.is_none() => "none".to_owned(),
        None if value.is_undefined() => "nothing".to_owned(),
        None if value.is_number() || value.is_bool() => format!("`{value}`"),
        None if value.is_array() => "a list".to_owned(),
        None if value.is_map() => "a map".to_owned(),
        None => value.name().to_owned(),
    };
    Error::message(format!("`{filter}` wants {expected}, got {got}"))
}

#[cfg(test)]
mod tests {
    use tera::Context;

    use super::*;
    use crate::locale::{base_for, from_value};

    fn site() -> Tera {
        let locale = |tag: &str| (tag.to_owned(), Arc::new(from_value(tag, base_for(tag).0).unwrap()));
        let words = FilterData {
            base_url: "https://x.example/koran/".into(),
            locales: BTreeMap::from([locale("id"), locale("en")]),
            default_language: "id".into(),
        };
        let mut tera = Tera::default();
        register(&mut tera, Arc::new(words));
        tera
    }

    fn context() -> Context {
        let card = |title: &str, section: Option<&str>, topic: Option<&str>| {
            let extra = topic.map_or_else(|| serde_json::json!({}), |topic| serde_json::json!({"topic": topic}));
            serde_json::json!({"title": title, "section": section.map(|name| serde_json::json!({"name": name})), "extra": extra})
        };
        let cards = [
            card("a", Some("z"), None),
            card("b", Some("a"), Some("air")),
            card("c", None, None),
            card("d", Some("z"), Some("air")),
        ];
        let mut context = Context::new();
        context.insert("t", "2022-11-08T14:30:00+08:00");
        context.insert("cards", &cards);
        context.insert("unsafe", "<b>&'\"");
        context.insert("none", &None::<String>);
        context
    }

    fn render_in(language: &str, template: &str) -> Result<String, String> {
        let (mut tera, mut context) = (site(), context());
        context.insert("language", language);
        tera.add_raw_template("x.html", template).map_err(|error| error.to_string())?;
        tera.render("x.html", &context).map_err(|error| error.to_string())
    }

    fn render(template: &str) -> String {
        render_in("id", template).unwrap()
    }

    fn error(template: &str) -> String {
        render_in("id", template).expect_err(template)
    }

    #[track_caller]
    fn assert_error(template: &str, message: &str) {
        let error = error(template);
        assert!(error.contains(message), "{error}");
    }

    #[test]
    fn date_writes_in_the_language_of_the_output() {
        assert_eq!(render("{{ t | date }}"), "Selasa, 8 November 2022 14.30 WITA");
        assert_eq!(render(r#"{{ t | date(format="%a %-d %b") }}"#), "Sel 8 Nov");
        assert_eq!(render(r#"{{ t | date(format="iso") }}"#), "2022-11-08T14:30:00+08:00");
        assert_eq!(render_in("en", r#"{{ t | date(format="long_date") }}"#).unwrap(), "Tuesday, 8 November 2022");
    }

    #[test]
    fn the_language_is_the_arguments_then_the_outputs_then_the_sites() {
        let day = r#"{{ t | date(format="%A") }}"#;
        assert_eq!(render_in("en", r#"{{ t | date(format="%A", lang="id") }}"#).unwrap(), "Selasa");
        assert_eq!(render_in("fr", day).unwrap(), "Selasa");
        let shadowed = format!("{{% for language in [1] %}}{day}{{% endfor %}}");
        assert_eq!(render_in("en", &shadowed).unwrap(), "Selasa");
        let component = r#"{% component day(t) %}{{ t | date(format="%A") }}{% endcomponent day %}{{<day t={t} />}}"#;
        assert_eq!(render_in("en", component).unwrap(), "Selasa");
        let one_of = "`date` wants one of the site's languages for `lang` (`en`, `id`), got `fr`";
        assert_error(r#"{{ t | date(lang="fr") }}"#, one_of);
    }

    #[test]
    fn date_and_year_name_what_they_want() {
        assert_error(r#"{{ "kemarin" | date }}"#, "`date` wants a time in RFC 3339, got `kemarin`");
        assert_error("{{ none | date }}", "`date` wants a time in RFC 3339, got none");
        assert_error("{{ 5 | year }}", "`year` wants a time in RFC 3339, got `5`");
        assert_error(
            "{{ t | date(format=5) }}",
            "`date` wants the name of a format or a strftime pattern for `format`, got `5`",
        );
        assert_error(r#"{{ t | date(format="%Q") }}"#, "`date` cannot use `format`: `%Q` is no strftime pattern");
    }

    #[test]
    fn year_is_a_number() {
        assert_eq!(render("{{ t | year + 1 }}"), "2023");
    }

    #[test]
    fn i9_number() {
        assert_eq!(render("{{ 1234567.89 | number }} {{ 1000 | number }}"), "1.234.567,89 1.000");
        assert_eq!(render(r#"{{ 1234567.89 | number(lang="en") }}"#), "1,234,567.89");
        assert_error(r#"{{ "1000" | number }}"#, "`number` wants a number, got `1000`");
        assert_error("{{ 1 | number(lang=2) }}", "`number` wants a language tag for `lang`, got `2`");
    }

    #[test]
    fn fill_escapes_what_it_puts_in_once() {
        assert_eq!(render(r#"{{ "{a} & {n} {b}" | fill(a=unsafe, n=2) }}"#), "&lt;b&gt;&amp;&#39;&quot; &amp; 2 {b}");
        assert_eq!(render(r#"{{ "<i>{a}</i>" | safe | fill(a=unsafe) }}"#), "<i>&lt;b&gt;&amp;&#39;&quot;</i>");
        assert_eq!(render(r#"{% set b = "<b>" | safe %}{{ "<{a}>" | fill(a=b) }}"#), "&lt;<b>&gt;");
        assert_eq!(render(r#"{{ "{a}" | fill(a="&") | json }}"#), r#""\u0026""#);
    }

    #[test]
    fn fill_leaves_text_as_it_is_where_nothing_is_escaped() {
        let (mut tera, context) = (site(), context());
        tera.add_raw_template("x.txt", r#"{{ "{a}" | fill(a=unsafe) }}"#).unwrap();
        assert_eq!(tera.render("x.txt", &context).unwrap(), "<b>&'\"");
    }

    #[test]
    fn fill_names_what_it_wants() {
        assert_error(r#"{{ "{a}" | fill(a=cards) }}"#, "`fill` wants text or a number for `a`, got a list");
        assert_error(r#"{{ "{a}" | fill(a=none) }}"#, "`fill` wants text or a number for `a`, got none");
        assert_error("{{ 3 | fill(a=1) }}", "`fill` wants text, got `3`");
    }

    #[test]
    fn absolute_url_begins_at_the_host() {
        let cases = [
            ("/koran/x/", "https://x.example/koran/x/"),
            ("/", "https://x.example/"),
            ("//cdn.example/a.png", "https://cdn.example/a.png"),
            ("http://other.example", "http://other.example"),
            ("mailto:redaksi@x.example", "mailto:redaksi@x.example"),
        ];
        for (url, expected) in cases {
            assert_eq!(render(&format!("{{{{ '{url}' | absolute_url | safe }}}}")), expected);
        }
        let wanted = "`absolute_url` wants a path from the root (`/…`) or a whole URL, got `a/b:c`";
        assert_error("{{ 'a/b:c' | absolute_url }}", wanted);
    }

    #[test]
    fn d3_group_by_keeps_the_order_of_first_sight() {
        let groups = "{% for g in groups %}{{ g.key }}:{% for c in g.items %}{{ c.title }}{% endfor %} {% endfor %}";
        let by = |path: &str| render(&format!(r#"{{% set groups = cards | group_by(attribute="{path}") %}}{groups}"#));
        assert_eq!(by("section.name"), "z:ad a:b ");
        assert_eq!(by("extra.topic"), "air:bd ");
        assert_eq!(by("title"), "a:a b:b c:c d:d ");
    }

    #[test]
    fn group_by_names_what_it_wants() {
        assert_error(
            "{{ cards | group_by }}",
            "`group_by` wants the path of an attribute for `attribute`, got nothing",
        );
        let missing = "`group_by` wants items with the `attribute` `secton`, got one without";
        assert_error(r#"{{ cards | group_by(attribute="secton.name") }}"#, missing);
        let map = "`group_by` wants text, a number or a bool as `section`, got a map";
        assert_error(r#"{{ cards | group_by(attribute="section") }}"#, map);
        assert_error(
            r#"{{ t | group_by(attribute="x") }}"#,
            "`group_by` wants a list, got `2022-11-08T14:30:00+08:00`",
        );
    }

    #[test]
    fn where_keeps_items_with_the_value() {
        let titles = |call: &str| render(&format!("{{% for c in cards | {call} %}}{{{{ c.title }}}}{{% endfor %}}"));
        assert_eq!(titles(r#"where(attribute="section.name", value="z")"#), "ad");
        assert_eq!(titles(r#"where(attribute="extra.topic", value="air")"#), "bd");
        assert_eq!(titles(r#"where(attribute="extra.topic", value=none)"#), "ac");
        assert_error(r#"{{ cards | where(attribute="title") }}"#, "`where` wants a value for `value`, got nothing");
    }

    #[test]
    fn limit_and_skip() {
        let titles = |call: &str| render(&format!("{{% for c in cards | {call} %}}{{{{ c.title }}}}{{% endfor %}}"));
        assert_eq!(titles("limit(n=2)"), "ab");
        assert_eq!(titles("skip(n=3)"), "d");
        assert_eq!(titles("skip(n=1) | limit(n=99)"), "bcd");
        assert_eq!(titles("skip(n=99)"), "");
        assert_error("{{ cards | limit(n=-1) }}", "`limit` wants a whole number for `n`, got `-1`");
        assert_error("{{ none | skip(n=1) }}", "`skip` wants a list, got none");
    }

    #[test]
    fn i19_slugify() {
        assert_eq!(render("{{ \"Jum'at, 5,5%\" | slugify }}"), "jumat-5-5");
    }

    #[test]
    fn json_ends_no_script_and_no_attribute() {
        assert_eq!(
            render(r#"{{ "</script><!-- & ' \" " | json }}"#),
            r#""\u003c/script\u003e\u003c!-- \u0026 \u0027 \" ""#
        );
        assert_eq!(render("{{ [1, 1.5, true, none] | json }}"), "[1,1.5,true,null]");
        assert_eq!(render("{{ cards[1] | json }}"), r#"{"title":"b","section":{"name":"a"},"extra":{"topic":"air"}}"#);
        assert_eq!(strings::json(&Value::from("\u{2028}\u{2029}")).unwrap().as_str(), Some(r#""\u2028\u2029""#));
        assert_error("{{ cards[1].nothing | json }}", "`json` wants a value, got nothing");
    }

    #[test]
    fn plain_is_text_again() {
        assert_eq!(render(r#"{{ "<p>a &lt; <b>b</b></p>" | safe | plain }}"#), "a &lt; b");
        assert_error("{{ none | plain }}", "`plain` wants text, got none");
    }
}
