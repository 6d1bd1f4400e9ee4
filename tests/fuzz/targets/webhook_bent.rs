//! Wiring only: libFuzzer's bytes go to `callout_fuzz::webhooks::webhook_bent`.
#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| callout_fuzz::webhooks::webhook_bent(data));
