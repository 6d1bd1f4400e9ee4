//! What the holder of a subscription does, with the link of a message: confirm, choose, take a new key, leave.
//!
//! A GET shows, a POST acts. Links that do not work look alike, whatever the reason.

use crate::choice::Form;
use crate::deps::Ports;
use crate::done::done;
use crate::notice::Notice;
use crate::page::{Choice, PublicPage};
use crate::random::random;
use crate::source::Reader;
use crate::store::{Decided, change};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use callout_domain::ids::SubscriberId;
use callout_domain::subscriber::{Standing, Subscriber, Wanted};
use callout_ports::{Clock as _, Subscribers as _};
use callout_public::{ENGLISH, fill};
use callout_web::layout;
use jiff::Timestamp;
use std::sync::Arc;

/// Identity and token of a link.
type Link = Path<(String, String)>;

/// A button, and what it does.
#[derive(Template)]
#[template(path = "button.html")]
struct Button<'a> {
    code: &'a str,
    page: &'a PublicPage,
    title: &'a str,
    text: String,
    button: &'a str,
}

#[derive(Template)]
#[template(path = "manage.html")]
struct Manage<'a> {
    code: &'a str,
    page: &'a PublicPage,
    text: String,
    choices: Vec<Choice>,
    following: Option<String>,
    languages: Vec<(String, String)>,
    language: &'a str,
    /// The newest key, of a receiver of webhooks.
    key: Option<&'a str>,
    /// The last two parts of the address of every link.
    link: String,
    is_saved: bool,
}

/// A subscription that a link opens, and the page in its language.
struct Held {
    page: PublicPage,
    subscriber: Subscriber,
}

async fn held(deps: &impl Ports, link: &(String, String), reader: &Reader) -> Result<Held, Notice> {
    let first = reader.languages().next().unwrap_or(ENGLISH).to_owned();
    let refused = || Notice::NoLink(first.clone());
    let table = deps.table();
    let id = SubscriberId::from(link.0.as_str());
    if !is_id(&link.0) {
        return Err(refused());
    }
    let known = table.subscriber(&id).await.map_err(|error| Notice::away(error.into()))?;
    let subscriber = known.filter(|one| one.has_token(&link.1)).ok_or_else(refused)?;
    let asked = subscriber.asked.as_ref().map(|asked| asked.language.as_str());
    let language = asked.unwrap_or(&subscriber.language).to_owned();
    let page = PublicPage::load(deps, [language.as_str()].into_iter().chain(reader.languages())).await?;
    Ok(Held { page, subscriber })
}

/// Whether this can be an identity: what strangers type is no key of the table.
fn is_id(text: &str) -> bool {
    let digits = text.strip_prefix("sub_").unwrap_or_default();
    digits.len() == 32 && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Applies a change of the holder's, unless the link no longer works.
async fn act(
    deps: &impl Ports,
    held: &Held,
    decide: impl Fn(&mut Subscriber, Timestamp) -> bool,
) -> Result<Subscriber, Notice> {
    let (now, code) = (deps.clock().now(), &held.page.page_words.code);
    let token = &held.subscriber.token;
    change(deps, &held.subscriber.id, |known| {
        let known = known.filter(|one| one.has_token(token));
        let mut one = known.ok_or_else(|| Notice::NoLink(code.clone()))?;
        Ok(match decide(&mut one, now) {
            true => (one, Decided::Changed(None)),
            false => (one, Decided::Unchanged),
        })
    })
    .await
}

/// Shows the button that confirms.
pub(crate) async fn show_confirm<P: Ports>(
    State(deps): State<Arc<P>>,
    Path(link): Link,
    reader: Reader,
) -> Result<Response, Notice> {
    let Held { page, subscriber } = held(&*deps, &link, &reader).await?;
    let is_open = subscriber.asked.as_ref().is_some_and(|asked| !asked.is_over(deps.clock().now()));
    if !is_open {
        return confirmed(&page, &subscriber, &link);
    }
    let words = &page.words;
    let view = Button {
        code: &page.page_words.code,
        page: &page,
        title: &words.confirm_title,
        text: fill(&words.confirm_text, &[address(&subscriber)]),
        button: &words.confirm,
    };
    Ok(layout::page(StatusCode::OK, &view))
}

/// Confirms.
pub(crate) async fn confirm<P: Ports>(
    State(deps): State<Arc<P>>,
    Path(link): Link,
    reader: Reader,
) -> Result<Response, Notice> {
    let held = held(&*deps, &link, &reader).await?;
    let subscriber = act(&*deps, &held, Subscriber::confirm).await?;
    confirmed(&held.page, &subscriber, &link)
}

/// The answer to whoever confirmed, now or before.
fn confirmed(
    page: &PublicPage,
    subscriber: &Subscriber,
    link: &(String, String),
) -> Result<Response, Notice> {
    if !subscriber.is_active() {
        return Err(Notice::NoLink(page.page_words.code.clone()));
    }
    let (words, manage) = (&page.words, format!("../../manage/{}/{}", link.0, link.1));
    Ok(done(page, &words.confirmed, &words.confirmed_text, Some((&manage, &words.manage))))
}

/// Shows what is chosen.
pub(crate) async fn show_manage<P: Ports>(
    State(deps): State<Arc<P>>,
    Path(link): Link,
    reader: Reader,
) -> Result<Response, Notice> {
    let Held { page, subscriber } = held(&*deps, &link, &reader).await?;
    manage_page(&*deps, &page, &subscriber, &link, false)
}

/// Chooses anew. What is followed stays, and so does what the page no longer shows.
pub(crate) async fn manage<P: Ports>(
    State(deps): State<Arc<P>>,
    Path(link): Link,
    reader: Reader,
    body: String,
) -> Result<Response, Notice> {
    let held = held(&*deps, &link, &reader).await?;
    let form = Form::read(&body);
    let chosen = form.wanted(&held.page.main.settings);
    let is_known = |(code, _): &(String, String)| code == form.get("language");
    let language = held.page.languages().into_iter().find(is_known).map(|(code, _)| code);
    let subscriber = act(&*deps, &held, |one, now| {
        let is_active = one.is_active();
        if is_active {
            let wanted = Wanted { incidents: one.wanted.incidents.clone(), ..chosen.clone() };
            let language = language.clone().unwrap_or_else(|| one.language.clone());
            one.choose(wanted, language, now);
        }
        is_active
    })
    .await?;
    let page = PublicPage::load(&*deps, [subscriber.language.as_str()]).await?;
    manage_page(&*deps, &page, &subscriber, &link, true)
}

/// Replaces the key that signs.
pub(crate) async fn new_key<P: Ports>(
    State(deps): State<Arc<P>>,
    Path(link): Link,
    reader: Reader,
) -> Result<Response, Notice> {
    let held = held(&*deps, &link, &reader).await?;
    let secret = random()?;
    let subscriber = act(&*deps, &held, |one, now| {
        let has_keys = one.is_active() && !one.keys.is_empty();
        if has_keys {
            one.rotate_key(secret.clone(), now);
        }
        has_keys
    })
    .await?;
    manage_page(&*deps, &held.page, &subscriber, &link, true)
}

fn manage_page(
    deps: &impl Ports,
    page: &PublicPage,
    subscriber: &Subscriber,
    link: &(String, String),
    is_saved: bool,
) -> Result<Response, Notice> {
    if !subscriber.is_active() {
        return Err(Notice::NoLink(page.page_words.code.clone()));
    }
    let wanted = &subscriber.wanted;
    let following = (!wanted.incidents.is_empty())
        .then(|| fill(&page.words.following, &[&wanted.incidents.len().to_string()]));
    let view = Manage {
        code: &page.page_words.code,
        page,
        text: fill(&page.words.manage_text, &[address(subscriber)]),
        choices: page.choices(|name| wanted.components.iter().any(|one| one.as_str() == name)),
        following,
        languages: page.languages(),
        language: &subscriber.language,
        key: subscriber.secrets(deps.clock().now()).first().copied(),
        link: format!("{}/{}", link.0, link.1),
        is_saved,
    };
    Ok(layout::page(StatusCode::OK, &view))
}

/// Shows the button that ends the subscription.
pub(crate) async fn show_leave<P: Ports>(
    State(deps): State<Arc<P>>,
    Path(link): Link,
    reader: Reader,
) -> Result<Response, Notice> {
    let Held { page, subscriber } = held(&*deps, &link, &reader).await?;
    let words = &page.words;
    if subscriber.address.is_none() {
        return Ok(done(&page, &words.left, &words.left_text, None));
    }
    let view = Button {
        code: &page.page_words.code,
        page: &page,
        title: &words.leave_title,
        text: fill(&words.leave_text, &[address(&subscriber)]),
        button: &words.leave,
    };
    Ok(layout::page(StatusCode::OK, &view))
}

/// Ends it, for the button and for the one click of a mail program (RFC 8058, section 3.2): the body does not matter, since only a POST gets
/// here and the address says whose it is.
pub(crate) async fn leave<P: Ports>(
    State(deps): State<Arc<P>>,
    Path(link): Link,
    reader: Reader,
) -> Result<Response, Notice> {
    let held = held(&*deps, &link, &reader).await?;
    act(&*deps, &held, |one, now| {
        let is_there = one.address.is_some();
        if is_there {
            one.end(Standing::Unsubscribed, now);
        }
        is_there
    })
    .await?;
    let words = &held.page.words;
    Ok(done(&held.page, &words.left, &words.left_text, None))
}

fn address(subscriber: &Subscriber) -> &str {
    subscriber.address.as_ref().map_or("", |address| address.as_str())
}
