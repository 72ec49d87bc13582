//! Live progress: moving bars in a terminal, a line for each document elsewhere.

use std::{cell::RefCell, collections::HashMap, time::Duration};

use billify_local::console::Console;
use billify_shared::domain::{ids::DocumentId, status::DocumentStatus};
use indicatif::{ProgressBar, ProgressStyle};

use super::sample::Uploaded;

const TICK: Duration = Duration::from_millis(100);
const TOTAL: &str = "{spinner} reading {bar:30.cyan/blue} {pos}/{len} documents  {elapsed}";
const DOCUMENT: &str = "  {spinner:.cyan} {prefix:<38} {msg}";

pub(super) struct Progress {
    console: Console,
    total: ProgressBar,
    under_way: RefCell<HashMap<DocumentId, ProgressBar>>,
}

impl Progress {
    pub(super) fn start(console: &Console, documents: usize) -> Self {
        let total = console.show_bar(ProgressBar::new(documents as u64).with_style(style(TOTAL)));
        if console.is_lively() {
            total.enable_steady_tick(TICK);
        }
        Self { console: console.clone(), total, under_way: RefCell::default() }
    }

    /// Takes in where the document is now.
    pub(super) fn update(&self, uploaded: &Uploaded) {
        let document = &uploaded.document;
        if document.is_settled() {
            if let Some(bar) = self.under_way.borrow_mut().remove(&document.id) {
                bar.finish_and_clear();
            }
            self.total.inc(1);
            if !self.console.is_lively() {
                let (done, all) = (self.total.position(), self.total.length().unwrap_or(0));
                let (name, outcome) = (&uploaded.sample.file_name, outcome(uploaded));
                self.console.say(&format!("{done:>3}/{all} {name}: {outcome}"));
            }
        } else if document.status == DocumentStatus::Processing {
            let mut under_way = self.under_way.borrow_mut();
            let bar = under_way.entry(document.id).or_insert_with(|| self.show(uploaded));
            bar.set_message(pages(uploaded));
        }
    }

    fn show(&self, uploaded: &Uploaded) -> ProgressBar {
        let bar = ProgressBar::new_spinner().with_style(style(DOCUMENT));
        let bar = self.console.show_bar(bar.with_prefix(uploaded.sample.file_name.clone()));
        if self.console.is_lively() {
            bar.enable_steady_tick(TICK);
        }
        bar
    }

    pub(super) fn finish(self) {
        self.total.finish_and_clear();
    }
}

fn outcome(uploaded: &Uploaded) -> &'static str {
    match uploaded.document.status {
        DocumentStatus::Failed => "could not be read",
        _ if uploaded.was_there => "read in an earlier run",
        _ => "read",
    }
}

fn pages(uploaded: &Uploaded) -> String {
    match (uploaded.document.pages_read, uploaded.document.page_count) {
        (Some(read), Some(count)) => format!("page {read} of {count}"),
        _ => String::new(),
    }
}

fn style(template: &str) -> ProgressStyle {
    // The templates are constants; a mistake in one shows as a plain bar.
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}
