//! A page that says what was done, and where to go on.

use crate::page::PublicPage;
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use callout_web::layout;

#[derive(Template)]
#[template(path = "done.html")]
struct Done<'a> {
    code: &'a str,
    page: &'a PublicPage,
    title: &'a str,
    text: &'a str,
    next: Option<(&'a str, &'a str)>,
}

/// The page; `next` is an address from here, with its words.
pub(crate) fn done(page: &PublicPage, title: &str, text: &str, next: Option<(&str, &str)>) -> Response {
    let code = &page.page_words.code;
    layout::page(StatusCode::OK, &Done { code, page, title, text, next })
}
