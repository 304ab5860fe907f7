//! Files that are in a circle of imports.

use std::collections::{BTreeMap, BTreeSet};

use super::Arrows;

/// The files of each circle. Files are of one when each reaches the other.
pub(crate) fn circles(arrows: &Arrows) -> Vec<Vec<&str>> {
    let reached: BTreeMap<_, _> = arrows
        .keys()
        .map(|file| (file.as_str(), reached(arrows, file)))
        .collect();
    let mut circles: Vec<Vec<&str>> = Vec::new();
    for (file, to) in &reached {
        let circle: Vec<_> = to
            .iter()
            .copied()
            .filter(|other| reached[other].contains(file))
            .collect();
        // Each circle once, at its first file.
        if circle.len() > 1 && circle[0] == *file {
            circles.push(circle);
        }
    }
    circles
}

/// Everything that a file imports, and what that does.
pub(crate) fn reached<'a>(arrows: &'a Arrows, file: &'a str) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::new();
    let mut next = vec![file];
    while let Some(file) = next.pop() {
        let to = arrows[file].keys().map(String::as_str);
        next.extend(to.filter(|to| reached.insert(*to)));
    }
    reached
}

/// The circles in words, arrow by arrow.
pub(crate) fn told(arrows: &Arrows, circles: &[Vec<&str>]) -> String {
    let mut lines = Vec::new();
    for circle in circles {
        lines.push(format!("a circle of {} files:", circle.len()));
        for from in circle {
            for (to, names) in &arrows[*from] {
                if circle.contains(&to.as_str()) {
                    lines.push(format!("  {}", arrow(from, to, names)));
                }
            }
        }
    }
    lines.join("\n")
}

/// One arrow in words.
pub(crate) fn arrow(from: &str, to: &str, names: &BTreeSet<String>) -> String {
    let names: Vec<_> = names.iter().map(String::as_str).collect();
    format!("{from} -> {to}: {}", names.join(", "))
}
