//! Signals that ask a run to end.

use crate::error::Error;
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;
use std::io;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

/// What signals have asked for. There is one in a process, whose handlers stay once they are installed.
struct State {
    /// No run is under way: a signal does what it does by default.
    idle: Arc<AtomicBool>,
    /// A signal came during the run: the next one ends the process at once.
    again: Arc<AtomicBool>,
    /// The last signal during the run; 0 is none.
    signal: Arc<AtomicUsize>,
}

/// While it lives, the first SIGINT or SIGTERM is only noted, for the work to end after its step, and a second one ends the
/// process at once with exit code 128 + signal.
pub(crate) struct Signals(Option<&'static State>);

impl Signals {
    /// Installs the handlers. Where that fails, signals end the process, as without a run.
    pub(crate) fn watch() -> Self {
        static STATE: OnceLock<Option<State>> = OnceLock::new();
        let state = STATE.get_or_init(|| install().ok()).as_ref();
        if let Some(state) = state {
            state.signal.store(0, Ordering::SeqCst);
            state.again.store(false, Ordering::SeqCst);
            state.idle.store(false, Ordering::SeqCst);
        }
        Self(state)
    }

    /// The signal that has come.
    pub(crate) fn received(&self) -> Option<i32> {
        self.0.map(|state| state.signal.load(Ordering::SeqCst) as i32).filter(|signal| *signal != 0)
    }

    /// Ends work that leaves nothing to go on from.
    ///
    /// # Errors
    /// [`Error::Interrupted`] once a signal has come.
    pub(crate) fn check(&self) -> Result<(), Error> {
        self.received().map_or(Ok(()), |signal| Err(Error::Interrupted { signal }))
    }
}

impl Drop for Signals {
    fn drop(&mut self) {
        if let Some(state) = self.0 {
            state.idle.store(true, Ordering::SeqCst);
        }
    }
}

fn install() -> io::Result<State> {
    let flag = || Arc::new(AtomicBool::new(false));
    let state = State { idle: flag(), again: flag(), signal: Arc::new(AtomicUsize::new(0)) };
    for signal in [SIGINT, SIGTERM] {
        // Actions happen in the order in which they are registered: only a second signal finds `again` set.
        flag::register_conditional_default(signal, state.idle.clone())?;
        flag::register_conditional_shutdown(signal, 128 + signal, state.again.clone())?;
        flag::register_usize(signal, state.signal.clone(), signal as usize)?;
        flag::register(signal, state.again.clone())?;
    }
    Ok(state)
}
