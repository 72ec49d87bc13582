//! From start to Ctrl-C: brings the system up, uses it, and takes it down again.

use std::{
    io::{self, Write},
    process::ExitCode,
};

use anyhow::Context;
use billify_local::{
    client::Client, console::Console, data_directory::DataDirectory, programs::Programs,
    secrets::Secrets, services::NewUser, system::System,
};
use tokio::{
    signal::unix::{Signal, SignalKind, signal},
    task::spawn_blocking,
};

use crate::{
    cli::{Demo, Fleet},
    demo,
};

const ORGANISATION: &str = "Billify Demo";
const EMAIL: &str = "demo@billify.example";

/// What asks us to end.
pub(crate) struct Signals {
    interrupt: Signal,
    terminate: Signal,
    hang_up: Signal,
}

impl Signals {
    pub(crate) fn new() -> io::Result<Self> {
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
            hang_up: signal(SignalKind::hangup())?,
        })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
            _ = self.hang_up.recv() => {}
        }
    }
}

/// Shows what is read from the samples, then goes on serving unless told to end.
pub(crate) async fn demo(
    demo: &Demo,
    data: &DataDirectory,
    console: &Console,
    signals: &mut Signals,
) -> anyhow::Result<ExitCode> {
    // Drawing the samples takes a core for a moment, the start of the servers mostly waits.
    let samples = spawn_blocking(billify_samples::demo_set);
    let Some(running) = start(demo.fleet, data, console, signals).await? else {
        return Ok(interrupted());
    };
    let read = async {
        let samples = samples.await?.context("could not make the sample documents")?;
        let client = running.client().await?;
        let read = demo::read_samples(samples, &client, console).await?;
        demo::print(&read)?;
        let right = read.iter().map(demo::ReadSample::is_right);
        Ok(right.collect::<anyhow::Result<Vec<_>>>()?.into_iter().all(|is_right| is_right))
    };
    let outcome = tokio::select! {
        outcome = read => Some(outcome),
        reason = running.system.failed() => Some(Err(anyhow::Error::msg(reason))),
        () = signals.next() => None,
    };
    let exit_code = match outcome {
        None => Ok(interrupted()),
        Some(Ok(all_right)) if demo.exit => {
            Ok(if all_right { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        }
        Some(Ok(_)) => running.serve(data, signals).await,
        Some(Err(error)) => Err(error),
    };
    running.stop(console, signals).await;
    exit_code
}

/// Serves until told to end.
pub(crate) async fn up(
    fleet: Fleet,
    data: &DataDirectory,
    console: &Console,
    signals: &mut Signals,
) -> anyhow::Result<ExitCode> {
    let Some(running) = start(fleet, data, console, signals).await? else {
        return Ok(interrupted());
    };
    let exit_code = running.serve(data, signals).await;
    running.stop(console, signals).await;
    exit_code
}

/// The exit code of a program that was ended by Ctrl-C, which is not a failure here.
fn interrupted() -> ExitCode {
    ExitCode::SUCCESS
}

struct Running {
    system: System,
    password: String,
}

/// Starts everything; nothing if it is interrupted.
async fn start(
    fleet: Fleet,
    data: &DataDirectory,
    console: &Console,
    signals: &mut Signals,
) -> anyhow::Result<Option<Running>> {
    let starting = async {
        let programs = Programs::find()?;
        let secrets =
            Secrets::load_or_generate(&data.secrets()).context("could not keep secrets")?;
        console.say("starting Billify");
        let system = System::start(programs, data, &secrets, fleet.workers, console).await?;
        let password = secrets.demo_password;
        let user = NewUser {
            organisation: ORGANISATION,
            email: EMAIL,
            name: "Demo",
            role: "admin",
            password: &password,
        };
        system.create_user(user, console).await?;
        anyhow::Ok(Running { system, password })
    };
    tokio::select! {
        running = starting => running.map(Some),
        () = signals.next() => Ok(None),
    }
}

impl Running {
    async fn client(&self) -> anyhow::Result<Client> {
        let client = Client::new(self.system.base_url())?;
        client.sign_in(EMAIL, &self.password).await.context("could not sign in")?;
        Ok(client)
    }

    async fn serve(&self, data: &DataDirectory, signals: &mut Signals) -> anyhow::Result<ExitCode> {
        self.introduce(data)?;
        tokio::select! {
            reason = self.system.failed() => Err(anyhow::Error::msg(reason)),
            () = signals.next() => Ok(interrupted()),
        }
    }

    /// Says where everything is.
    fn introduce(&self, data: &DataDirectory) -> io::Result<()> {
        let (url, password) = (self.system.base_url(), &self.password);
        let logs = data.logs();
        let mut out = io::stdout().lock();
        writeln!(out, "\nBillify is running")?;
        writeln!(out, "  API            {url}")?;
        writeln!(out, "  documentation  {url}/docs")?;
        writeln!(out, "  sign in        {EMAIL}  password {password}")?;
        writeln!(out, "  for instance   curl -u {EMAIL}:{password} {url}/v1/invoices")?;
        writeln!(out, "  logs           {}", logs.display())?;
        writeln!(out, "Ctrl-C ends everything.\n")
    }

    /// Takes everything down in good order, or at once when asked a second time.
    async fn stop(self, console: &Console, signals: &mut Signals) {
        console.say("ending");
        tokio::select! {
            () = self.system.stop() => {}
            () = signals.next() => console.say("ending at once"),
        }
    }
}
