//! Both directions of one connection, in one task: an idle one costs no second.

use std::convert::Infallible;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use ractor::ActorRef;
use tokio::time::timeout;

use crate::actors::session::Connecting;
use crate::actors::session::Connection;
use crate::actors::session::Link;
use crate::actors::session::Reading;
use crate::actors::session::Said;
use crate::actors::session::Source;
use crate::actors::session::close::Close;
use crate::actors::session::hearing;
use crate::actors::session::hearing::tap::Tap;
use crate::actors::session::line::Line;

/// How long a client may take from our consent to its side of the connection.
const CONNECT_MAX: Duration = Duration::from_secs(10);
/// How long what was said before a goodbye may take to be read.
const FAREWELL_MAX: Duration = Duration::from_secs(6);
/// How long a client may take to answer our goodbye, and to hear that it should be silent.
const LINGER_MAX: Duration = Duration::from_secs(1);

enum Ear {
    Socket(Reading),
    Events(tokio::sync::mpsc::Sender<bytes::Bytes>),
}

/// Speaks with a client until the session ends, and says how it did.
pub(super) async fn hold(
    connecting: Connecting,
    source: Box<dyn Source>,
    link: &Arc<Link>,
    session: &ActorRef<Said>,
) -> Close {
    let Ok(Some(connection)) = timeout(CONNECT_MAX, connecting).await else {
        return Close::Lost;
    };
    let (ear, out) = match connection {
        Connection::Socket(reading, writing) => (Ear::Socket(reading), Line::of_socket(writing)),
        Connection::Events(sender) => (Ear::Events(sender.clone()), Line::Events(sender)),
    };
    // Neither is ever broken off and begun again: reading a frame cannot be.
    let mut hearing = pin!(hear(ear, link, session));
    let mut telling = pin!(tell(out, source, link));
    // The judge comes last: what the client has said is heard before it is called silent.
    tokio::select! {
        biased;
        (heard, rest) = &mut hearing => {
            link.outlet.close(heard);
            if heard != Close::Lost {
                timeout(FAREWELL_MAX, telling).await.ok();
            }
            // Whoever is still speaking would not come to read our goodbye.
            if let (Some(mut rest), false) = (rest, matches!(heard, Close::Lost | Close::Peer(_))) {
                timeout(LINGER_MAX, rest.pour_away()).await.ok();
            }
            heard
        }
        told = &mut telling => {
            // Closing first would cut off what the client has not read yet.
            timeout(LINGER_MAX, hearing).await.ok();
            told
        }
        never = judge(link) => match never {},
    }
}

/// Closes the outlet of a client with whom patience is at its end.
async fn judge(link: &Link) -> Infallible {
    loop {
        if let Some(close) = link.doubted().await {
            link.outlet.close(close);
        }
    }
}

async fn hear(ear: Ear, link: &Arc<Link>, session: &ActorRef<Said>) -> (Close, Option<Tap>) {
    match ear {
        Ear::Socket(reading) => {
            let (close, rest) = hearing::listen(reading, link, session).await;
            (close, Some(rest))
        }
        Ear::Events(sender) => {
            sender.closed().await;
            (Close::Lost, None)
        }
    }
}

async fn tell(mut out: Line, mut source: Box<dyn Source>, link: &Arc<Link>) -> Close {
    let how = talk(&mut out, source.as_mut(), link).await;
    // Nothing more has to reach the outlet.
    drop(source);
    out.close(how).await;
    how
}

async fn talk(out: &mut Line, source: &mut dyn Source, link: &Arc<Link>) -> Close {
    if let Err(close) = source.greet(out, link).await {
        return close;
    }
    loop {
        let taken = link.outlet.next().await;
        if !taken.frames.is_empty()
            && let Err(close) = out.send(taken.frames, &link.outlet).await
        {
            return close;
        }
        if taken.nudged
            && let Err(close) = source.nudged(out, link).await
        {
            return close;
        }
        if let Some(close) = taken.closing {
            return close;
        }
    }
}
