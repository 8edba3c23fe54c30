//! `cargo xtask bench`: the engine natively, in Chromium and beside its peers, in one run; and
//! `cargo xtask surfaces` and `widths`: how well surfaces serve recorded chains, and how wide we are.

use std::collections::BTreeMap;
use std::env;
use std::path::{Path, PathBuf};

use crate::build::engine;
use crate::failure::{Failure, Outcome};
use crate::setup::{browser, wasm};
use crate::workspace::{self, Workspace};
use crate::{build, process, serve, stamp};

/// How often everything is measured, turn by turn, so that a noisy minute meets all alike.
const ROUNDS: usize = 3;

/// The figures of a program by key, in nanoseconds; each the median of the rounds.
type Figures = BTreeMap<String, Vec<f64>>;

/// What is set side by side: a name, the browser's and the native figure, and the peers'.
struct Line {
    what: &'static str,
    key: &'static str,
    peers: &'static [(&'static str, &'static str)],
}

const LINES: [Line; 4] = [
    Line {
        what: "price and 13 Greeks, a batch of 4,096",
        key: "batch-price-greeks",
        peers: &[("QuantLib, price and 5 Greeks", "quantlib-price-5-greeks")],
    },
    Line {
        what: "price and Greeks, an option a call",
        key: "price-greeks",
        peers: &[
            ("QuantLib, price and 5 Greeks", "quantlib-price-5-greeks"),
            ("QuantLib, price", "quantlib-price"),
            ("crate implied-vol, price", "crate-price"),
        ],
    },
    Line {
        what: "implied vol, a batch of 4,096",
        key: "batch-implied-vol",
        peers: &[("crate implied-vol", "crate-implied-vol"), ("QuantLib", "quantlib-implied-vol")],
    },
    Line {
        what: "implied vol, an option a call",
        key: "implied-vol",
        peers: &[("crate implied-vol", "crate-implied-vol")],
    },
];

/// Measures in turn and prints one table.
pub(crate) fn command(workspace: &Workspace, arguments: &[String]) -> Outcome {
    crate::no_arguments("bench", arguments)?;
    let browser = browser::browser()?;
    build::all(workspace)?;
    let own = program(workspace, "speed")?;
    let quantlib = quantlib(workspace);
    let inside = inside(workspace)?;
    let site = serve::in_background(workspace.root.join("dist"), "/")?;
    let (mut native, mut chromium) = (Figures::new(), Figures::new());
    for round in 1..=ROUNDS {
        println!("Measuring, round {round} of {ROUNDS} (about 30 s)…");
        add(&mut native, &process::capture(&mut workspace.command(&own))?)?;
        if let Some(program) = &quantlib {
            add(&mut native, &process::capture(&mut workspace.command(program))?)?;
        }
        let mut node = workspace.command("node");
        node.arg("benches/page.mjs");
        node.env("CHROMIUM", &browser.chromium).env("SITE", &site);
        add(&mut chromium, &process::capture(&mut node)?)?;
        let mut node = workspace.command("node");
        node.arg("benches/inside.mjs").arg(&inside);
        add(&mut chromium, &process::capture(&mut node)?)?;
    }
    report(&native, &chromium);
    Ok(())
}

/// Runs a measurement over recorded chains, named from where we were called.
pub(crate) fn on_files(workspace: &Workspace, name: &str, files: &[String]) -> Outcome {
    let here = env::current_dir()
        .map_err(|error| Failure::new(format!("The current folder cannot be read: {error}.")))?;
    let mut measurement = workspace.command(program(workspace, name)?);
    let is_option = |word: &String| word.starts_with("--");
    measurement.args(files.iter().filter(|word| is_option(word)));
    measurement.args(files.iter().filter(|word| !is_option(word)).map(|file| here.join(file)));
    process::run(&mut measurement).map_err(|_| Failure::silent())
}

/// Compiles one of the measuring programs as released and says where it is.
fn program(workspace: &Workspace, name: &str) -> Outcome<PathBuf> {
    let mut cargo = workspace.cargo();
    cargo.args(["build", "--release", "--quiet", "--package", "spread-pricer-benches"]);
    process::run(cargo.args(["--bin", name]))?;
    Ok(workspace.target.join("release").join(name))
}

/// A whole quote in a loop, compiled and optimised as the package is.
fn inside(workspace: &Workspace) -> Outcome<PathBuf> {
    println!("Compiling a quote in a loop for wasm (about 60 s)…");
    let mut cargo = wasm::toolchain(workspace)?.cargo(workspace, "build");
    process::run(cargo.args(["--package", "spread-pricer-inside", "--release", "--quiet"]))?;
    let folder = workspace.target.join(wasm::folder_of("wasm")).join(wasm::TARGET);
    let module = workspace.notes().join("inside.wasm");
    let compiled = folder.join("release/spread_pricer_inside.wasm");
    stamp::write(&module, &stamp::read(&compiled)?)?;
    engine::optimise(workspace, &module)?;
    Ok(module)
}

/// The peer in C++, compiled where its headers are installed.
fn quantlib(workspace: &Workspace) -> Option<PathBuf> {
    if !Path::new("/usr/include/ql/quantlib.hpp").is_file() {
        println!("QuantLib is not installed (libquantlib0-dev) and is left out.");
        return None;
    }
    let program = workspace.target.join("xtask/quantlib");
    let mut compiler = workspace.command("c++");
    compiler.args(["-O3", "-std=c++17", "benches/quantlib.cpp", "-lQuantLib", "-o"]).arg(&program);
    match process::quiet(&mut compiler) {
        Ok(()) => Some(program),
        Err(failure) => {
            failure.report();
            println!("QuantLib could not be compiled and is left out.");
            None
        }
    }
}

/// Adds the lines of JSON that a program printed.
fn add(figures: &mut Figures, printed: &str) -> Outcome {
    for line in printed.lines().filter(|line| line.starts_with('{')) {
        let figure = workspace::json(line, "a measurement")?;
        if let (Some(key), Some(median)) = (figure["key"].as_str(), figure["median"].as_f64()) {
            figures.entry(key.to_owned()).or_default().push(median);
        }
    }
    Ok(())
}

/// The median of the rounds.
fn median(figures: &Figures, key: &str) -> Option<f64> {
    let mut rounds = figures.get(key)?.clone();
    rounds.sort_by(f64::total_cmp);
    rounds.get(rounds.len() / 2).copied()
}

fn report(native: &Figures, chromium: &Figures) {
    println!("\n{:<48} {:>10} {:>10} {:>8}", "ns an option", "Chromium", "native", "ratio");
    for Line { what, key, peers } in &LINES {
        let (wasm, own) = (median(chromium, key), median(native, key));
        let ratio = wasm.zip(own).map(|(wasm, own)| wasm / own);
        println!("{what:<48} {} {} {}", cell(wasm, 1), cell(own, 1), cell(ratio, 2));
        for (name, peer) in *peers {
            let peer = median(native, peer);
            let beside = wasm.zip(peer).map(|(wasm, peer)| wasm / peer);
            println!("    {name:<44} {:>10} {} {}", "", cell(peer, 1), cell(beside, 2));
        }
    }
    println!("\nThe ratio is Chromium's time over the native one of the same line.");
    println!("Yardstick, native libm::exp: {} ns.", cell(median(native, "libm-exp"), 1).trim());
    let into_new = median(chromium, "batch-price-greeks-new");
    println!("The first batch into a new array each call: {} ns.", cell(into_new, 1).trim());
    for (what, key) in [
        ("first quote after navigation", "first-quote"),
        ("reading a request", "read"),
        ("a two-way quote, sample market", "quote"),
        ("a book of 500 options, stress and limits", "book"),
    ] {
        let ms = median(chromium, key).map(|ns| ns / 1e6);
        println!("{what:<48} {} ms in Chromium", cell(ms, 3));
    }
    let inside = median(chromium, "inside").map(|ns| ns / 1e3);
    println!(
        "a quote of 4 legs beside 500 options, inside wasm  {} µs under Node",
        cell(inside, 1)
    );
}

fn cell(number: Option<f64>, decimals: usize) -> String {
    number.map_or_else(|| format!("{:>10}", "–"), |x| format!("{x:>10.decimals$}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_of_the_rounds_counts_and_other_output_does_not() {
        let mut figures = Figures::new();
        for median in [30.0, 10.0, 20.0] {
            let line = format!("warming up\n{{\"key\":\"a\",\"median\":{median},\"fastest\":1}}\n");
            add(&mut figures, &line).unwrap();
        }
        assert_eq!(median(&figures, "a"), Some(20.0));
        assert_eq!(median(&figures, "b"), None);
        assert!(add(&mut figures, "{broken").is_err());
    }
}
