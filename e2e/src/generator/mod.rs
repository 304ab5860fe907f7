//! Log objects by the gigabyte, from a seed, whose sums are known by construction.
//!
//! [`Plan`] says what to make; [`Generator`] makes one object after the other, streamed into any
//! `Write`, in flat memory, and keeps the [`Sums`] of what it wrote. It never parses what it writes:
//! the answer is noted while a record is composed (`record`, from `choices`), whatever frames it later (`framing`).
//! What a record's bodies are made of is in `pieces`.

mod choices;
mod framing;
mod key;
mod pieces;
mod plan;
mod profile;
mod record;

use std::io::{self, Write};

pub use choices::CountSpread;
pub use framing::{Framing, Packing, Shape, TWELVE};
pub use key::Layout;
pub use plan::Plan;
pub use profile::Profile;

use self::framing::Framed;
use self::record::{Composer, Outcome};
use crate::sums::Sums;

/// Regions in turn, one an object: a log bucket lies in the Region of its calls, a replay may hold several.
const REGIONS: [&str; 4] = ["us-east-1", "us-west-2", "eu-west-1", "ap-northeast-1"];

/// Bytes written so far: as stored, and of log text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Bytes {
    pub compressed: u64,
    pub uncompressed: u64,
}

/// Makes the objects of a plan one by one.
pub struct Generator {
    plan: Plan,
    composer: Composer,
    made: usize,
    bytes: Bytes,
    sums: Sums,
}

/// An object that is about to be written.
#[derive(Debug, Clone)]
pub struct Upcoming {
    pub key: String,
    framing: Framing,
    region: &'static str,
}

impl Generator {
    pub fn new(plan: Plan) -> Self {
        let composer = Composer::new(&plan);
        Self {
            plan,
            composer,
            made: 0,
            bytes: Bytes::default(),
            sums: Sums::default(),
        }
    }

    /// The next object of the plan, or nothing when its bytes are reached.
    pub fn upcoming(&mut self) -> Option<Upcoming> {
        if self.bytes.uncompressed >= self.plan.total_bytes {
            return None;
        }
        let framing = self.plan.framings[self.made % self.plan.framings.len()];
        let region = REGIONS[self.made % REGIONS.len()];
        let key = key::of(
            self.plan.layout,
            region,
            self.composer.now_epoch_s(),
            self.made,
            self.plan.seed,
        );
        Some(Upcoming {
            key,
            framing,
            region,
        })
    }

    /// Writes an object that [`Generator::upcoming`] gave.
    ///
    /// # Errors
    /// When the writer fails.
    pub fn write(&mut self, object: &Upcoming, out: impl Write) -> io::Result<()> {
        let left = self.plan.total_bytes - self.bytes.uncompressed;
        let sizes = &self.plan.object_bytes;
        let wanted = sizes[self.made % sizes.len()].min(left);
        let mut framed = Framed::new(out, object.framing, self.plan.gzip_level)?;
        self.composer.begin_object(object.region);
        loop {
            let (text, outcome) = self
                .composer
                .next_record(object.framing.shape.is_one_line_a_record());
            framed.record(text)?;
            note(&mut self.sums, outcome);
            if framed.text_bytes() >= wanted {
                break;
            }
        }
        let (stored, text) = framed.finish()?;
        self.made += 1;
        self.bytes.compressed += stored;
        self.bytes.uncompressed += text;
        self.sums.objects.processed += 1;
        Ok(())
    }

    /// All objects of the plan in memory, with their keys: for corpora of a few megabytes.
    pub fn all_in_memory(self) -> (Vec<(String, Vec<u8>)>, Sums) {
        self.some_in_memory(usize::MAX)
    }

    /// The first objects of the plan in memory, with their keys.
    pub fn some_in_memory(mut self, count: usize) -> (Vec<(String, Vec<u8>)>, Sums) {
        let mut objects = Vec::new();
        while objects.len() < count
            && let Some(upcoming) = self.upcoming()
        {
            let mut body = Vec::new();
            self.write(&upcoming, &mut body)
                .expect("a Vec takes every byte");
            objects.push((upcoming.key, body));
        }
        (objects, self.sums)
    }

    /// What the objects written so far add up to.
    pub fn sums(&self) -> &Sums {
        &self.sums
    }

    /// The bytes written so far.
    pub fn bytes(&self) -> Bytes {
        self.bytes
    }
}

fn note(sums: &mut Sums, outcome: &Outcome) {
    match outcome {
        Outcome::Malformed => sums.records.malformed += 1,
        Outcome::Duplicate => sums.records.duplicate += 1,
        Outcome::Counted(samples) => {
            sums.records.counted += 1;
            for (series, value) in samples {
                sums.sample(series.clone(), *value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::BufRead as _;

    use super::*;
    use crate::oracle::{Switches, sums_of};

    fn plan(seed: u64) -> Plan {
        Plan {
            seed,
            total_bytes: 3_000_000,
            object_bytes: vec![50_000],
            framings: TWELVE.to_vec(),
            odd_per_mille: 150,
            ..Plan::default()
        }
    }

    #[test]
    fn what_was_noted_while_writing_is_what_the_oracle_reads() {
        for seed in 0..3 {
            for layout in [Layout::Aws, Layout::Guide] {
                let (objects, sums) = Generator::new(Plan {
                    layout,
                    ..plan(seed)
                })
                .all_in_memory();
                assert!(objects.len() >= 24, "every framing twice");
                assert!(
                    sums.records.malformed > 0 && sums.records.duplicate > 0,
                    "odd records are in it"
                );
                let pairs = objects
                    .iter()
                    .map(|(key, body)| (key.as_str(), body.as_slice()));
                sums.assert_same(&sums_of(pairs, Switches::default()).expect("sound gzip"));
            }
        }
    }

    #[test]
    fn the_same_seed_gives_the_same_bytes() {
        assert_eq!(
            Generator::new(plan(7)).all_in_memory(),
            Generator::new(plan(7)).all_in_memory()
        );
        assert_ne!(
            Generator::new(plan(7)).all_in_memory().1,
            Generator::new(plan(8)).all_in_memory().1
        );
    }

    #[test]
    fn token_counts_never_repeat_where_that_is_asked_for() {
        let plan = Plan {
            counts: CountSpread::Distinct,
            framings: vec![Framing::new(Shape::Lines, Packing::Plain)],
            odd_per_mille: 0,
            ..plan(5)
        };
        let (objects, _) = Generator::new(plan).all_in_memory();
        let mut seen = std::collections::HashSet::new();
        for line in objects.iter().flat_map(|(_, body)| body.lines()) {
            let record: serde_json::Value =
                serde_json::from_str(&line.expect("in memory")).expect("a record");
            let count = record["input"]["inputTokenCount"].as_u64().unwrap_or(0);
            assert!(count == 0 || seen.insert(count), "{count} comes twice");
        }
        assert!(seen.len() > 100, "{} counts", seen.len());
    }

    #[test]
    fn objects_have_the_sizes_of_the_plan_in_turn() {
        let plan = Plan {
            profile: Profile::Kb1,
            object_bytes: vec![40_000, 10_000],
            framings: vec![Framing::new(Shape::Lines, Packing::Plain)],
            ..plan(6)
        };
        let (objects, _) = Generator::new(plan).some_in_memory(4);
        let sizes: Vec<usize> = objects
            .iter()
            .map(|(_, body)| body.len() / 10_000)
            .collect();
        assert_eq!(sizes, [4, 1, 4, 1]);
    }

    #[test]
    fn records_have_about_the_size_that_their_profile_names() {
        for (profile, least, most) in [
            (Profile::Kb1, 1_000, 1_700),
            (Profile::Kb9, 8_000, 10_000),
            (Profile::Kb80, 75_000, 90_000),
            (Profile::Embeddings, 30_000, 40_000),
        ] {
            let plan = Plan {
                profile,
                total_bytes: 2_000_000,
                object_bytes: vec![2_000_000],
                odd_per_mille: 0,
                ..Plan::default()
            };
            let mut generator = Generator::new(plan);
            let upcoming = generator.upcoming().expect("two megabytes are wanted");
            generator
                .write(&upcoming, io::sink())
                .expect("a sink takes every byte");
            let mean = generator.bytes().uncompressed / generator.sums().records.counted;
            assert!(
                (least..most).contains(&mean),
                "{profile:?}: {mean} bytes a record"
            );
        }
    }
}
