//! Starts everything, waits, and stops it again, in order.
//! Must not leave a process, a port or a file of the contract behind.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, Result};
use callout_domain::responder::Channel;

use super::emulator::{self, Emulator};
use super::endpoints::{AwsAccess, Endpoints, random_hex};
use super::inbox::Inbox;
use super::local_ports::LocalPorts;
use super::options::Options;
use super::places::Places;
use super::running_stacks::StackLock;
use super::site::Site;
use super::stack::Outputs;
use super::{alarms, build, function_proxy, install, server, stack, subscriptions, summary, template};
use crate::deploy::{Package, functions};

/// Whom subscribers' mail comes from here; it leads nowhere but to the inbox.
const MAIL_FROM: &str = "status@callout.example";

/// What the settings are applied to.
#[derive(Debug, Clone)]
pub struct Deployed {
    /// For AWS clients that talk to the emulator as the account's root.
    pub sdk: aws_config::SdkConfig,
    /// The stack's name.
    pub stack: String,
    /// What the template puts out.
    pub outputs: Outputs,
    /// The sample settings, `infra/config`.
    pub settings: PathBuf,
    /// For [`super::deliver_url`]: each channel of each responder is subscribed to the responder's topic, with the filter
    /// policy `{"channel":["sms"]}`.
    pub inbox_url: String,
    /// Where `console` answers, ending in a slash.
    pub console_url: String,
    /// To be accepted as the key of one more integration, named `local`; only its hash is stored.
    pub routing_key: String,
}

/// What applying the settings gave.
#[derive(Debug, Clone)]
pub struct Applied {
    /// Where to open the console, signed in.
    pub console_url: String,
}

/// Runs until Ctrl-C (or SIGTERM), then stops everything it started.
///
/// `apply` puts the settings into the deployed stack.
///
/// # Errors
/// When a port is taken, a part cannot be installed, built or deployed, or the emulator dies; always with what to do.
pub async fn run(options: Options, apply: impl AsyncFnOnce(Deployed) -> Result<Applied>) -> Result<()> {
    let mut interrupt = summary::Interrupt::listen()?;
    let local = Local::open(options)?;
    let binaries = tokio::select! {
        binaries = local.make_ready() => binaries?,
        () = interrupt.wait() => return Ok(()),
    };
    let Options { port, keep, .. } = local.options;
    let mut emulator = Emulator::start(&local.places, &local.access, (port, &local.ports.inbox_url()), keep)?;
    let ended = tokio::select! {
        ended = local.bring_up(&mut emulator, &binaries, apply) => ended,
        () = interrupt.wait() => Ok(()),
    };
    let _step = summary::step("Stopping");
    let withdrawn = local.lock.withdraw();
    emulator.stop().await;
    if keep {
        local.site.inbox.keep(&local.places.inbox())?;
    }
    ended.and(withdrawn)
}

struct Local {
    options: Options,
    places: Places,
    lock: StackLock,
    access: AwsAccess,
    ports: LocalPorts,
    site: Arc<Site>,
    /// What stands before `respond`, `console` and `subscribe`.
    respond: Arc<function_proxy::FunctionProxy>,
    console: Arc<function_proxy::FunctionProxy>,
    subscribe: Arc<function_proxy::FunctionProxy>,
}

impl Local {
    fn open(options: Options) -> Result<Self> {
        let places = Places::find(options.port, options.folder.as_deref())?;
        let lock = StackLock::acquire(&places)?;
        emulator::check_port(options.port)?;
        let access = AwsAccess::random(options.port)?;
        let inbox = if options.keep { Inbox::kept(&places.inbox()) } else { Inbox::default() };
        let site = Arc::new(Site::new(&access, inbox, places.command()));
        let [respond, console, subscribe] =
            std::array::from_fn(|_| Arc::new(function_proxy::FunctionProxy::default()));
        let ports = LocalPorts::open(options.port)?;
        Ok(Self { options, places, lock, access, ports, site, respond, console, subscribe })
    }

    /// Installs the emulator while the functions are built. Only cargo shows what it does, as long as it builds.
    async fn make_ready(&self) -> Result<Vec<(String, PathBuf)>> {
        let functions = functions(&self.template()?);
        let built = async {
            let binaries = build::build(self.places.root(), &functions).await?;
            Ok((binaries, summary::step("Installing the AWS emulator (only once)")))
        };
        let ((), (binaries, _installing)) = tokio::try_join!(self.install(), built)?;
        Ok(binaries)
    }

    async fn install(&self) -> Result<()> {
        if install::is_installed(&self.places) { Ok(()) } else { install::install(&self.places).await }
    }

    fn template(&self) -> Result<String> {
        let path = self.places.template();
        std::fs::read_to_string(&path).with_context(|| format!("read {}", path.display()))
    }

    /// Serves the pages while everything comes up and for as long as it runs.
    async fn bring_up(
        &self,
        emulator: &mut Emulator,
        binaries: &[(String, PathBuf)],
        apply: impl AsyncFnOnce(Deployed) -> Result<Applied>,
    ) -> Result<()> {
        let starting = summary::step("Starting the AWS emulator");
        emulator.wait_until_healthy(&self.respond.http, &self.access).await?;
        drop(starting);
        let ready = async {
            let endpoints = self.deploy_and_apply(binaries, apply).await?;
            self.announce(&endpoints)?;
            std::future::pending().await
        };
        tokio::select! {
            failed = ready => failed,
            served = self.serve() => served,
            died = emulator.ended() => Err(died),
        }
    }

    async fn serve(&self) -> Result<()> {
        let functions = [&self.respond, &self.console, &self.subscribe];
        let functions = functions.map(|it| function_proxy::router(it.clone()));
        self.ports.serve(server::router(self.site.clone()), functions).await
    }

    async fn deploy_and_apply(
        &self,
        binaries: &[(String, PathBuf)],
        apply: impl AsyncFnOnce(Deployed) -> Result<Applied>,
    ) -> Result<Endpoints> {
        let deploying = summary::step("Deploying the stack");
        let outputs = self.deploy(binaries).await?;
        self.connect(&outputs).await?;
        drop(deploying);
        let _step = summary::step("Applying the settings");
        let deployed = self.deployed(outputs.clone())?;
        let routing_key = deployed.routing_key.clone();
        let applied = apply(deployed).await.context("apply the settings")?;
        subscriptions::wait_until_confirmed(&self.site.sns, &self.ports.inbox_url()).await?;
        self.endpoints(&outputs, routing_key, applied)
    }

    async fn deploy(&self, binaries: &[(String, PathBuf)]) -> Result<Outputs> {
        let template = template::for_ministack(&self.template()?);
        let programs = self.places.programs();
        let pack = |(function, binary): &(String, PathBuf)| {
            let content = build::pack(function, binary, &programs)?;
            Ok(Package { function: function.clone(), content })
        };
        let packages: Vec<Package> = binaries.iter().map(pack).collect::<Result<_>>()?;
        let log = || format!("deploy the template; {} says more", self.places.log().display());
        stack::deploy(&self.access.sdk_config(), &template, &packages, self.parameters())
            .await
            .with_context(log)
    }

    fn parameters(&self) -> BTreeMap<String, String> {
        let architecture = if cfg!(target_arch = "aarch64") { "arm64" } else { "x86_64" };
        let parameters = [
            ("Architecture", architecture),
            ("StatusPageCdn", "false"),
            ("RequireTls", "false"),
            ("LinkBaseUrl", &self.ports.respond_url()),
            ("ConsoleBaseUrl", &self.ports.console_url()),
            ("Outbound", "true"),
            ("Subscribers", "true"),
            ("SubscribeBaseUrl", &self.ports.subscribe_url()),
            ("SubscriberMailFrom", MAIL_FROM),
        ];
        parameters.map(|(name, value)| (name.to_owned(), value.to_owned())).into()
    }

    /// What only the deployed stack knows goes where it is needed.
    async fn connect(&self, outputs: &Outputs) -> Result<()> {
        let reachable = |url: &str| function_proxy::reachable(&self.access.endpoint_url, url);
        let _ = self.respond.target.set(reachable(outputs.get("RespondFunctionUrl")?));
        let _ = self.console.target.set(reachable(outputs.get("ConsoleFunctionUrl")?));
        let _ = self.subscribe.target.set(reachable(outputs.get("SubscribeFunctionUrl")?));
        let webhooks = reachable(outputs.get("HeartbeatUrl")?);
        let _ = self.console.report_pages.set(webhooks.trim_end_matches("heartbeat/").to_owned());
        let _ = self.site.status_bucket.set(outputs.get("StatusBucketName")?.to_owned());
        let inbox_url = self.ports.inbox_url();
        subscriptions::drop_stale(&self.site.sns, &inbox_url).await?;
        let fallback = [
            (Channel::Sms, outputs.get("FallbackPhoneTopicArn")?),
            (Channel::Email, outputs.get("FallbackEmailTopicArn")?),
        ];
        subscriptions::subscribe_fallback(&self.site.sns, fallback, &inbox_url).await?;
        let cloudwatch = aws_sdk_cloudwatch::Client::new(&self.access.sdk_config());
        alarms::create_samples(&cloudwatch, outputs.get("AlarmTopicArn")?).await
    }

    fn deployed(&self, outputs: Outputs) -> Result<Deployed> {
        Ok(Deployed {
            sdk: self.access.sdk_config(),
            stack: stack::STACK.to_owned(),
            outputs,
            settings: self.places.settings(),
            inbox_url: self.ports.inbox_url(),
            console_url: self.ports.console_url(),
            routing_key: random_hex::<16>()?,
        })
    }

    fn endpoints(&self, outputs: &Outputs, routing_key: String, applied: Applied) -> Result<Endpoints> {
        Ok(Endpoints {
            aws: self.access.clone(),
            alarm_topic_arn: outputs.get("AlarmTopicArn")?.to_owned(),
            alarm_intake_function: outputs.get("AlarmIntakeFunctionName")?.to_owned(),
            events_url: function_proxy::reachable(&self.access.endpoint_url, outputs.get("EventsUrl")?),
            events_routing_key: routing_key,
            inbox_url: self.ports.inbox_url(),
            status_page_url: self.ports.status_page_url(),
            console_url: applied.console_url,
            subscribe_url: self.ports.subscribe_url(),
        })
    }

    fn announce(&self, endpoints: &Endpoints) -> Result<()> {
        let meant = self.lock.publish(endpoints)?;
        let flag = summary::port_flag(self.options.port, meant == *endpoints);
        let _ = self.site.port.set(flag.clone());
        let _ = self.site.endpoints.set(endpoints.clone());
        summary::print(endpoints, &self.ports.home_url(), &self.places, &flag, self.options.keep);
        Ok(())
    }
}
