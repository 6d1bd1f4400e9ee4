//! The console, as whoever was paged uses it: signing in, the list, an incident, a note, and signing out.

use super::local::{Local, SOON, eventually};
use super::looking::Browser;

/// A browser that keeps one cookie.
pub(crate) struct Visitor {
    base: String,
    cookie: String,
}

/// An answer: its status, and its text or where it leads.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) text: String,
    pub(crate) location: String,
}

impl Visitor {
    /// Opens a link of `callout console`; none if it does not sign in.
    pub(crate) fn signed_in(link: &str) -> Option<Self> {
        let (base, token) = link.rsplit_once("/c/").unwrap();
        let answer = agent().get(format!("{base}/c/{token}")).call().unwrap();
        let cookie = answer.headers().get("set-cookie").map(|it| it.to_str().unwrap().to_owned())?;
        let cookie = cookie.split(';').next().unwrap().to_owned();
        Some(Self { base: base.to_owned(), cookie })
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        read(agent().get(format!("{}/{path}", self.base)).header("cookie", &self.cookie).call())
    }

    /// Sends a form, with what the page of that address carries.
    pub(crate) fn submit(&self, path: &str, form: &str) -> Answer {
        self.submit_on(path, path, form)
    }

    /// Sends a form of one page to another address.
    fn submit_on(&self, page: &str, path: &str, form: &str) -> Answer {
        let page = self.get(page).text;
        let field = |name: &str| {
            let found = page.split(&format!("name=\"{name}\" value=\"")).nth(1);
            found.map(|rest| rest.split('"').next().unwrap().to_owned()).unwrap_or_default()
        };
        let fields = ["csrf", "seen", "shown"].map(|name| format!("&{name}={}", field(name)));
        let form = format!("{form}{}", fields.concat());
        let request = agent().post(format!("{}/{path}", self.base)).header("cookie", &self.cookie);
        read(from_a_browser(request).send(form))
    }
}

/// Presses the button of a page, as a browser does: pages with `no-referrer` send forms from `null`.
pub(crate) fn press(link: &str) -> Answer {
    read(from_a_browser(agent().post(link)).send(""))
}

fn from_a_browser(
    request: ureq::RequestBuilder<ureq::typestate::WithBody>,
) -> ureq::RequestBuilder<ureq::typestate::WithBody> {
    request.header("origin", "null").header("content-type", "application/x-www-form-urlencoded")
}

fn agent() -> ureq::Agent {
    ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0).build().into()
}

fn read(answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Answer {
    let mut answer = answer.unwrap();
    let location = answer.headers().get("location").map(|it| it.to_str().unwrap().to_owned());
    let text = answer.body_mut().read_to_string().unwrap();
    Answer { status: answer.status().as_u16(), text, location: location.unwrap_or_default() }
}

/// With an incident open that paged whoever is on call.
pub(crate) fn an_incident_is_worked_on_in_the_console(
    local: &Local,
    browser: Option<&Browser>,
    number: &str,
) {
    let on_call = local.on_call("payments");
    let link = local.json(&["console", &on_call])["console_url"].as_str().unwrap().to_owned();
    let visitor = Visitor::signed_in(&link).unwrap();
    let list = visitor.get("incidents?service=payments&q=5xx%20errors");
    assert_eq!(list.status, 200, "{}", list.text);
    let list = visitor.get("incidents?q=5xx").text;
    assert!(list.contains(&format!("href=\"incidents/{number}\"")), "{list}");
    let path = format!("incidents/{number}");
    let noted = visitor.submit(&path, "do=note&text=looking+at+the+console");
    let shown = format!("{number}#timeline");
    assert_eq!((noted.status, noted.location.as_str()), (303, shown.as_str()), "{}", noted.text);
    let seen = || visitor.get(&path).text;
    eventually(SOON, || seen().contains("looking at the console").then_some(()), seen);
    if let Some(browser) = browser {
        let seen = browser.look(&link, "console.png");
        assert!(seen.contains("Sign out") && seen.contains("5xx"), "{seen}");
    }
    let silenced = visitor.submit_on(&path, &format!("{path}/silence"), "minutes=30&text=known");
    assert_eq!((silenced.status, silenced.location.as_str()), (303, format!("../{number}").as_str()));
    let listed = visitor.get("silences").text;
    assert!(listed.contains("known") && listed.contains(&format!("#{number}")), "{listed}");
    let ended = visitor.submit("silences", "do=end&of=silence&name=payments-5xx-errors");
    assert_eq!(ended.status, 303, "{}", ended.text);
    let out = visitor.submit("incidents", "do=none");
    assert_eq!(out.status, 400, "a form of the list that asks for nothing: {}", out.text);
    let nobody = Visitor { cookie: String::new(), ..visitor }.get("incidents");
    assert!(nobody.status == 403 && !nobody.text.contains("5xx"), "{}", nobody.text);
}

/// Whoever verified a mail address asks for a link, and signs in with its button; a stranger's address gets the same answer.
pub(crate) fn a_link_in_a_mail_signs_in(local: &Local) {
    local.json(&["verify", "cho", "--contact", "email"]);
    let code = local.expect("cho", "email", "is your Callout code").text[..6].to_owned();
    local.json(&["verify", "cho", "--contact", "email", "--code", &code]);
    let link = local.json(&["console", "cho"])["console_url"].as_str().unwrap().to_owned();
    let base = link.rsplit_once("/c/").unwrap().0;
    let ask = |address: &str| {
        let form = from_a_browser(agent().post(format!("{base}/sign-in")));
        let answer = read(form.send(&format!("address={address}")));
        (answer.status, answer.text)
    };
    let answer = ask("Cho%40Example.com");
    assert_eq!((answer.0, &answer), (200, &ask("stranger%40example.com")));
    let link = local.expect("cho", "email", "Sign in to Callout").link();
    let opened = read(agent().get(&link).call());
    assert!(opened.status == 200 && opened.text.contains("Sign in as Cho Park"), "{}", opened.text);
    let answer = from_a_browser(agent().post(&link)).send("").unwrap();
    let cookie = answer.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    let list = Visitor { base: base.to_owned(), cookie }.get("incidents");
    assert!(list.status == 200 && list.text.contains("Cho Park"), "{}", list.text);
}
