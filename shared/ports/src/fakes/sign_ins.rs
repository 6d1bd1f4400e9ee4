//! The fake of links that people ask for to sign in.

use super::world::Fakes;
use crate::{PortError, SignIns};
use callout_domain::ids::ResponderName;
use callout_domain::sign_in::{MOST_A_DAY, MOST_A_MINUTE, MOST_A_PERSON, SignInRequest};
use jiff::tz::TimeZone;

impl SignIns for Fakes {
    async fn request_sign_in(&self, request: &SignInRequest) -> Result<bool, PortError> {
        self.call(|state| {
            let asked = state.sign_in_requests.entry(request.at.as_second().div_euclid(60)).or_default();
            *asked += 1;
            let is_taken = *asked <= MOST_A_MINUTE;
            if is_taken {
                state.sign_in_events.push(request.clone());
            }
            Ok(is_taken)
        })
    }

    async fn take_sign_in(&self, who: &ResponderName, request: &SignInRequest) -> Result<bool, PortError> {
        self.call(|state| {
            let day = request.at.to_zoned(TimeZone::UTC).date();
            let taken = state.sign_ins.entry((day, who.clone())).or_default();
            taken.insert(request.id.clone());
            let own = taken.len();
            let of_day = state.sign_ins.iter().filter(|((of, _), _)| *of == day);
            let all: usize = of_day.map(|(_, taken)| taken.len()).sum();
            Ok(own <= MOST_A_PERSON && all <= MOST_A_DAY)
        })
    }
}

impl Fakes {
    /// Takes the requests for links since the last call: what the stream would carry.
    pub fn take_sign_in_requests(&self) -> Vec<SignInRequest> {
        std::mem::take(&mut self.state().sign_in_events)
    }
}
