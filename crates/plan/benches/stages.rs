//! `cargo bench -p roviec-plan`: each stage of a compilation, and the whole, on a sample plan for each reader.
//! Whole fresh processes, beside other readers, are measured by `cargo xtask bench compile`.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use roviec_plan::{Context, SourceFile, compile, parse, read, render, rules};

/// One sample for each reader.
const SAMPLES: [&str; 3] = ["dong-phu-xa.docx", "dong-phu-xa.pdf", "tan-hoa-xa.txt"];

/// Names and bytes of the samples.
fn samples() -> Vec<(&'static str, Vec<u8>)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../samples/");
    SAMPLES.iter().map(|name| (*name, std::fs::read(format!("{folder}{name}")).expect("the sample is in the project"))).collect()
}

fn stages(criterion: &mut Criterion) {
    let context = Context::default();
    for (name, bytes) in samples() {
        let format = read::detect(name, &bytes).expect("a sample has a known format");
        let documents = [read::read(format, &bytes, &context).expect("a sample can be read")];
        let (plan, details) = parse::parse(&documents);
        let files = [SourceFile { name, bytes: &bytes }];
        let compiled = compile(&files, &context).expect("a sample can be compiled");

        let mut group = criterion.benchmark_group(name);
        group.throughput(Throughput::Bytes(bytes.len() as u64));
        group.bench_function(BenchmarkId::from_parameter("read"), |bench| bench.iter(|| read::read(format, black_box(&bytes), &context)));
        group.bench_function(BenchmarkId::from_parameter("parse"), |bench| bench.iter(|| parse::parse(black_box(&documents))));
        group.bench_function(BenchmarkId::from_parameter("rules"), |bench| {
            bench.iter(|| rules::check(&rules::Checked::new(black_box(&documents), &plan, &details, &context)))
        });
        group.bench_function(BenchmarkId::from_parameter("render"), |bench| bench.iter(|| render::json(black_box(&compiled))));
        group.bench_function(BenchmarkId::from_parameter("whole"), |bench| {
            bench.iter(|| compile(black_box(&files), &context).map(|compiled| render::json(&compiled)));
        });
        group.finish();
    }
}

criterion_group!(benches, stages);
criterion_main!(benches);
