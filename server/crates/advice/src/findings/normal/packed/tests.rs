use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use super::*;
use crate::findings::Origin;

fn span() -> impl Strategy<Value = Span> {
    let start = prop_oneof![3 => 0_usize..200, 1 => 0..usize::MAX / 4];
    (start, 0_usize..60).prop_map(|(start, length)| Span::new(start, start + length))
}

fn name() -> impl Strategy<Value = ActionName> {
    "[sS]3:[a-cA-C]{1,3}".prop_map(|text| ActionName::parse(&text).unwrap())
}

fn time() -> impl Strategy<Value = Timestamp> {
    (-10_000_000_000_i64..10_000_000_000, 0..1_000_000_000)
        .prop_map(|(second, nanosecond)| Timestamp::new(second, nanosecond).unwrap())
}

fn action() -> impl Strategy<Value = UnusedAction> {
    let plain = (name(), 0_usize..500).prop_map(|(name, start)| {
        let end = start + name.name().len() + 2;
        (name, Span::new(start, end))
    });
    (prop_oneof![plain, (name(), span())], prop::option::of(time()))
        .prop_map(|((name, span), last_accessed)| UnusedAction { name, span, last_accessed })
}

fn service() -> impl Strategy<Value = UnusedService> {
    let last_use = prop_oneof![Just(LastUse::Unknown), Just(LastUse::Never), time().prop_map(LastUse::At)];
    let actions = prop::collection::vec(action(), 0..5).prop_map(Extent::Actions);
    let extent = prop_oneof![Just(Extent::Whole), actions];
    ("[a-zA-Z]{1,2}", span(), last_use, extent).prop_map(|(namespace, span, last_use, extent)| {
        UnusedService { namespace: namespace.into(), span, last_use, extent }
    })
}

fn details() -> impl Strategy<Value = Details> {
    let used = (name(), span(), time()).prop_map(|(name, span, at)| UsedAction { name, span, at });
    let service_use = ("[a-zA-Z]{1,2}", span(), time()).prop_map(|(namespace, span, at)| ServiceUse {
        namespace: namespace.into(),
        span,
        at,
    });
    let services = prop::collection::vec(service(), 0..5);
    let uses = (prop::collection::vec(used, 0..4), prop::collection::vec(service_use, 0..4));
    (services, uses).prop_map(|(services, (used, service_uses))| Details { services, used, service_uses })
}

proptest! {
    #![proptest_config(ProptestConfig { rng_seed: RngSeed::Fixed(1), ..ProptestConfig::default() })]

    #[test]
    fn what_is_packed_is_unpacked_as_it_was_spelling_and_all(
        findings in prop::collection::vec((span(), details()), 0..4),
    ) {
        let mut packer = Packer::default();
        let given = |(span, details): &(Span, Details)| {
            UnusedAccess { details: details.clone(), ..UnusedAccess::new(Origin::Analyzer, *span) }
        };
        let packed: Vec<_> = findings.iter().map(|one| packer.pack(given(one))).collect();
        for (packed, one) in packed.iter().zip(&findings) {
            prop_assert_eq!(spelled(&packer.unpack(packed.clone()).details), spelled(&one.1));
        }
        let finished = packer.finish(packed.into_iter());
        prop_assert_eq!(finished.len(), findings.len());
        for (finding, (span, details)) in finished.iter().zip(&findings) {
            prop_assert_eq!(spelled(&finding.details()), spelled(details));
            prop_assert_eq!(finding.span, *span);
        }
    }
}

/// Names compare without regard to case.
fn spelled(details: &Details) -> String {
    format!("{details:?}")
}
