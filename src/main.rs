//! rajut, the server: reads its orders from the command line, and sees them through.

use std::io::BufRead;
use std::io::IsTerminal;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context;
use clap::Parser;
use futures_util::StreamExt;
use rajut::actors::witness::Witness;
use rajut::app;
use rajut::app::Running;
use rajut::app::SystemClock;
use rajut::app::checklist;
use rajut::app::checklist::Level;
use rajut::app::moving;
use rajut::cli::Cli;
use rajut::cli::Command;
use rajut::cli::Export;
use rajut::cli::Import;
use rajut::cli::User;
use rajut::cli::UserAdd;
use rajut::config::Config;
use rajut::config::sources::Sources;
use rajut::config::telemetry::LogFormat;
use rajut::domain::role::Surface;
use rajut::domain::time::Clock;
use rajut::flows::konveksi::demo;
use rajut::flows::staff::Directory;
use rajut::flows::staff::NewStaff;
use rajut::flows::staff::Roles;
use rajut::http;
use rajut::live;
use rajut::store::accounts::Accounts;
use rajut::telemetry;
use rajut::wire::postman;
use tracing::info;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The database parses and plans deeply; its authors ask for stacks of this size.
const STACK_BYTES: usize = 10 << 20;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .thread_stack_size(STACK_BYTES)
        .build();
    let done = match runtime {
        Ok(runtime) => runtime.block_on(run(cli)),
        Err(error) => Err(error.into()),
    };
    match done {
        Ok(code) => code,
        Err(error) => {
            eprintln!("rajut: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    let demo = matches!(&cli.command, Command::Serve(serve) if serve.demo);
    let config = Config::load(&Sources::of_process(cli.config, demo))?;
    match cli.command {
        Command::Serve(_) => serve(config).await,
        Command::Migrate => migrate(&config).await,
        Command::User(User::Add(who)) => add_user(&config, who).await,
        Command::ExpireInvoices => expire_invoices(config).await,
        Command::Export(Export {
            file,
            without_secrets,
        }) => moving::export(&config, &file, !without_secrets).await,
        Command::Import(Import { file }) => moving::import(&config, &file).await,
        Command::Openapi(how) => {
            println!("{:#}", contract(&config, how.postman));
            Ok(())
        }
        Command::Check => return Ok(check(&config).await),
    }
    .map(|()| ExitCode::SUCCESS)
}

/// Prints how each point of the list stands, and what to do about those that are not fine.
async fn check(config: &Config) -> ExitCode {
    let points = checklist::of(config).await;
    let colours = std::io::stdout().is_terminal();
    for point in &points {
        let colour = match point.level {
            _ if !colours => "",
            Level::Fine => "\x1b[32m",
            Level::Warning => "\x1b[33m",
            Level::Mistake => "\x1b[1;31m",
        };
        let plain = if colours { "\x1b[0m" } else { "" };
        println!(
            "{colour}{:<9}{plain}{:<16}{}",
            point.level, point.about, point.told
        );
        if let Some(advice) = point.advice.filter(|_| point.level > Level::Fine) {
            println!("{:<25}{advice}", "");
        }
    }
    let count = |level| points.iter().filter(|point| point.level == level).count();
    let mistakes = count(Level::Mistake);
    println!(
        "\n{} ok, {} to look at, {mistakes} wrong.",
        count(Level::Fine),
        count(Level::Warning)
    );
    if mistakes == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

async fn serve(config: Config) -> anyhow::Result<()> {
    let format = match config.telemetry.log_format {
        LogFormat::Text => telemetry::Format::Text,
        LogFormat::Json => telemetry::Format::Json,
    };
    telemetry::start(&config.telemetry.log_filter, format)?;
    config.notes.iter().for_each(|note| info!("{note}"));
    let stop = http::serve::stop_signals().context("cannot listen for signals")?;
    let listener = app::listen(config.server.bind).await?;
    let store = app::open_store(&config).await?;
    let address = listener.local_addr()?;
    let running = Running::start(config, store, Arc::new(SystemClock), address).await?;
    let config = &running.app.config;
    info!(%address, environment = config.environment.word(), "ready");
    if config.demo.enabled {
        println!("rajut is ready: http://{address}/api/v1/");
        println!("Sign in as {} with {}.", demo::USERNAME, demo::PASSWORD);
    }
    let grace = config.server.shutdown_grace;
    let app = running.app.clone();
    let routes = live::routes(&app);
    // Connections that stay would be waited for in vain.
    let stop = stop.inspect(|()| app.sessions.close_the_door());
    let ending = http::serve::serve(listener, http::router(app.clone(), routes), grace, stop).await;
    running.stop().await;
    info!(?ending, "stopped");
    Ok(())
}

async fn migrate(config: &Config) -> anyhow::Result<()> {
    let store = app::open_store(config).await?;
    let applied = store.migrate().await?;
    if applied.is_empty() {
        println!("The schema is up to date.");
    }
    for name in applied {
        println!("applied {name}");
    }
    Ok(())
}

/// Runs the hourly job once, and says what it did as JSON.
async fn expire_invoices(config: Config) -> anyhow::Result<()> {
    let store = app::open_store(&config).await?;
    let own = config.server.bind;
    let running = Running::start(config, store, Arc::new(SystemClock), own).await?;
    let now = SystemClock.now();
    let done = running.app.cashier.expire_due(now).await;
    running.stop().await;
    let done = done?;
    let status = if done.postponed == 0 {
        "success"
    } else {
        "partial"
    };
    println!(
        "{{\"expired_count\":{},\"postponed_orders\":{},\"processed_at\":\"{now}\",\"status\":\"{status}\"}}",
        done.expired, done.postponed
    );
    Ok(())
}

/// What can be asked of a server with this configuration, and what it answers.
fn contract(config: &Config, for_postman: bool) -> serde_json::Value {
    let base = config.server.public_url.trim_end_matches('/');
    let document = http::openapi::document(base);
    if for_postman {
        postman::collection(&document)
    } else {
        document
    }
}

async fn add_user(config: &Config, who: UserAdd) -> anyhow::Result<()> {
    let mut password = String::new();
    std::io::stdin()
        .lock()
        .read_line(&mut password)
        .context("cannot read the password")?;
    let role = who.role;
    let store = Arc::new(app::open_store(config).await?);
    store.migrate().await?;
    let secret = config.secret_key()?;
    let witness = Witness::default();
    let staff = Directory::new(Accounts::new(store), &secret, &config.auth, witness);
    let new = NewStaff {
        username: who.name,
        email: who.email.unwrap_or_default(),
        password: password.trim_end_matches(['\r', '\n']).to_owned(),
        first_name: who.first_name.unwrap_or_default(),
        last_name: who.last_name.unwrap_or_default(),
        roles: Roles::only(Surface::Konveksi, role),
        is_active: true,
    };
    let user = staff.create_user(new, SystemClock.now()).await?;
    println!(
        "Added {} as {} (id {}).",
        user.username,
        role.word(),
        user.id
    );
    Ok(())
}
