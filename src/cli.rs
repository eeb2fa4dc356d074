//! What may be typed after `rajut`, and the help for it. Only the words; `main` acts.

use std::iter;
use std::path::PathBuf;

use clap::Args;
use clap::Parser;
use clap::Subcommand;
use clap::builder::PossibleValuesParser;
use clap::builder::TypedValueParser;

use crate::config::variables::VARIABLES;
use crate::domain::role::Role;

/// Real-time orders for a workshop, in one server.
///
/// rajut keeps the orders of a small business and shows everyone concerned, staff and
/// customers alike, every change the moment it is saved. It needs no other program: the
/// database is built in.
#[derive(Debug, Parser)]
#[command(name = "rajut", version, arg_required_else_help = true, after_long_help = help())]
pub struct Cli {
    /// Folder with production.toml or development.toml; ./config when not given.
    #[arg(long, value_name = "DIR", global = true)]
    pub config: Option<PathBuf>,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Start the server and run until told to stop.
    Serve(Serve),
    /// Bring the database to the schema of this version, then exit.
    Migrate,
    /// Manage the staff who may sign in.
    #[command(subcommand)]
    User(User),
    /// Expire the invoices whose time is up, after a look at the provider, then exit.
    ///
    /// A running server does so by itself every hour. With an embedded database this needs
    /// the server to be stopped: one process at a time may open it.
    ExpireInvoices,
    /// Write the whole store to a file, one JSON object a line, then exit.
    ///
    /// For moving to another machine or another database, and for support. Stop every rajut
    /// that uses the store first. The first line says what follows, the last how much it was
    /// and under which digest. The index of orders is not in it, because it is made again;
    /// nor is the secret key beside the data: without it, everybody signs in again.
    Export(Export),
    /// Fill an empty store with the rows of an export, then exit.
    ///
    /// All of them or none: should it be interrupted, the store does not start until the
    /// import was run again. The file may be of an older rajut, not of a newer one.
    Import(Import),
    /// Write the contract as OpenAPI 3.1 to standard output, then exit.
    Openapi(Openapi),
    /// Go through the list of what a production server should have, then exit.
    ///
    /// Every mistake in the configuration is told at once. What is allowed at home and wrong
    /// where customers are depends on `RAJUT_ENV`. Exits with 1 when anything is wrong; writes
    /// nothing.
    Check,
}

/// How to serve.
#[derive(Debug, Args)]
pub struct Serve {
    /// Fill an empty store with a workshop to look around in.
    ///
    /// Sign in as `admin` with `password123`, which is why this only works with a loopback
    /// bind address and never in production. A store that holds anything is left alone.
    #[arg(long)]
    pub demo: bool,
}

/// What to write, and where to.
#[derive(Debug, Args)]
pub struct Export {
    /// The file to make; it must not be there yet. `-` is standard output.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Leave out what opens a door or tells of a person, so that somebody may help.
    ///
    /// No password hashes, tokens, sign-ins, files, messages, names or contacts. What is left
    /// is how orders, money and the journal stand; it can be imported and looked at.
    #[arg(long)]
    pub without_secrets: bool,
}

/// What to take in.
#[derive(Debug, Args)]
pub struct Import {
    /// The file that `rajut export` made. `-` is standard input.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
}

/// How to write the contract.
#[derive(Debug, Args)]
pub struct Openapi {
    /// As a Postman collection instead.
    #[arg(long)]
    pub postman: bool,
}

/// What to do about staff.
#[derive(Debug, Subcommand)]
pub enum User {
    /// Add someone. The password is read from standard input.
    Add(UserAdd),
}

/// Whom to add.
#[derive(Debug, Args)]
pub struct UserAdd {
    /// The name to sign in with.
    #[arg(value_name = "NAME")]
    pub name: String,
    /// owner: everything; admin: the business; production: the workshop floor, without
    /// amounts; viewer: looks and changes nothing.
    #[arg(long, value_parser = role())]
    pub role: Role,
    /// Where to write to them.
    #[arg(long)]
    pub email: Option<String>,
    /// What to call them.
    #[arg(long)]
    pub first_name: Option<String>,
    /// The rest of their name.
    #[arg(long)]
    pub last_name: Option<String>,
}

fn role() -> impl TypedValueParser<Value = Role> {
    let words = PossibleValuesParser::new(Role::ALL.map(Role::word));
    words.map(|word| Role::from_word(&word).expect("only the words of roles are possible"))
}

const EXAMPLES: &str = "\
Examples:
  rajut serve --demo                       a workshop to look around in, on http://127.0.0.1:8000
  DATABASE_URL=mem:// rajut serve          nothing is kept, good for trying things out
  RAJUT_ENV=production rajut serve --config /etc/rajut
  rajut check --config /etc/rajut          every mistake in the configuration, at once
  rajut openapi --postman > rajut.json     everything that can be asked, for Postman
  rajut user add sari --role admin         then type the password and press Enter
  rajut export toko.jsonl                  everything, for moving; keep it safe
  rajut export --without-secrets - | gzip > bantuan.jsonl.gz
  DATABASE_URL=surrealkv://baru rajut import toko.jsonl

Environment variables (each overrides a key of the configuration files):
";

const SEE_ALSO: &str = "Every setting, its default and why: config/default.toml in the source.";

/// Examples, then the table of variables.
fn help() -> String {
    let environment = ("RAJUT_ENV", "development (default) or production");
    let rows = VARIABLES
        .iter()
        .map(|variable| (variable.name, variable.about));
    let rows = iter::once(environment).chain(rows);
    let table: Vec<_> = rows
        .map(|(name, about)| format!("  {name:<22}{about}"))
        .collect();
    format!("{EXAMPLES}{}\n\n{SEE_ALSO}", table.join("\n"))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    fn parse(line: &str) -> Result<Cli, clap::Error> {
        Cli::try_parse_from(line.split(' '))
    }

    #[test]
    fn the_words_agree_with_each_other() {
        Cli::command().debug_assert();
    }

    #[test]
    fn serving_the_demo_takes_a_flag() {
        let cli = parse("rajut serve --demo --config /etc/rajut").unwrap();

        assert_eq!(cli.config, Some(PathBuf::from("/etc/rajut")));
        assert!(matches!(cli.command, Command::Serve(Serve { demo: true })));
    }

    #[test]
    fn a_user_needs_a_role_that_exists() {
        assert!(parse("rajut user add sari").is_err());
        assert!(parse("rajut user add sari --role boss").is_err());

        let cli = parse("rajut user add sari --role admin --first-name Sari").unwrap();
        let Command::User(User::Add(user)) = cli.command else {
            panic!("user add was read as something else");
        };
        assert_eq!(user.role, Role::Admin);
        assert_eq!(user.first_name.as_deref(), Some("Sari"));
    }

    #[test]
    fn a_store_is_exported_to_a_file_and_imported_from_one() {
        let Command::Export(export) = parse("rajut export toko.jsonl --without-secrets")
            .unwrap()
            .command
        else {
            panic!("export was read as something else");
        };
        assert_eq!(export.file, PathBuf::from("toko.jsonl"));
        assert!(export.without_secrets);
        assert!(parse("rajut import -").is_ok());
        assert!(parse("rajut export").is_err());
        assert!(parse("rajut import").is_err());
    }

    #[test]
    fn the_long_help_names_every_variable() {
        let help = Cli::command().render_long_help().to_string();

        for variable in VARIABLES {
            assert!(help.contains(variable.name), "{} is missing", variable.name);
        }
    }
}
