//! One row of the calendar: seven days, and bars on as many lanes as people are on call together.
//!
//! Must not know colours in either light: the style sheet does, from a hue.

use super::scene::Scene;
use super::stretch::{Stretch, midnight, span};
use callout_domain::oncall::Schedule;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

/// Room for the names of the days, above the first week, in pixels.
pub(super) const TOP: usize = 28;
/// Room for the numbers of the days.
const NUMBERS: usize = 30;
const LANE: usize = 34;
const BELOW: usize = 10;

/// The least width, in days, of a bar that has room for a time and a name, and for initials.
const ROOM_FOR_NAME: f64 = 0.75;
const ROOM_FOR_INITIALS: f64 = 0.24;

pub(super) struct Week {
    pub(super) top: usize,
    pub(super) height: usize,
    pub(super) days: Vec<Day>,
    pub(super) bars: Vec<Bar>,
    /// Where the present lies, in percent of the width.
    pub(super) now: Option<String>,
}

pub(super) struct Day {
    pub(super) x: String,
    pub(super) label: String,
    pub(super) today: bool,
    pub(super) weekend: bool,
}

pub(super) struct Bar {
    pub(super) x: String,
    pub(super) width: String,
    pub(super) y: usize,
    /// Nobody, if there is none.
    pub(super) hue: Option<u16>,
    pub(super) round: usize,
    pub(super) exception: bool,
    /// Whether it comes from the week before, and goes on in the next.
    pub(super) comes: bool,
    pub(super) goes: bool,
    pub(super) time: Option<String>,
    pub(super) label: String,
    pub(super) title: String,
}

impl Week {
    pub(super) fn of(
        monday: Date,
        stretches: &[Stretch],
        schedule: &Schedule,
        scene: &Scene<'_>,
        top: usize,
    ) -> Self {
        let ruler = Ruler::new(monday, schedule.zone());
        let inside = |stretch: &&Stretch| stretch.start() < ruler.to && ruler.from < stretch.end();
        let mut lanes: Vec<Timestamp> = Vec::new();
        let mut bars = Vec::new();
        for stretch in stretches.iter().filter(inside) {
            let free = lanes.iter().position(|until| *until <= stretch.start());
            let lane = free.unwrap_or_else(|| {
                lanes.push(Timestamp::MIN);
                lanes.len() - 1
            });
            lanes[lane] = stretch.end();
            bars.push(ruler.bar(stretch, NUMBERS + lane * LANE, scene));
        }
        let now = (ruler.from <= scene.now && scene.now < ruler.to).then(|| percent(ruler.place(scene.now)));
        let height = NUMBERS + lanes.len().max(1) * LANE + BELOW;
        Self { top, height, days: ruler.days(scene.now), bars, now }
    }
}

/// The names of the days and where they stand.
pub(super) fn weekdays() -> [(String, &'static str); 7] {
    let mut column = 0.0;
    ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].map(|name| {
        let x = percent(column);
        column += 1.0;
        (x, name)
    })
}

/// From instants to places in a week, by the wall clock.
struct Ruler<'a> {
    zone: &'a TimeZone,
    monday: Date,
    from: Timestamp,
    to: Timestamp,
}

impl<'a> Ruler<'a> {
    fn new(monday: Date, zone: &'a TimeZone) -> Self {
        Self { zone, monday, from: midnight(monday, zone), to: midnight(monday + 7.days(), zone) }
    }

    /// Days since Monday.
    fn place(&self, at: Timestamp) -> f64 {
        let wall = at.clamp(self.from, self.to).to_zoned(self.zone.clone()).datetime();
        let seconds = self.monday.at(0, 0, 0, 0).duration_until(wall).as_secs_f64();
        (seconds / 86_400.0).clamp(0.0, 7.0)
    }

    fn days(&self, now: Timestamp) -> Vec<Day> {
        let today = now.to_zoned(self.zone.clone()).date();
        let day = |(index, date): (u8, Date)| Day {
            x: percent(f64::from(index)),
            label: date.strftime(if index == 0 || date.day() == 1 { "%-d %b" } else { "%-d" }).to_string(),
            today: date == today,
            weekend: index >= 5,
        };
        (0..7).zip(self.monday.series(1.day())).map(day).collect()
    }

    fn bar(&self, stretch: &Stretch, y: usize, scene: &Scene<'_>) -> Bar {
        let (start, end) = (self.place(stretch.start()), self.place(stretch.end()));
        let span = span(stretch.start(), stretch.end(), self.zone);
        let (look, exception, name, title) = match stretch {
            Stretch::Held(shift) => {
                let name = scene.people.called(&shift.responder);
                let title = format!("{name}: {span} ({})", shift.source);
                (scene.people.get(&shift.responder), shift.source.is_exception(), name, title)
            }
            Stretch::Nobody(_) => (None, false, "nobody".to_owned(), format!("Nobody: {span}")),
        };
        let (comes, wide) = (stretch.start() < self.from, end - start >= ROOM_FOR_NAME);
        let clock = |at: Timestamp| at.to_zoned(self.zone.clone()).strftime("%H:%M").to_string();
        Bar {
            x: percent(start),
            width: percent(end - start),
            y,
            hue: look.map(|person| person.hue),
            round: look.map_or(0, |person| person.round),
            exception,
            comes,
            goes: stretch.end() > self.to,
            time: (wide && !comes).then(|| clock(stretch.start())),
            label: match end - start {
                _ if wide => name,
                narrow if narrow >= ROOM_FOR_INITIALS => initials(&name),
                _ => String::new(),
            },
            title,
        }
    }
}

fn initials(name: &str) -> String {
    let letters: String = name.split_whitespace().filter_map(|word| word.chars().next()).take(2).collect();
    letters.to_uppercase()
}

/// Days as a share of a week.
fn percent(days: f64) -> String {
    format!("{:.3}%", days / 7.0 * 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_in_the_week_follows_the_wall_clock_through_a_change_of_clocks() {
        let zone = TimeZone::get("Europe/Lisbon").unwrap();
        let ruler = Ruler::new("2027-03-22".parse().unwrap(), &zone);
        let place = |at: &str| percent(ruler.place(at.parse().unwrap()));
        assert_eq!(place("2027-03-22T00:00Z"), "0.000%");
        assert_eq!(place("2027-03-28T11:00Z"), percent(6.5), "noon of the Sunday that has 23 hours");
        assert_eq!(place("2027-04-01T00:00Z"), "100.000%");
    }

    #[test]
    fn initials_stand_for_a_name() {
        assert_eq!(["Ana Silva", "ben", "Émile de Zola"].map(initials), ["AS", "B", "ÉD"]);
    }
}
