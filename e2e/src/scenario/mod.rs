//! Each scenario once, against any [`Env`].
//!
//! A scenario makes its own stack, does something to it through the stock SDK, and says what must have come out.
//! [`for_each_scenario!`](crate::for_each_scenario) is the one list of them; `tests/e2e` makes a test of each for each arm.
//! Grouped by what they are about: what is read ([`formats`]), how it is announced ([`envelopes`]), what
//! fails by itself ([`failures`]) or on the way ([`faults`]), what operators set ([`settings`]), how the parts are wired
//! ([`wiring`]), who hears of what ([`alerts`]), what is made of logs ([`logs`]), how much ([`amounts`]).

pub mod alerts;
pub mod amounts;
pub mod corpus;
pub mod envelopes;
pub mod failures;
pub mod faults;
pub mod formats;
pub mod logs;
pub mod settings;
pub mod wiring;

use crate::env::Env;

/// Calls a macro with every scenario, grouped by module.
#[macro_export]
macro_rules! for_each_scenario {
    ($make:ident) => {
        $make! {
            formats: twelve_framings_give_exact_metrics, every_form_of_model_id_has_its_class,
                both_key_layouts_are_read, keys_with_spaces_plus_signs_and_non_ascii_are_found,
                offloaded_bodies_permission_checks_and_empty_objects_are_skipped,
                lines_that_cannot_be_read_take_no_neighbour;
            envelopes: a_test_event_is_acknowledged, several_records_in_one_message_all_count,
                a_notification_wrapped_by_sns_counts, an_eventbridge_event_counts, the_guides_minimal_notification_counts,
                a_call_that_cloudtrail_saw_counts, a_removed_object_is_ignored, a_duplicate_notification_counts_once,
                an_object_overwritten_before_it_is_read_counts_once;
            failures: of_a_batch_of_ten_only_the_failed_message_comes_back,
                poison_ends_in_the_dead_letter_queue_with_its_body, a_redriven_dead_letter_succeeds_once_its_object_exists,
                a_missing_object_is_retried_until_it_appears, a_corrupt_object_takes_no_other_message_with_it,
                a_killed_process_loses_nothing, a_timed_out_invocation_loses_nothing,
                a_function_short_of_time_returns_the_message_itself,
                messages_whose_visibility_ends_during_a_slow_batch_lose_nothing;
            faults: a_throttled_cloudwatch_is_asked_again, a_cloudwatch_that_stays_throttled_returns_the_message,
                the_number_of_attempts_is_the_operators,
                a_slow_down_from_s3_is_retried, an_object_cut_off_on_the_way_is_read_again, a_slow_answer_is_waited_for,
                a_lost_answer_of_cloudwatch_is_not_repeated_blindly;
            settings: switched_off_classes_publish_no_tokens, records_outside_of_the_age_limits_are_expired,
                every_variable_at_once_is_understood, further_dimensions_and_named_profiles_are_published,
                series_past_the_limit_are_dropped_and_counted, what_is_longer_than_allowed_does_not_count,
                a_dry_run_publishes_nothing, a_function_that_refuses_its_settings_loses_no_message,
                poison_is_acknowledged_without_a_dead_letter_queue;
            wiring: a_batch_window_gathers_messages, two_functions_on_two_prefixes_keep_apart,
                two_regions_at_once_keep_apart;
            alerts: an_alarm_is_heard_by_the_queue_of_its_topic, a_filter_policy_chooses_what_its_queue_hears,
                a_dead_letter_raises_the_alarm_that_a_queue_hears;
            logs: a_metric_filter_raises_the_alarm_that_a_queue_hears, a_log_group_says_how_long_it_is_kept;
            amounts: a_thousand_small_objects_all_count, a_large_object_streams_through;
        }
    };
}

use crate::stack::{Spec, Stack};

/// The guide's stack as it is.
pub async fn stack<E: Env>(env: &E) -> Stack<'_, E> {
    Stack::new(env, Spec::new(env.timing())).await
}
