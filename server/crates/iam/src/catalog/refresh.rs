//! A catalog with newer lists of some services. Nothing that is known is lost by it.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use super::reference::{ReferencedAction, ServiceReference};
use super::{AccessLevel, Action, Catalog, FirstSeen, LastSeen, Service, Tracking};

impl Catalog {
    /// This catalog with the services of these files as the files have them; `from` says in a few words where they lie.
    ///
    /// What only a file lists is first seen after this catalog's day (see [`FirstSeen::After`]). What a file does not
    /// list any more is retired, last seen on this catalog's day, and stays known: a policy can still grant it. Days of
    /// known actions stay. Of several files about one service an action is listed if one of them lists it, as the
    /// first of those says.
    ///
    /// ```
    /// use leastwise_iam::Catalog;
    /// use leastwise_iam::catalog::reference;
    ///
    /// let embedded = Catalog::embedded();
    /// let file = r#"{ "Name": "sqs", "Actions": [{ "Name": "SendMessage" }, { "Name": "SendQuux" }] }"#;
    /// let refreshed = embedded.refreshed(&[reference::read(file)?.unwrap()], "services");
    /// let sqs = refreshed.service("sqs").unwrap();
    /// assert!(!sqs.action("SendQuux").unwrap().first_seen.is_by(embedded.date()));
    /// assert!(sqs.action("SendMessage").unwrap().retired.is_none());
    /// assert!(sqs.action("CreateQueue").unwrap().retired.is_some());
    /// # Ok::<(), reference::ReferenceError>(())
    /// ```
    pub fn refreshed<'r>(
        &self,
        files: impl IntoIterator<Item = &'r ServiceReference>,
        from: &str,
    ) -> Catalog {
        let mut listed: FxHashMap<String, Listed<'_>> = FxHashMap::default();
        for file in files {
            let one = listed
                .entry(file.prefix.to_ascii_lowercase())
                .or_insert_with(|| Listed { prefix: &file.prefix, actions: FxHashMap::default() });
            for action in &file.actions {
                one.actions.entry(action.name.to_ascii_lowercase()).or_insert(action);
            }
        }
        let is_refreshed = !listed.is_empty();
        let mut services: Vec<Service> = Vec::with_capacity(self.services.len() + listed.len());
        for service in &self.services {
            services.push(match listed.remove(&service.prefix.to_ascii_lowercase()) {
                Some(listed) => self.refresh(Some(service), listed),
                None => service.clone(),
            });
        }
        services.extend(listed.into_values().map(|listed| self.refresh(None, listed)));
        let catalog = Catalog::new(self.date, self.source.clone(), services);
        let refreshed_from = is_refreshed.then(|| from.into());
        Catalog { refreshed_from, ..catalog }
    }

    fn refresh(&self, known: Option<&Service>, listed: Listed<'_>) -> Service {
        let (prefix, title) = match known {
            Some(known) => (known.prefix(), known.title()),
            None => (listed.prefix, listed.prefix),
        };
        let mut new = listed.actions;
        let mut actions: Vec<Action> = Vec::with_capacity(new.len());
        for action in known.map(Service::actions).unwrap_or_default() {
            actions.push(match new.remove(&action.name.to_ascii_lowercase()) {
                Some(listed) => self.action(Some(action), listed),
                None => {
                    Action { retired: action.retired.or(Some(LastSeen::On(self.date))), ..action.clone() }
                }
            });
        }
        actions.extend(new.into_values().map(|listed| self.action(None, listed)));
        Service { is_refreshed: true, ..Service::new(prefix, title, actions) }
    }

    /// A listed action, with what is already known of it where the file does not say.
    fn action(&self, known: Option<&Action>, listed: &ReferencedAction) -> Action {
        let types = listed.resource_types.as_ref();
        Action {
            name: Cow::Owned(listed.name.to_string()),
            level: listed.level.or(known.map(|known| known.level)).unwrap_or(AccessLevel::Unknown),
            tracking: listed.tracking.or(known.map(|known| known.tracking)).unwrap_or(Tracking::Unknown),
            first_seen: known.map_or(FirstSeen::After(self.date), |known| known.first_seen),
            retired: None,
            resource_types: types.or(known.map(|known| &known.resource_types)).cloned().unwrap_or_default(),
        }
    }

    /// The files that some services were refreshed from, in the words of [`Catalog::refreshed`].
    pub fn refreshed_from(&self) -> Option<&str> {
        self.refreshed_from.as_deref()
    }

    /// The services that were refreshed, sorted by prefix.
    pub fn refreshed_services(&self) -> impl Iterator<Item = &Service> {
        self.services.iter().filter(|service| service.is_refreshed)
    }

    /// Which edition of a service's list this is, after "the catalog of": `2026-09-26`, or
    /// `2026-09-26 (s3 refreshed from services)`.
    pub fn edition(&self, service: &str) -> String {
        let refreshed = self.service(service).filter(|service| service.is_refreshed);
        match (refreshed, self.refreshed_from()) {
            (Some(service), Some(from)) => {
                format!("{} ({} refreshed from {from})", self.date, service.prefix)
            }
            _ => self.date.to_string(),
        }
    }
}

/// What all files list of one service, by folded name.
struct Listed<'f> {
    prefix: &'f str,
    actions: FxHashMap<String, &'f ReferencedAction>,
}

#[cfg(test)]
mod tests {
    use super::super::reference::read;
    use super::*;

    const OLD: &str = "leastwise catalog 1\ndate 2026-09-26\nsource test\nservices 2\nactions 4\n\n\
                       s3 3 Amazon S3\n  GetObject read untracked 2016-05-08 object\n  \
                       GetOld read tracked 2016-05-08..2020-01-01\n  PutObject write tracked 2016-05-08\n\n\
                       sqs 1 Amazon SQS\n  SendMessage write untracked 2016-05-08 queue\n";

    fn refreshed(files: &[&str]) -> String {
        let files: Vec<ServiceReference> = files.iter().map(|file| read(file).unwrap().unwrap()).collect();
        Catalog::parse(OLD).unwrap().refreshed(&files, "services").to_string()
    }

    #[test]
    fn a_file_adds_updates_retires_and_brings_back_but_never_removes() {
        let file = r#"{ "Name": "S3", "Actions": [
            { "Name": "getobject", "SupportedBy": { "IAM Action Last Accessed": true }, "Resources": [] },
            { "Name": "GetOld", "Annotations": { "Properties": { "IsList": true } } },
            { "Name": "PutNew", "Resources": [{ "Name": "b" }, { "Name": "a" }] } ] }"#;
        let expected = "leastwise catalog 1\ndate 2026-09-26\nsource test\nservices 2\nactions 5\n\n\
                        s3 4 Amazon S3\n  getobject read tracked 2016-05-08 object\n  \
                        GetOld list tracked 2016-05-08\n  PutNew unknown unknown >2026-09-26 a, b\n  \
                        PutObject write tracked 2016-05-08..2026-09-26\n\n\
                        sqs 1 Amazon SQS\n  SendMessage write untracked 2016-05-08 queue\n";
        assert_eq!(refreshed(&[file]), expected);
        assert_eq!(Catalog::parse(expected).unwrap().to_string(), expected);
    }

    #[test]
    fn files_about_one_service_are_united_and_new_services_take_their_place() {
        let one = r#"{ "Name": "sqs", "Actions": [{ "Name": "A", "Annotations": { "Properties": { "IsWrite": true } } }] }"#;
        let other = r#"{ "Name": "SQS", "Actions": [{ "Name": "a" }, { "Name": "SendMessage" }] }"#;
        let new = r#"{ "Name": "s4", "Actions": [{ "Name": "Get" }] }"#;
        let catalog = refreshed(&[one, new, other]);
        let (_, services) = catalog.split_once("\n\ns4 ").unwrap();
        assert_eq!(
            services,
            "1 s4\n  Get unknown unknown >2026-09-26\n\nsqs 2 Amazon SQS\n  A write unknown >2026-09-26\n  \
             SendMessage write untracked 2016-05-08 queue\n"
        );
    }

    #[test]
    fn only_what_was_refreshed_says_so() {
        let old = Catalog::parse(OLD).unwrap();
        let file = read(r#"{ "Name": "sqs", "Actions": [{ "Name": "A" }] }"#).unwrap().unwrap();
        let new = old.refreshed(&[file], "services");
        assert_eq!(new.edition("SQS"), "2026-09-26 (sqs refreshed from services)");
        assert_eq!((new.edition("s3"), old.edition("sqs")), ("2026-09-26".into(), "2026-09-26".into()));
        assert_eq!(new.refreshed_services().map(Service::prefix).collect::<Vec<_>>(), ["sqs"]);
        let is_refreshed = |prefix| new.service(prefix).unwrap().is_refreshed();
        assert_eq!((is_refreshed("sqs"), is_refreshed("s3")), (true, false));
        assert_eq!(old.refreshed(&[], "services").refreshed_from(), None);
    }
}
