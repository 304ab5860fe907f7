//! All that there is.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::bucket::Buckets;
use crate::function::Turns;
use crate::iam::Identities;
use crate::origin::Home;
use crate::services::services;
use crate::topic::{PostId, Posting};

/// What there is: buckets, whose names are everybody's, identities, which are in no Region, and everything else by account and Region.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct State {
    pub(crate) buckets: Buckets,
    pub(crate) identities: Identities,
    pub(crate) locals: BTreeMap<Home, Local>,
    /// Of the event source mappings, wherever they are.
    pub(crate) turns: Turns,
    /// Those that are under way.
    pub(crate) posts: BTreeMap<PostId, Posting>,
}

/// Writes what is kept by account and Region.
macro_rules! local {
    ($($service:ident = $module:ident, $error:ident $(, $part:ident: $state:ident)?;)*) => {
        /// What an account has in a Region.
        #[derive(Debug, Default, PartialEq)]
        pub struct Local {
            $($(pub $part: crate::$module::$state,)?)*
        }

        $($(impl Part for crate::$module::$state {
            fn of<'a>(state: &'a State, home: &Home) -> &'a Self {
                &Local::of(state, home).$part
            }

            fn of_mut<'a>(state: &'a mut State, home: &Home) -> &'a mut Self {
                &mut Local::of_mut(state, home).$part
            }
        })?)*
    };
}

services!(local);

/// What of the state an operation is given, which its function's first parameter says: its service's in the resource's account and Region,
/// all that is there, or everything.
pub(crate) trait Part {
    fn of<'a>(state: &'a State, home: &Home) -> &'a Self;
    fn of_mut<'a>(state: &'a mut State, home: &Home) -> &'a mut Self;
}

impl Part for State {
    fn of<'a>(state: &'a State, _: &Home) -> &'a Self {
        state
    }

    fn of_mut<'a>(state: &'a mut State, _: &Home) -> &'a mut Self {
        state
    }
}

impl Part for Identities {
    fn of<'a>(state: &'a State, _: &Home) -> &'a Self {
        &state.identities
    }

    fn of_mut<'a>(state: &'a mut State, _: &Home) -> &'a mut Self {
        &mut state.identities
    }
}

impl Part for Local {
    /// Where nothing was ever made there is nothing: to read there makes nothing.
    fn of<'a>(state: &'a State, home: &Home) -> &'a Self {
        static EMPTY: LazyLock<Local> = LazyLock::new(Local::default);
        state.locals.get(home).unwrap_or(&EMPTY)
    }

    fn of_mut<'a>(state: &'a mut State, home: &Home) -> &'a mut Self {
        state.locals.entry(home.clone()).or_default()
    }
}
