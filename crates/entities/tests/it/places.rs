//! Which places texts speak of, measured on labelled texts: `places/seen.txt` had the rules written with it,
//! `places/kept_out.txt` not.

use langbao_entities::{Period, Place, Setting, annotate_in, find_places};

/// A labelled text.
struct Text {
    setting: Setting,
    text: String,
    labels: Vec<Label>,
}

struct Label {
    range: std::ops::Range<usize>,
    /// The units that are right; none with `!`, `None` with `?`: it must stay open.
    right: Option<Vec<Place>>,
}

/// Reads `NAME/PARENT/PARENT` with its period before it; must mean one unit, with `~` one in each period.
fn unit(label: &str, written: &str) -> Vec<Place> {
    let (period, path) = label.split_at(1);
    let (name, parents) = path.split_once('/').unwrap_or((path, ""));
    let name = if name.is_empty() { written } else { name };
    let typed = format!("{name}, {}", parents.replace('/', ", "));
    let full = find_places(&typed).into_iter().filter(|place| {
        let asked = |p| if period == "<" { p == Period::Before } else { p == Period::Since };
        period == "~" || asked(place.period())
    });
    let mut found: Vec<Place> = full.collect();
    // *Huyện Tân Sơn* asked for by its full name is not *Xã Tân Sơn*.
    let key = lower(name);
    if found.iter().any(|place| lower(place.name()) == key) {
        found.retain(|place| lower(place.name()) == key);
    }
    // *Hưng Đạo* in *Cao Bằng* is that of the city, not of all the province.
    let nearest = parents.split('/').next().unwrap_or_default();
    let lies_right_in =
        |place: &Place| place.parents().next().is_some_and(|p| [p.name(), p.bare_name()].contains(&nearest));
    if found.len() > 1 && found.iter().any(lies_right_in) {
        found.retain(lies_right_in);
    }
    let one = found.len() == 1 || period == "~" && found.len() == 2;
    assert!(one, "{label} ({written}) is not one unit: {found:?}");
    found
}

fn lower(name: &str) -> String {
    name.to_lowercase()
}

fn texts(file: &str) -> Vec<Text> {
    let lines = file.lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| {
            let mut parts = line.splitn(3, '|');
            let (date, site) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
            let mut rest = parts.next().unwrap_or_else(|| panic!("{line}"));
            let (mut text, mut labels) = (String::new(), Vec::new());
            while let Some((before, after)) = rest.split_once('[') {
                let (inside, after) = after.split_once(']').unwrap_or_else(|| panic!("{line}"));
                let (written, label) = inside.split_once('|').unwrap_or_else(|| panic!("{line}"));
                text.push_str(before);
                let range = text.len()..text.len() + written.len();
                text.push_str(written);
                let right = match label {
                    "?" => None,
                    "!" => Some(Vec::new()),
                    label => Some(unit(label, written)),
                };
                labels.push(Label { range, right });
                rest = after;
            }
            text.push_str(rest);
            let mut date = date.split('-');
            let year: Option<i32> = date.next().and_then(|year| year.parse().ok());
            let month = date.next().and_then(|month| month.parse().ok()).unwrap_or(6);
            let site = (site != "-").then(|| unit(site, "")[0]);
            Text { setting: Setting::new(site, year.map(|year| Period::of(year, month))), text, labels }
        })
        .collect()
}

/// Returns how many of the places labelled or found are right, and how many there are.
#[expect(clippy::print_stderr, reason = "the figure, and what is behind it, for who asks with --nocapture")]
fn score(file: &str) -> (usize, usize) {
    let (mut right, mut all) = (0, 0);
    for Text { setting, text, labels } in texts(file) {
        let found = annotate_in(&text, &setting).places;
        for label in &labels {
            let mention = found.iter().find(|mention| mention.range == label.range);
            let ids: Vec<Place> =
                mention.iter().flat_map(|m| &m.ids).filter_map(|id| Place::by_id(id)).collect();
            let good = match &label.right {
                Some(right) if right.is_empty() => mention.is_some() && ids.is_empty(),
                Some(right) => !ids.is_empty() && ids.iter().all(|id| right.contains(id)),
                None => mention.is_some_and(|mention| mention.settled().is_empty()),
            };
            right += usize::from(good);
            if !good {
                eprintln!("{}: {} is {:?}, found {ids:?}", text, &text[label.range.clone()], label.right);
            }
        }
        all += labels.len();
        for mention in &found {
            if labels.iter().all(|label| label.range != mention.range) {
                eprintln!("{text}: {} is no place of its own", &text[mention.range.clone()]);
                all += 1;
            }
        }
    }
    eprintln!("{right} of {all}: {:.3}", right as f64 / all as f64);
    (right, all)
}

#[test]
fn places_of_the_texts_that_rules_were_written_with() {
    let (right, all) = score(include_str!("places/seen.txt"));
    assert!(right * 100 >= all * 98, "{right} of {all}");
}

#[test]
fn places_of_the_texts_kept_out() {
    let (right, all) = score(include_str!("places/kept_out.txt"));
    assert!(right * 100 >= all * 95, "{right} of {all}");
}

#[test]
fn the_texts_cover_the_country_and_are_enough() {
    let all = [include_str!("places/seen.txt"), include_str!("places/kept_out.txt")].map(texts);
    let texts: Vec<&Text> = all.iter().flatten().collect();
    assert!(texts.len() >= 150);
    let labels = texts.iter().flat_map(|text| &text.labels).filter_map(|label| label.right.as_ref());
    let mut provinces: Vec<&str> = labels
        .flatten()
        .filter(|place| place.period() == Period::Before)
        .map(|place| place.parents().last().unwrap_or(*place).name())
        .collect();
    provinces.sort_unstable();
    provinces.dedup();
    assert_eq!(provinces.len(), 63, "{provinces:?}");
}
