//! What customers are told from the page of an incident.

use super::incident::{PAGE, again, submit};
use super::world::{World, ana, ben, settings, with_search};
use axum::http::StatusCode;
use callout_domain::incident::{Command, ComponentStatus, Impact, NewUpdate, Phase, Via};
use callout_domain::settings::Settings;
use callout_ports::SettingsSource as _;
use serde_json::json;

#[tokio::test]
async fn two_who_tell_customers_learn_of_each_other_and_nothing_is_typed_twice() {
    let world = World::new().await;
    let browser = world.browser("ana").await;
    let seen = world.incident(1).version;
    let told = Command::PublishUpdate(NewUpdate {
        impact: Some(Impact::Major),
        ..NewUpdate::saying(Phase::Identified, "A database is full.")
    });
    world.does(1, told, ben()).await;
    let form = "do=publish_update&phase=monitoring&impact=minor&sure=1&text=A+fix+is+out.";
    let answer = submit(&browser, form, seen).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert!(answer.html.contains("Ben Okafor told customers at"), "{}", answer.html);
    assert!(answer.html.contains("A database is full."), "{}", answer.html);
    assert!(answer.html.contains("required>A fix is out.</textarea>"), "to be mended: {}", answer.html);
    assert!(answer.html.contains(">Publish it all the same</button>"), "{}", answer.html);
    assert_eq!(browser.post(PAGE, &again(&answer.html)).await.status, StatusCode::SEE_OTHER);
    let latest = world.incident(1).updates.last().cloned().unwrap();
    assert_eq!((latest.phase, latest.impact), (Phase::Monitoring, Impact::Minor));
}

#[tokio::test]
async fn whoever_reopens_it_is_told_that_customers_read_that_it_is_over() {
    let world = World::new().await;
    let resolved = Command::PublishUpdate(NewUpdate {
        impact: Some(Impact::None),
        ..NewUpdate::saying(Phase::Resolved, "Checkout works again.")
    });
    world.does(1, resolved, ana()).await;
    world.does(1, Command::Resolve { via: Via::Console, note: None }, ana()).await;
    world.does(1, Command::Reopen, ben()).await;
    let page = world.browser("ben").await.get(PAGE).await.html;
    assert!(page.contains("Customers read that this is resolved."), "{page}");
    assert!(page.contains("<option value=\"investigating\" selected>"), "{page}");
    let told = Command::PublishUpdate(NewUpdate {
        impact: Some(Impact::Minor),
        ..NewUpdate::saying(Phase::Investigating, "It is back.")
    });
    world.does(1, told, ben()).await;
    let page = world.browser("ben").await.get(PAGE).await.html;
    assert!(!page.contains("Customers read that this is resolved."), "{page}");
}

#[tokio::test]
async fn what_was_written_stands_at_the_top_where_somebody_resolved_it_meanwhile() {
    let world = World::new().await;
    let browser = world.browser("ben").await;
    let seen = world.incident(1).version;
    world.does(1, Command::Resolve { via: Via::Console, note: None }, ana()).await;
    let form = "do=publish_update&phase=identified&impact=minor&sure=1&text=A+%3Cb%3Edisk%3C/b%3E+is+full.";
    let answer = submit(&browser, form, seen).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    let wrote = "<p>You wrote:</p><p class=\"said\" dir=\"auto\">A &#60;b&#62;disk&#60;/b&#62; is full.</p>";
    assert!(answer.html.contains(wrote), "{}", answer.html);
}

#[tokio::test]
async fn an_update_after_the_end_asks_whether_to_reopen() {
    let world = World::new().await;
    let browser = world.browser("ana").await;
    world.does(1, Command::Resolve { via: Via::Console, note: None }, ana()).await;
    let form = "do=publish_update&phase=investigating&impact=minor&sure=1&text=It+is+back.";
    let answer = submit(&browser, form, world.incident(1).version).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    for words in [
        "nobody works on it",
        "Reopen it",
        "required>It is back.</textarea>",
        ">Publish it all the same</button>",
    ] {
        assert!(answer.html.contains(words), "no `{words}` in {}", answer.html);
    }
    assert_ne!(world.incident(1).updates.last().map(|update| update.text.as_str()), Some("It is back."));
    assert_eq!(browser.post(PAGE, &again(&answer.html)).await.status, StatusCode::SEE_OTHER);
    assert_eq!(world.incident(1).updates.last().unwrap().text, "It is back.");
}

#[tokio::test]
async fn a_draft_is_seen_and_published_once_or_discarded() {
    let world = World::new().await;
    let browser = world.browser("ana").await;
    let told = Command::PublishUpdate(NewUpdate::saying(Phase::Identified, "A database is full."));
    world.does(1, told, ben()).await;
    world.does(1, Command::Resolve { via: Via::Console, note: None }, ben()).await;
    let page = browser.get(PAGE).await.html;
    for words in [
        "Customers still read that this goes on.",
        "A draft waits; nobody reads it yet. <strong>Resolved</strong>",
        "This problem with Checkout is over.",
        "<option value=\"resolved\" selected>",
    ] {
        assert!(page.contains(words), "no `{words}` in {page}");
    }
    let seen = world.incident(1).version;
    for _ in 0..2 {
        assert_eq!(submit(&browser, "do=publish_draft", seen).await.status, StatusCode::SEE_OTHER);
    }
    let incident = world.incident(1);
    assert_eq!(incident.told_last().unwrap().text, "This problem with Checkout is over.");
    assert_eq!((incident.version, incident.drafted), (seen + 1, None), "once");
    let late = submit(&browser, "do=discard_draft", seen + 1).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.html.contains("somebody published or discarded it"), "{}", late.html);
}

#[tokio::test]
async fn what_customers_wait_for_stands_above_everything_and_in_the_list() {
    let world = World::new().await;
    let browser = world.browser("ana").await;
    let marks = ["Draft waits", "Customers still read that it goes on"];
    let list = browser.get("/incidents").await.html;
    assert!(marks.iter().all(|mark| !list.contains(mark)), "{list}");
    let told = Command::PublishUpdate(NewUpdate::saying(Phase::Identified, "A database is full."));
    world.does(1, told, ben()).await;
    world.does(1, Command::Resolve { via: Via::Console, note: None }, ben()).await;
    let page = browser.get(PAGE).await.html;
    let notice = page.find("A draft waits, and customers still read that this goes on.").unwrap();
    assert!(page.contains("<a href=\"#status-page\">Tell customers</a>"), "{page}");
    assert!(notice < page.find("id=\"timeline\"").unwrap(), "above everything");
    assert!(browser.get("/incidents").await.html.contains(marks[0]));
    world.does(1, Command::DiscardDraft, ben()).await;
    assert!(
        browser.get(PAGE).await.html.contains("<strong>Customers still read that this goes on.</strong>")
    );
    assert!(browser.get("/incidents").await.html.contains(marks[1]));
}

#[tokio::test]
async fn with_several_pages_the_preview_says_on_which_it_is_read() {
    let world = World::new().await;
    let mut settings = world.fakes.rules().await.unwrap().settings().clone();
    let page = json!({ "title": "For partners", "components": ["checkout"] });
    settings.status_pages = [("partners".to_owned(), serde_json::from_value(page).unwrap())].into();
    world.fakes.set_settings(settings);
    let browser = world.browser("ana").await;
    let seen = world.incident(1).version;
    let form =
        "do=publish_update&phase=identified&component.checkout=major_outage&text=We+know+why.&preview=1";
    let answer = submit(&browser, form, seen).await;
    assert!(answer.html.contains("Shown on: main, partners"), "{}", answer.html);
}

#[tokio::test]
async fn what_customers_would_read_is_shown_before_they_do() {
    let world = World::new().await;
    let browser = world.browser("ana").await;
    let seen = world.incident(1).version;
    let form = "do=publish_update&phase=identified&component.checkout=major_outage&text=We+know+why.&silent=1&preview=1";
    let answer = submit(&browser, form, seen).await;
    assert_eq!(answer.status, StatusCode::OK);
    for words in [
        "Customers would read",
        "Problem with Checkout",
        "Checkout</span>: Major outage",
        "Nothing is published yet.",
    ] {
        assert!(answer.html.contains(words), "no `{words}` in {}", answer.html);
    }
    assert_eq!(world.incident(1).version, seen, "nothing happened");
    let publish = answer.html.split("id=\"preview\"").nth(1).unwrap().replace("Publish this", "all the same");
    assert_eq!(browser.post(PAGE, &again(&publish)).await.status, StatusCode::SEE_OTHER);
    let update = world.incident(1).updates.last().cloned().unwrap();
    assert_eq!((update.impact, update.text.as_str()), (Impact::Critical, "We know why."));
    assert!(update.silent, "as it was ticked");
    assert_eq!(update.status_of(&"checkout".into()), ComponentStatus::MajorOutage);

    let page = browser.get(PAGE).await.html;
    assert!(page.contains("<option value=\"major_outage\" selected>"), "{page}");
    let unknown = "do=publish_update&phase=identified&component.serch=major_outage&text=x&preview=1";
    let answer = submit(&browser, unknown, seen + 1).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert!(answer.html.contains("no component `serch`"), "{}", answer.html);
}

#[tokio::test]
async fn another_component_has_no_status_until_somebody_chooses_it() {
    let world = World::new().await;
    world.fakes.set_settings(with_search(settings()));
    let browser = world.browser("ana").await;
    let page = browser.get(PAGE).await.html;
    let other = page.split("name=\"other_status\">").nth(1).unwrap();
    assert!(other.starts_with("<option value=\"\">Choose…</option>"), "{other}");
    assert!(!other.split("</select>").next().unwrap().contains(" selected"), "{other}");
    let seen = world.incident(1).version;
    let form = "do=publish_update&phase=identified&text=We+know+why.&other=search&other_status=";
    for end in ["&sure=1", "&preview=1"] {
        let answer = submit(&browser, &format!("{form}{end}"), seen).await;
        assert_eq!(answer.status, StatusCode::CONFLICT);
        for words in ["Choose the status of the other component", "We know why."] {
            assert!(answer.html.contains(words), "no `{words}` in {}", answer.html);
        }
    }
    assert_eq!(world.incident(1).version, seen, "nothing was published");
    let chosen = format!("{form}partial_outage&sure=1");
    assert_eq!(submit(&browser, &chosen, seen).await.status, StatusCode::SEE_OTHER);
    let told = world.incident(1).updates.last().cloned().unwrap();
    assert_eq!(told.status_of(&"search".into()), ComponentStatus::PartialOutage);
}

#[tokio::test]
async fn what_customers_read_is_corrected_and_withdrawn() {
    let world = World::new().await;
    let browser = world.browser("ana").await;
    let told = Command::PublishUpdate(NewUpdate::saying(Phase::Identified, "A databank is full."));
    world.does(1, told, ben()).await;
    let update = world.incident(1).updates.last().unwrap().seq;
    let form = format!("do=correct_update&update={update}&text=A+database+is+full.");
    assert_eq!(submit(&browser, &form, update).await.status, StatusCode::SEE_OTHER);
    assert_eq!(world.incident(1).told_last().unwrap().text, "A database is full.");
    let form = format!("do=withdraw_update&update={update}&text=ignored");
    assert_eq!(submit(&browser, &form, update + 1).await.status, StatusCode::SEE_OTHER);
    assert_eq!(world.incident(1).told_last(), None);
    let again = submit(&browser, &form, update + 2).await;
    assert!(again.html.contains("customers read no such update of it"), "{}", again.html);
}

/// The settings, with a page in English and German.
fn in_two_languages() -> Settings {
    let mut settings = settings();
    settings.status_page.as_mut().unwrap().languages = vec!["en".to_owned(), "de".to_owned()];
    settings
}

#[tokio::test]
async fn an_update_is_written_in_each_language_of_the_page_and_shown_before() {
    let world = World::new().await;
    world.fakes.set_settings(in_two_languages());
    let browser = world.browser("ana").await;
    let seen = world.incident(1).version;
    let form = "do=publish_update&phase=identified&text=A+disk+is+full.&in.de=Eine+Platte+ist+voll.";
    let shown = submit(&browser, &format!("{form}&preview=1"), seen).await.html;
    assert!(
        shown.contains("<p class=\"said\" dir=\"auto\" lang=\"de\">Eine Platte ist voll.</p>"),
        "{shown}"
    );
    assert!(shown.contains("lang=\"de\" rows=\"4\" maxlength=\"4000\" dir=\"auto\">Eine Platte"), "{shown}");
    assert!(world.incident(1).updates.last().is_none_or(|update| update.text != "A disk is full."));
    let seen = world.incident(1).version;
    assert_eq!(submit(&browser, &format!("{form}&sure=1"), seen).await.status, StatusCode::SEE_OTHER);
    let told = world.incident(1).updates.last().cloned().unwrap();
    assert_eq!(
        (told.text.as_str(), told.translations["de"].as_str()),
        ("A disk is full.", "Eine Platte ist voll.")
    );
}

#[tokio::test]
async fn what_no_incident_is_about_is_told_in_each_language_too() {
    let world = World::quiet();
    world.fakes.set_settings(in_two_languages());
    let browser = world.browser("ana").await;
    let html = browser.get("/status-page").await.html;
    assert!(html.contains("name=\"in.de\" lang=\"de\""), "{html}");
    let form = "token=t1&affects=checkout&status=major_outage&phase=investigating&sure=1&text=Orders+fail.\
                &in.de=Bestellungen+schlagen+fehl.";
    assert_eq!(browser.submit("/status-page", form).await.status, StatusCode::SEE_OTHER);
    let told = world.incident(1).updates.last().cloned().unwrap();
    assert_eq!(told.translations["de"], "Bestellungen schlagen fehl.");
}
