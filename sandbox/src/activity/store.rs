//! Where activities are kept: nobody lists them but the detail of a deal.

use std::collections::HashMap;

use uuid::Uuid;

use super::Activity;

/// All activities, found by id and by deal. The maps hold places in the list.
#[derive(Debug, Default)]
pub(crate) struct Activities {
    all: Vec<Activity>,
    by_id: HashMap<Uuid, u32>,
    of_deal: HashMap<Uuid, Vec<u32>>,
}

impl Activities {
    pub(crate) fn find(&self, id: Uuid) -> Option<&Activity> {
        self.by_id.get(&id).and_then(|&place| self.all.get(place as usize))
    }

    /// The activities of a deal in the order they were stored.
    pub(crate) fn of_deal(&self, deal: Uuid) -> impl Iterator<Item = &Activity> {
        let places = self.of_deal.get(&deal).into_iter().flatten();
        places.filter_map(|&place| self.all.get(place as usize))
    }

    /// Stores an activity, in place of the one with its id.
    pub(crate) fn put(&mut self, activity: Activity) {
        let Some(&place) = self.by_id.get(&activity.id) else {
            return self.append(activity);
        };
        let deal = activity.deal;
        let before = std::mem::replace(&mut self.all[place as usize], activity).deal;
        if before != deal {
            if let Some(places) = self.of_deal.get_mut(&before) {
                places.retain(|&other| other != place);
            }
            self.of_deal.entry(deal).or_default().push(place);
        }
    }

    fn append(&mut self, activity: Activity) {
        let place = self.all.len() as u32;
        self.by_id.insert(activity.id, place);
        self.of_deal.entry(activity.deal).or_default().push(place);
        self.all.push(activity);
    }
}

impl Extend<Activity> for Activities {
    fn extend<T: IntoIterator<Item = Activity>>(&mut self, activities: T) {
        activities.into_iter().for_each(|activity| self.put(activity));
    }
}
