//! Lists of tags of the HTTP registry.

use std::sync::atomic::{AtomicUsize, Ordering};

use vmopack::oci::{Registry, Tag};

use crate::fake_registry::{FakeRegistry, Reply};
use crate::oci_remote_client::{html, repository, show};

#[test]
fn tags_are_listed_page_by_page() {
    let registry = FakeRegistry::scripted(|seen| {
        let page = |tags: &str| Reply::new(200, format!(r#"{{"name":"x","tags":{tags}}}"#));
        Some(match seen.path.split_once('?').map(|(_, query)| query) {
            None => page(r#"["b","a","not a tag"]"#).header("Link", r#"</v2/x/tags/list?last=b>; rel="next""#),
            Some("last=b") => page(r#"["c","a"]"#).header("Link", "<list?last=c>; rel=next"),
            Some(_) => page("null"),
        })
    });
    let tags = registry.remote().tags(&repository()).unwrap();
    assert_eq!(tags.iter().map(Tag::as_str).collect::<Vec<_>>(), ["a", "b", "c"]);
}

#[test]
fn hostile_lists_of_tags_are_refused() {
    let listing = |reply: Reply| {
        let registry = FakeRegistry::scripted(move |seen| seen.path.contains("/tags/").then(|| reply.clone()));
        let error = registry.remote().tags(&repository()).unwrap_err();
        assert!(registry.seen().len() <= 51);
        show(&error, &registry.host())
    };
    let link = |link: &str| Reply::new(200, r#"{"tags":["a"]}"#).header("Link", link);
    let shown = [
        listing(link("<http://169.254.169.254/latest>; rel=next")),
        listing(link("</v2/x/tags/list>; rel=next")),
        listing(Reply::new(200, "[]")),
        listing(html(200)),
        listing(Reply::error(404, "NAME_UNKNOWN", "")),
    ];
    insta::assert_snapshot!(shown.join("\n\n"), @r#"
    error: cannot read from `HOST/team/spectro-packs/archive/cdi`
      caused by: the registry sent us somewhere else
      caused by: its list continues on another host

    error: cannot read from `HOST/team/spectro-packs/archive/cdi`
      caused by: the answer of the registry cannot be used: its list of tags has no end

    error: cannot read from `HOST/team/spectro-packs/archive/cdi`
      caused by: the answer of the registry cannot be used: its list of tags is malformed

    error: cannot read from `HOST/team/spectro-packs/archive/cdi`
      caused by: the answer of the registry cannot be used: it is a web page

    error: a list of tags in `HOST/team/spectro-packs/archive/cdi` does not exist
    "#);
}

fn linked(number: usize, next: &str) -> Reply {
    Reply::new(200, format!(r#"{{"tags":["t{number}"]}}"#)).header("Link", format!("<{next}>; rel=next"))
}

#[test]
fn lists_of_tags_have_limits() {
    let listing = |page: fn(usize) -> Reply| {
        let pages = AtomicUsize::new(0);
        let registry = FakeRegistry::scripted(move |_| Some(page(pages.fetch_add(1, Ordering::SeqCst) + 1)));
        let listed = registry.remote().tags(&repository()).map(|tags| tags.len());
        (listed.map_err(|error| show(&error, &registry.host())), registry.seen().len())
    };
    let (endless, requests) = listing(|number| linked(number, &format!("list?last={number}")));
    assert!(endless.unwrap_err().contains("has no end"));
    assert_eq!(requests, 50);
    let (circle, requests) = listing(|number| linked(number, if number == 1 { "list?last=1" } else { "list" }));
    assert!(circle.unwrap_err().contains("has no end"));
    assert_eq!(requests, 2);
    let (large, requests) = listing(|number| {
        let tags = format!(r#"{{"tags":["{}"]}}"#, "x".repeat(4_000_000));
        Reply::new(200, tags).header("Link", format!("<list?last={number}>; rel=next"))
    });
    assert!(large.unwrap_err().contains("larger than it may be"));
    assert_eq!(requests, 5);
    let (all, requests) = listing(|number| {
        if number < 50 { linked(number, &format!("list?last={number}")) } else { Reply::new(200, r#"{"tags":["z"]}"#) }
    });
    assert_eq!((all, requests), (Ok(50), 50));
}

#[test]
fn the_next_page_is_relative_to_where_this_one_came_from() {
    let registry = FakeRegistry::scripted(|seen| {
        Some(match seen.path.as_str() {
            "/mirror/v2/list" => Reply::new(200, r#"{"tags":["a"]}"#).header("Link", "<more>; rel=next"),
            "/mirror/v2/more" => Reply::new(200, r#"{"tags":["b"]}"#),
            path if path.ends_with("/tags/list") => Reply::new(307, "").header("Location", "/mirror/v2/list"),
            _ => Reply::error(404, "NAME_UNKNOWN", ""),
        })
    });
    assert_eq!(registry.remote().tags(&repository()).unwrap().len(), 2);
}
