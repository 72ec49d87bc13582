//! `billify-worker extract`, as people and scripts call it.

use std::io::Write;
use std::process::{Command, Output, Stdio};

use crate::support::text_pdf;
use serde_json::Value;

fn extract(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_billify-worker"));
    command.arg("extract").args(arguments).stdin(Stdio::null()).stdout(Stdio::piped());
    command
}

fn lines(output: &Output) -> Vec<Value> {
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn results_come_in_the_order_given_and_a_bad_file_ends_in_1() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (good, bad, missing) = (path("good.pdf"), path("bad.pdf"), path("missing.pdf"));
    std::fs::write(&good, text_pdf(&["Invoice number: 2024-17", "Total: 119.00 EUR"])).unwrap();
    std::fs::write(&bad, "").unwrap();
    let output = extract(&[&bad, &good, &missing, &good]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let lines = lines(&output);
    let named: Vec<_> = lines.iter().map(|line| line["file"].as_str().unwrap()).collect();
    assert_eq!(named, [&bad, &good, &missing, &good]);
    assert_eq!(lines[0]["problem"]["code"], "empty_file");
    assert_eq!(lines[2]["problem"]["code"], "unreadable_file");
    assert_eq!(lines[1], lines[3]);
    let mut keys: Vec<_> = lines[1]["fields"].as_object().unwrap().keys().cloned().collect();
    keys.sort();
    let expected = [
        "currency",
        "customer_name",
        "due_date",
        "invoice_number",
        "issue_date",
        "line_items",
        "subtotal",
        "supplier_iban",
        "supplier_name",
        "supplier_vat_id",
        "tax_total",
        "total",
    ];
    assert_eq!(keys, expected);
}

#[test]
fn standard_input_is_a_file_too() {
    let mut child = extract(&["-", "--with-words"]).stdin(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(&text_pdf(&["Hello there"])).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    let line = &lines(&output)[0];
    assert_eq!(line["file"], "-");
    assert_eq!(line["words"][0]["words"][1]["text"], "there");
}

#[test]
fn people_get_a_table() {
    let mut child = extract(&["-", "--format", "table"]).stdin(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(&text_pdf(&["Hello there"])).unwrap();
    let output = child.wait_with_output().unwrap();
    let table = String::from_utf8(output.stdout).unwrap();
    assert!(table.contains("supplier") && table.contains("gross"), "{table}");
}
