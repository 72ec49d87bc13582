//! Where words go: the terminal, with a coloured name before each line of a process, and log
//! files.
//!
//! Log lines and messages go to standard error, so that standard output has results only. While a
//! progress bar is shown they go above it.

use std::{
    fs::{self, File},
    io::{self, IsTerminal, Write},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget};

const COLOURS: [&str; 6] = ["36", "35", "33", "32", "34", "96"];
const NAME_WIDTH: usize = 10;

/// A cheap handle; clones write to the same place.
#[derive(Clone, Debug)]
pub struct Console {
    bars: MultiProgress,
    terminal: Terminal,
    colours_given: Arc<AtomicUsize>,
    log_directory: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Terminal {
    Silent,
    Plain,
    Coloured,
}

impl Console {
    /// Writes to the terminal, in colour and with moving bars if it is one.
    #[must_use]
    pub fn terminal() -> Self {
        let lively = io::stderr().is_terminal();
        let coloured = lively && std::env::var_os("NO_COLOR").is_none();
        let target =
            if lively { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let terminal = if coloured { Terminal::Coloured } else { Terminal::Plain };
        Self::new(MultiProgress::with_draw_target(target), terminal)
    }

    /// Shows nothing; what processes write is still kept for error messages and log files.
    #[must_use]
    pub fn silent() -> Self {
        let bars = MultiProgress::with_draw_target(ProgressDrawTarget::hidden());
        Self::new(bars, Terminal::Silent)
    }

    fn new(bars: MultiProgress, terminal: Terminal) -> Self {
        Self { bars, terminal, colours_given: Arc::default(), log_directory: None }
    }

    /// Also writes what each process says to a file of its own in `directory`.
    #[must_use]
    pub fn with_logs_in(mut self, directory: impl Into<PathBuf>) -> Self {
        self.log_directory = Some(directory.into());
        self
    }

    /// Whether bars can move here.
    #[must_use]
    pub fn is_lively(&self) -> bool {
        !self.bars.is_hidden()
    }

    /// Puts a bar below all lines.
    #[must_use]
    pub fn show_bar(&self, bar: ProgressBar) -> ProgressBar {
        self.bars.add(bar)
    }

    /// Says something in the launcher's own name.
    pub fn say(&self, text: &str) {
        match self.terminal {
            Terminal::Silent => {}
            Terminal::Plain => self.write(text),
            Terminal::Coloured => self.write(&format!("\x1b[1m{text}\x1b[0m")),
        }
    }

    /// The log of one process; the previous run's file is kept beside the new one.
    pub(crate) fn process(&self, name: &str, shown: bool) -> io::Result<ProcessLog> {
        let shown = shown && self.terminal != Terminal::Silent;
        let file = self.log_directory.as_deref().map(|logs| fresh_file(logs, name)).transpose()?;
        let prefix = shown.then(|| self.prefix(name));
        Ok(ProcessLog { console: self.clone(), prefix, file })
    }

    fn prefix(&self, name: &str) -> String {
        if self.terminal == Terminal::Coloured {
            let given = self.colours_given.fetch_add(1, Ordering::Relaxed);
            let colour = COLOURS[given % COLOURS.len()];
            format!("\x1b[{colour}m{name:<NAME_WIDTH$} │\x1b[0m ")
        } else {
            format!("{name:<NAME_WIDTH$} │ ")
        }
    }

    fn write(&self, line: &str) {
        // A closed terminal is no reason to end: the system goes on serving.
        let _ = self.bars.suspend(|| writeln!(io::stderr().lock(), "{line}"));
    }
}

fn fresh_file(directory: &Path, name: &str) -> io::Result<File> {
    fs::create_dir_all(directory)?;
    let path = directory.join(format!("{name}.log"));
    if path.exists() {
        fs::rename(&path, directory.join(format!("{name}.previous.log")))?;
    }
    File::create(path)
}

/// Where the lines of one process go.
#[derive(Debug)]
pub(crate) struct ProcessLog {
    console: Console,
    prefix: Option<String>,
    file: Option<File>,
}

impl ProcessLog {
    pub(crate) fn line(&mut self, text: &str) {
        if let Some(file) = &mut self.file {
            // A full disk must not block the process behind its pipe.
            let _ = writeln!(file, "{text}");
        }
        if let Some(prefix) = &self.prefix {
            self.console.write(&format!("{prefix}{text}"));
        }
    }
}
