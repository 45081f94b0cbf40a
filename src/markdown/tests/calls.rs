//! Calls of components, and those of other programs.

use serde_json::json;

use super::{all, facts, part, problems};

#[test]
fn calls_are_read() {
    let body = "é {{<foto-a.b src=\"a \\\"b\\\" \\\\ {c}\" n=3 f=-2.5\n\n   ok=true no = false s='x\"' u=`y|`/>}} z";
    let calls = facts(body).calls;
    let call = &calls[0];
    let values: Vec<_> = call.arguments.iter().map(|(key, value)| (&key[..], value.clone())).collect();
    let expected = [
        ("src", json!("a \"b\" \\ {c}")),
        ("n", json!(3)),
        ("f", json!(-2.5)),
        ("ok", json!(true)),
        ("no", json!(false)),
        ("s", json!("x\"")),
        ("u", json!("y|")),
    ];
    assert_eq!(values, expected);
    assert_eq!(
        (&call.name[..], call.range.clone(), call.name_range.clone()),
        ("foto-a.b", 3..u32::try_from(body.len()).unwrap() - 2, 6..14)
    );
    assert_eq!((calls.len(), &call.body, call.part), (1, &None, 1));
}

#[test]
fn bodies_are_read() {
    let body = "{% <a x=1> %}\n\nb {% <c> %}d{%</c>%}\n\n{{<e/>}}{%</a >%}\n";
    let text = |range: &std::ops::Range<u32>| &body[range.start as usize..range.end as usize];
    let calls = facts(body).calls;
    let read: Vec<_> = calls.iter().map(|call| (&call.name[..], call.body.as_ref().map(text))).collect();
    let expected = [("a", Some("\n\nb {% <c> %}d{%</c>%}\n\n{{<e/>}}")), ("c", Some("d")), ("e", None)];
    assert_eq!(read, expected);
    assert_eq!(text(&calls[0].range), body.trim_end());
}

#[test]
fn a_paragraph_of_calls_is_none() {
    let body = "{{<a/>}}\n\n{{<a/>}} {{<b n=1/>}}\n{{<c/>}}\n\nteks {{<d/>}}\n\n- {{<e/>}}\n\n  {{<f/>}}\n";
    let expected =
        "<c-a 1>\n<c-a 1> <c-b 1 n=1>\n<c-c 1>\n<p>teks <c-d 1></p>\n<ul>\n<li><c-e 1>\n<c-f 1>\n</li>\n</ul>\n";
    assert_eq!(all(body), expected);
}

#[test]
fn bodies_are_markdown() {
    let body = "{% <k> %}\n# A\n\n- *b*\n\n{% <k> %}[c](c.md)\n{% </k> %}\n\n```\n{% </k> %}\n```\n{% </k> %}\n# A\n";
    let expected = concat!(
        "<c-k 1><h1 id=\"a\">A</h1>\n<ul>\n<li><em>b</em></li>\n</ul>\n",
        "<c-k 1><p><a href=\"/c/\">c</a></p>\n</c-k>\n",
        "<pre><code>{% &lt;/k&gt; %}\n</code></pre>\n</c-k>\n<h1 id=\"a-1\">A</h1>\n"
    );
    assert_eq!(all(body), expected);
}

#[test]
fn bodies_are_cut_from_their_quotes_and_lists() {
    let body = "> 10. {% <k> %}\n>     a\n>\n>     - b\n>     {% </k> %}\n\n- x\n\n\t{% <k> %}\n\tc\n\t{% </k> %}\n";
    let expected = concat!(
        "<blockquote>\n<ol start=\"10\">\n<li><c-k 1><p>a</p>\n<ul>\n<li>b</li>\n</ul>\n</c-k></li>\n</ol>\n</blockquote>\n",
        "<ul>\n<li>\n<p>x</p>\n<c-k 1><p>c</p>\n</c-k>\n</li>\n</ul>\n"
    );
    assert_eq!(all(body), expected);
}

#[test]
fn calls_stand_anywhere_in_text() {
    let body = "# A {{<a/>}}\n\n|b|\n|-|\n|{{<c d=\"|\"/>}}|\n\n*{{<e/>}}*_{{<f/>}}_ [{{<g/>}}](h.md) <i t=\"{{<j/>}}\">\n\n<div>\n{% <k> %}\n\nl\n\n{% </k> %}\n</div>\n";
    let expected = concat!(
        "<h1 id=\"a\">A <c-a 1></h1>\n",
        "<div class=\"table\"><table><thead><tr><th>b</th></tr></thead><tbody>\n",
        "<tr><td><c-c 1 d=\"|\"></td></tr>\n</tbody></table>\n</div>\n",
        "<p><em><c-e 1></em><em><c-f 1></em> <a href=\"/h/\"><c-g 1></a> <i t=\"<c-j 1>\"></p>\n",
        "<div>\n<c-k 1><p>l</p>\n</c-k>\n</div>\n"
    );
    assert_eq!(all(body), expected);
}

#[test]
fn code_and_comments_have_no_calls() {
    let body = "`{{<a/>}}` ``{% <b> %}`` <!-- {{<c/>}} {{ c }} --> \\{{<d/>}} \\\\{{<ya/>}}\n\n    {{<e/>}}\n\n~~~\n{{<f=/>}}\n~~~\n\n<!--\n{{<g/>}} -->\n\n<pre>\n\n{{<h/>}}</pre>\n";
    let names: Vec<_> = facts(body).calls.into_iter().map(|call| call.name).collect();
    assert_eq!(names, ["ya"]);
    let expected = concat!(
        "<p><code>{{&lt;a/&gt;}}</code> <code>{% &lt;b&gt; %}</code> <!-- {{<c/>}} {{ c }} --> {{<d/>}} \\<c-ya 1></p>\n",
        "<pre><code>{{&lt;e/&gt;}}\n</code></pre>\n<pre><code>{{&lt;f=/&gt;}}\n</code></pre>\n",
        "<!--\n{{<g/>}} -->\n<pre>\n\n{{<h/>}}</pre>\n"
    );
    assert_eq!(all(body), expected);
}

#[test]
fn quotes_of_calls_open_no_code() {
    let body = "{{<a b=`c`/>}} {{<d e=\"`\"/>}} {{<f e=\"`\"/>}} `{{<g/>}}`";
    let names: Vec<_> = facts(body).calls.into_iter().map(|call| call.name).collect();
    assert_eq!(names, ["a", "d", "f"]);
    assert_eq!(all(body), "<p><c-a 1 b=\"c\"> <c-d 1 e=\"`\"> <c-f 1 e=\"`\"> <code>{{&lt;g/&gt;}}</code></p>\n");
}

#[test]
fn calls_in_addresses_are_as_written() {
    let body = "[a]({{<b/>}}) ![{{<c/>}}d](e.svg \"{{<f/>}}\")";
    let expected = "<p><a href=\"%7B%7B%3Cb/%3E%7D%7D\">a</a> <img src=\"/i/e.svg\" alt=\"d\" title=\"{{&lt;f/&gt;}}\" loading=\"lazy\" decoding=\"async\" /></p>\n";
    assert_eq!(all(body), expected);
    let outline = facts(body);
    assert_eq!((outline.calls.len(), &outline.links[0].dest[..]), (0, "{{<b/>}}"));
}

#[test]
fn calls_that_turn_out_to_be_code_are_as_written() {
    let body = "{% <a> %}~~~{{<b/>}}\n{{<c/>}}{% </a> %}";
    let expected = "<c-a 1><pre><code class=\"language-{{&lt;b/&gt;}}\">{{&lt;c/&gt;}}</code></pre>\n</c-a>\n";
    assert_eq!(all(body), expected);
    assert_eq!(facts(body).calls.len(), 1);
    assert_eq!(all("# a {#{{<b/>}} k={{<c/>}}}"), "<h1 id=\"{{&lt;b/&gt;}}\" k=\"{{&lt;c/&gt;}}\">a</h1>\n");
}

#[test]
fn calls_know_their_part() {
    let body =
        "{{<a/>}}[^1]\n\n<!-- halaman -->\n\n{% <b> %}{{<c/>}}{% </b> %}\n\n<!-- halaman -->\n\nx\n\n[^1]: {{<d/>}}\n";
    let calls: Vec<_> = facts(body).calls.into_iter().map(|call| (call.name, call.part)).collect();
    let expected = [("a", 1), ("d", 1), ("b", 2), ("c", 2)].map(|(name, part)| (name.to_owned(), part));
    assert_eq!(calls, expected);
    assert_eq!(part(body, 2), "<c-b 2><c-c 2>\n</c-b>\n");
}

#[test]
fn calls_do_not_shift_private_characters() {
    let body = "\u{e000} {{<a/>}} \u{e001}0000x{{<b/>}}123";
    assert_eq!(all(body), "<p>\u{e000} <c-a 1> \u{e001}0000x<c-b 1>123</p>\n");
}

#[test]
fn broken_calls_are_named() {
    let broken = "error: this call of a component is not understood";
    let cases = [
        ("{{<a b=/>}}", format!("{broken} [a value was expected here] at /")),
        ("{{<a b/>}}", format!("{broken} [`=` and a value were expected here] at /")),
        ("{{<a b=c/>}}", format!("{broken} [neither a number nor `true` nor `false`; text stands in quotes] at c")),
        (
            "{{<a b=1e999/>}}",
            format!("{broken} [neither a number nor `true` nor `false`; text stands in quotes] at 1e999"),
        ),
        ("{{<a b=\"c/>}}", format!("{broken} [this text has no end] at \"")),
        ("{{<a b=1c=2/>}}", format!("{broken} [neither a number nor `true` nor `false`; text stands in quotes] at 1c")),
        ("{{<a b=\"\"c=2/>}}", format!("{broken} [white space was expected here] at c")),
        ("{{<a b=1 b=2/>}}", format!("{broken} [this argument is given twice] at b")),
        ("{{<a >}}", format!("{broken} [an argument or `/>}}}}` was expected here] at >")),
        ("{{<a", format!("{broken} [white space was expected here] at ")),
        ("{% <a/> %}", format!("{broken} [white space was expected here] at /")),
        ("{% <a> %} b", "error: the call of `a` has no end [begins here] at {% <a> %}".to_owned()),
        ("b {% </a> %}", "error: `a` is closed but not open [closes nothing] at {% </a> %}".to_owned()),
    ];
    for (body, expected) in cases {
        assert_eq!(problems(body), [expected], "{body}");
    }
}

#[test]
fn an_inner_call_without_end_leaves_the_outer_one() {
    let body = "{% <a> %}{% <b> %}c{% </a> %}";
    assert_eq!(problems(body), ["error: the call of `b` has no end [begins here] at {% <b> %}"]);
    assert_eq!(all(body), "<c-a 1><p>{% <b> %}c</p>\n</c-a>\n");
}

#[test]
fn calls_nest_twenty_deep() {
    let nested = |depth| format!("{}x{}", "{% <a> %}".repeat(depth), "{% </a> %}".repeat(depth));
    assert_eq!(facts(&nested(20)).calls.len(), 20);
    let deep = problems(&nested(30));
    assert_eq!(deep, ["error: calls stand more than 20 deep in each other [one too many] at {% <a> %}"]);
}

#[test]
fn calls_of_other_programs_are_named() {
    let cases = [
        ("{{< figure src=\"x\" >}}", "a Hugo shortcode `figure`"),
        ("{{< a/b >}}x{{< /a/b >}}", "a Hugo shortcode `a/b`"),
        ("{{% note %}}x{{% /note %}}", "a Hugo shortcode `note`"),
        ("{{ youtube(id=\"x\") }}", "a Zola shortcode `youtube`"),
        ("{% note() %}x{% end %}", "a Zola shortcode `note`"),
        ("{% include x.html %}", "a Liquid tag `include`"),
        ("{%- if a -%}x{% endif %}", "a Liquid tag `if`"),
        ("{{ site.url }}", "a Liquid variable `site.url`"),
    ];
    for (body, kind) in cases {
        let written = &body[..body.find("}x{").map_or(body.len(), |end| end + 1)];
        let expected = format!("warning: {kind} is not understood [is printed as it stands] at {written}");
        assert_eq!(problems(body), [expected], "{body}");
    }
    assert_eq!(all("{{ site.url }} {% x %}"), "<p>{{ site.url }} {% x %}</p>\n");
}

#[test]
fn braces_alone_are_text() {
    for body in [
        "{{ }}",
        "{{",
        "{%",
        "{{ 1 + 1 }}",
        "{% %}",
        "{{{}}}",
        "{{<",
        "{{< >}}",
        "{%</",
        "100{%",
        "{{<1/>}}",
        "`{{ a }}`",
        "\\{{ a }}",
    ] {
        assert_eq!(problems(body), [""; 0], "{body}");
    }
}
