//! `generate`: a corpus of log objects in a folder, and its truth beside the folder.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, ValueEnum};
use e2e::generator::{CountSpread, Framing, Generator, Layout, Plan, Profile, TWELVE};
use serde_json::Value;

const EXAMPLES: &str = "\
Examples:
  A gigabyte in gzip and plain objects of 50 MB, its truth in corpus.expected.json:
    cargo run --release -p e2e --bin generate -- --total 1GB --object 50MB --framing lines+gzip,lines corpus

  A small corpus in twelve framings, keys in the deployment guide's layout:
    cargo run -p e2e --bin generate -- --total 2MB --object 80KB --framing twelve --layout guide corpus

A framing is SHAPE or SHAPE+PACKING, `twelve` a list that meets them all.
  Shapes: lines, crlf, bom, blank-lines, no-final-newline, array, pretty-array, concatenated, pretty.
  Packings: plain, gzip, members, padded.";

/// Make a corpus of Bedrock invocation logs whose sums are known.
#[derive(Parser)]
#[command(name = "generate", after_help = EXAMPLES)]
struct Arguments {
    /// Folder to write; object keys are paths below it. It must be new or empty.
    output: PathBuf,
    /// The same seed and options give the same bytes.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Log text in all, such as 1GB (decimal units).
    #[arg(long, default_value = "10MB", value_parser = size)]
    total: u64,
    /// Log text an object: one size, or several in turn.
    #[arg(long, default_value = "1MB", value_delimiter = ',', value_parser = size)]
    object: Vec<u64>,
    /// Make of the records.
    #[arg(long, value_enum, default_value = "mix")]
    profile: ProfileName,
    /// Framings in turn, one an object.
    #[arg(long, value_delimiter = ',', default_value = "lines+gzip")]
    framing: Vec<String>,
    /// Layout of the keys.
    #[arg(long, value_enum, default_value = "aws")]
    layout: LayoutName,
    /// Time of the first record, RFC 3339.
    #[arg(long, default_value = "2026-04-19T13:00:00Z")]
    start: jiff::Timestamp,
    /// How fast the records' own clock goes.
    #[arg(long, default_value_t = 20)]
    calls_per_second: u32,
    /// Of a thousand records, how many are repeated, cut off or unusable.
    #[arg(long, default_value_t = 10)]
    odd_per_mille: u32,
    /// How often token counts repeat.
    #[arg(long, value_enum, default_value = "drawn")]
    counts: CountsName,
    /// 1 is the fastest, 9 the smallest.
    #[arg(long, default_value_t = 6, value_parser = clap::value_parser!(u32).range(1..=9))]
    gzip_level: u32,
    /// Where the truth is written [default: OUTPUT.expected.json].
    #[arg(long)]
    truth: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum ProfileName {
    /// Chat turns of 1 KB.
    #[value(name = "1kb")]
    Kb1,
    /// Prompts of 9 KB.
    #[value(name = "9kb")]
    Kb9,
    /// 80 KB: an image in, streamed chunks out.
    #[value(name = "80kb")]
    Kb80,
    /// 35 KB of numbers.
    Embeddings,
    /// All of them.
    Mix,
}

#[derive(Clone, Copy, ValueEnum)]
enum LayoutName {
    /// As Bedrock writes them, by account, Region and hour
    Aws,
    /// As the deployment guide has them, by Region and day
    Guide,
}

#[derive(Clone, Copy, ValueEnum)]
enum CountsName {
    /// As calls have them: many repeat
    Drawn,
    /// None comes twice: the dearest to publish
    Distinct,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "error: {error}");
            ExitCode::from(2)
        }
    }
}

fn run(arguments: &Arguments) -> Result<(), String> {
    let output = &arguments.output;
    if fs::read_dir(output).is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(format!(
            "{} is not empty\nhint: name a new folder",
            output.display()
        ));
    }
    let mut generator = Generator::new(plan(arguments)?);
    while let Some(object) = generator.upcoming() {
        let path = output.join(&object.key);
        write_object(&mut generator, &object, &path)
            .map_err(|error| format!("writing {}: {error}", path.display()))?;
    }
    let truth = truth(&generator);
    let beside = arguments
        .truth
        .clone()
        .unwrap_or_else(|| output.with_added_extension("expected.json"));
    fs::write(&beside, &truth).map_err(|error| format!("writing {}: {error}", beside.display()))?;
    io::stdout()
        .write_all(truth.as_bytes())
        .map_err(|error| format!("writing the truth: {error}"))
}

fn write_object(
    generator: &mut Generator,
    object: &e2e::generator::Upcoming,
    path: &std::path::Path,
) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    generator.write(
        object,
        BufWriter::with_capacity(1 << 20, File::create(path)?),
    )
}

fn plan(arguments: &Arguments) -> Result<Plan, String> {
    let framings = match arguments.framing.as_slice() {
        [all] if all == "twelve" => TWELVE.to_vec(),
        names => names
            .iter()
            .map(|name| name.parse())
            .collect::<Result<Vec<Framing>, String>>()?,
    };
    Ok(Plan {
        seed: arguments.seed,
        total_bytes: arguments.total,
        object_bytes: arguments.object.clone(),
        profile: match arguments.profile {
            ProfileName::Kb1 => Profile::Kb1,
            ProfileName::Kb9 => Profile::Kb9,
            ProfileName::Kb80 => Profile::Kb80,
            ProfileName::Embeddings => Profile::Embeddings,
            ProfileName::Mix => Profile::Mix,
        },
        framings,
        layout: match arguments.layout {
            LayoutName::Aws => Layout::Aws,
            LayoutName::Guide => Layout::Guide,
        },
        start_epoch_s: arguments.start.as_second(),
        calls_per_second: arguments.calls_per_second,
        odd_per_mille: arguments.odd_per_mille,
        counts: match arguments.counts {
            CountsName::Drawn => CountSpread::Drawn,
            CountsName::Distinct => CountSpread::Distinct,
        },
        gzip_level: arguments.gzip_level,
    })
}

/// The document of a replay, as far as it is known beforehand.
fn truth(generator: &Generator) -> String {
    let mut document = generator.sums().document();
    document["bytes"] = serde_json::to_value(generator.bytes()).unwrap_or(Value::Null);
    format!("{document:#}\n")
}

fn size(text: &str) -> Result<u64, String> {
    let digits = text.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    let unit = match &text[digits.len()..] {
        "" | "B" => 1,
        "KB" => 1_000,
        "MB" => 1_000_000,
        "GB" => 1_000_000_000,
        other => return Err(format!("`{other}` is no unit: B, KB, MB or GB")),
    };
    let number: u64 = digits
        .parse()
        .map_err(|_| format!("`{digits}` is no whole number"))?;
    number
        .checked_mul(unit)
        .ok_or_else(|| format!("{text} is too much"))
}
