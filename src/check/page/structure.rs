//! What a site tells search engines of itself: where a page stands (L-6), who publishes it, who writes (L-7).

use serde_json::Value;

use crate::check::page::Page;
use crate::check::page::data::Thing;
use crate::check::report::Report;
use crate::check::site::is_absolute;

/// The shortest side of a publisher's logo (L-7).
const LOGO: u64 = 112;

pub(super) fn judge(page: &Page<'_>, report: &mut Report) {
    for list in page.data.things().filter(|thing| thing.is("BreadcrumbList")) {
        judge_breadcrumbs(list, report);
    }
    for profile in page.data.things().filter(|thing| thing.is("ProfilePage")) {
        judge_profile(profile, report);
    }
    if page.path == "index.html" {
        judge_front(page, report);
    }
}

fn judge_breadcrumbs(list: Thing<'_>, report: &mut Report) {
    let items: Vec<_> = list.objects("itemListElement").collect();
    if items.len() < 2 {
        let message = format!("a trail with {} step", items.len());
        report.error("L-6", Some(list.at()), message, "a `BreadcrumbList` has two steps or more, or is left out");
    }
    for (index, item) in items.iter().enumerate() {
        judge_step(*item, index + 1, index + 1 == items.len(), report);
    }
}

fn judge_step(step: Thing<'_>, number: usize, is_last: bool, report: &mut Report) {
    if !step.is("ListItem") {
        let message = format!("step {number} of the trail is a `{}`", step.kind());
        report.error("L-6", Some(step.place_of("@type")), message, "write `ListItem`");
    }
    let position = step.value("position").and_then(Value::as_u64);
    if position.is_none_or(|it| it != number as u64) {
        let told = step.value("position").map_or("missing".to_owned(), |it| format!("`{it}`"));
        let message = format!("the position of step {number} of the trail is {told}");
        report.error("L-6", Some(step.place_of("position")), message, "number the steps from 1, as numbers");
    }
    let target = step.objects("item").next();
    if step.text("name").or_else(|| target?.text("name")).is_none() {
        report.error("L-6", Some(step.at()), format!("step {number} of the trail has no name"), "add `\"name\": …`");
    }
    match step.text("item").or_else(|| target?.text("@id")) {
        None if !is_last => {
            report.error(
                "L-6",
                Some(step.at()),
                format!("step {number} of the trail leads nowhere"),
                "add `\"item\": …`",
            );
        }
        Some(address) if !is_absolute(address) => {
            let message = format!("step {number} of the trail leads to `{address}`, which is not absolute");
            report.error("L-6", Some(step.place_of("item")), message, "begin it with `https://` and the host");
        }
        _ => {}
    }
}

fn judge_profile(profile: Thing<'_>, report: &mut Report) {
    let person = profile.objects("mainEntity").find(|it| it.is("Person") || it.is_kind_of("Organization"));
    let Some(person) = person else {
        let help = "add `\"mainEntity\": { \"@type\": \"Person\", \"name\": \"…\" }`";
        return report.error("L-7", Some(profile.at()), "a `ProfilePage` of nobody", help);
    };
    if person.text("name").is_none() {
        report.error(
            "L-7",
            Some(profile.place_of("mainEntity")),
            "the person of the page has no name",
            "add `\"name\": …`",
        );
    }
}

fn judge_front(page: &Page<'_>, report: &mut Report) {
    let publisher = page.data.things().find(|thing| thing.is("NewsMediaOrganization"));
    match publisher {
        None => {
            let help = "add a `NewsMediaOrganization` with name, url and logo";
            report.error("L-7", None, "the front page does not say who publishes the site", help);
        }
        Some(publisher) => judge_publisher(publisher, report),
    }
    let site = page.data.things().find(|thing| thing.is("WebSite"));
    if site.is_none_or(|site| site.text("name").is_none() || site.text("url").is_none()) {
        let at = site.map(Thing::at);
        report.error(
            "L-7",
            at,
            "the front page has no `WebSite` with name and url",
            "add one: its name is shown in results",
        );
    }
}

fn judge_publisher(publisher: Thing<'_>, report: &mut Report) {
    for name in ["name", "url"].into_iter().filter(|name| publisher.text(name).is_none()) {
        report.error("L-7", Some(publisher.at()), format!("the publisher has no `{name}`"), "add it");
    }
    let links = publisher.texts("sameAs").chain(publisher.texts("url"));
    for address in links.filter(|address| !is_absolute(address)) {
        let message = format!("the publisher's address `{address}` is not absolute");
        report.error("L-7", Some(publisher.at()), message, "begin it with `https://` and the host");
    }
    let Some(logo) = publisher.objects("logo").next() else {
        let help = "set `logo` in halaman.yaml";
        return report.warning("L-7", Some(publisher.at()), "the publisher has no logo", help);
    };
    let side = |name: &str| logo.value(name).and_then(Value::as_u64);
    if let (Some(width), Some(height)) = (side("width"), side("height"))
        && width.min(height) < LOGO
    {
        let message = format!("the publisher's logo has {width} × {height} pixels");
        report.error("L-7", Some(publisher.place_of("logo")), message, "use one of 112 × 112 pixels or more");
    }
}

#[cfg(test)]
mod tests {
    use crate::check::page::sample::{ARTICLE, FRONT, judged, with};

    const SCRIPT: &str = "<script type=\"application/ld+json\">";

    #[test]
    fn l6_a_trail_is_numbered_and_leads_somewhere() {
        let step = "{ \"@type\": \"ListItem\", \"position\": 1, \"name\": \"Beranda\", \"item\": \"https://kabar.example/\" },";
        for (to, expected) in [
            (String::new(), format!("E L-6 [{SCRIPT}] a trail with 1 step\nE L-6 [2] the position of step 1 of the trail is `2`\n")),
            (step.replace("\"position\": 1", "\"position\": \"1\""), "E L-6 [\"1\"] the position of step 1 of the trail is `\"1\"`\n".to_owned()),
            (step.replace("\"name\": \"Beranda\", ", ""), format!("E L-6 [{SCRIPT}] step 1 of the trail has no name\n")),
            (step.replace(", \"item\": \"https://kabar.example/\"", ""), format!("E L-6 [{SCRIPT}] step 1 of the trail leads nowhere\n")),
            (step.replace("https://kabar.example/", "/"), "E L-6 [\"/\"] step 1 of the trail leads to `/`, which is not absolute\n".to_owned()),
            (step.replace("\"ListItem\"", "\"Thing\""), "E L-6 [\"Thing\"] step 1 of the trail is a `Thing`\n\
                E L-8 [1] `Thing` has no property `position`\nE L-8 [\"https://kabar.example/\"] `Thing` has no property `item`\n".to_owned()),
        ] {
            let mut told: Vec<_> = with(ARTICLE, &[(step, &to)]).lines().map(str::to_owned).collect();
            let mut expected: Vec<_> = expected.lines().map(str::to_owned).collect();
            told.sort();
            expected.sort();
            assert_eq!(told, expected);
        }
    }

    #[test]
    fn l7_the_front_page_says_who_publishes() {
        assert_eq!(judged("index.html", FRONT), "");
        let front = |from: &str, to: &str| judged("index.html", &FRONT.replacen(from, to, 1));
        assert_eq!(
            front("NewsMediaOrganization", "Place"),
            "E L-7 [] the front page does not say who publishes the site\n"
        );
        assert_eq!(front("\"WebSite\"", "\"Place\""), "E L-7 [] the front page has no `WebSite` with name and url\n");
        assert_eq!(
            front("\"width\": 512", "\"width\": 64").split("] ").nth(1),
            Some("the publisher's logo has 64 × 512 pixels\n")
        );
        assert_eq!(front("\"name\": \"Kabar\", ", ""), format!("E L-7 [{SCRIPT}] the publisher has no `name`\n"));
        assert_eq!(
            front("[\"https://layar.example/kabar\"]", "[\"@kabar\"]"),
            format!("E L-7 [{SCRIPT}] the publisher's address `@kabar` is not absolute\n")
        );
        let start = FRONT.find(", \"logo\"").expect("it has a logo");
        let end = FRONT.find(", \"sameAs\"").expect("it has accounts");
        assert_eq!(front(&FRONT[start..end], ""), format!("W L-7 [{SCRIPT}] the publisher has no logo\n"));
    }

    #[test]
    fn l7_a_profile_is_of_somebody() {
        let profile = |entity: &str| {
            let script = format!(
                "{SCRIPT}{{ \"@context\": \"https://schema.org\", \"@type\": \"ProfilePage\"{entity} }}</script></head>"
            );
            with(ARTICLE, &[("</head>", &script)])
        };
        assert_eq!(profile(", \"mainEntity\": { \"@type\": \"Person\", \"name\": \"Rani\" }"), "");
        assert_eq!(profile(""), format!("E L-7 [{SCRIPT}] a `ProfilePage` of nobody\n"));
        assert_eq!(
            profile(", \"mainEntity\": { \"@type\": \"Person\" }"),
            "E L-7 [{ \"@type\": \"Person\" }] the person of the page has no name\n"
        );
    }
}
