//! The functions, by name.

use std::fmt;

macro_rules! functions {
    ($($function:ident = $name:literal, $usage:literal;)*) => {
        /// A function that is built.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Function {
            $($function,)*
        }

        impl Function {
            #[cfg(test)]
            pub(super) const ALL: &[Self] = &[$(Self::$function,)*];

            /// By its name: capitals only, as on AWS. `None` for what is none, or is not built.
            pub(super) fn built(name: &str) -> Option<Self> {
                match name {
                    $($name => Some(Self::$function),)*
                    _ => None,
                }
            }

            fn name(self) -> &'static str {
                match self {
                    $(Self::$function => $name,)*
                }
            }

            /// What it takes, as the guide abbreviates it.
            pub(super) fn usage(self) -> &'static str {
                match self {
                    $(Self::$function => $usage,)*
                }
            }
        }
    };
}

functions! {
    Abs = "ABS", "(TS | TS[])";
    Avg = "AVG", "(TS | TS[])";
    Ceil = "CEIL", "(TS | TS[])";
    DatapointCount = "DATAPOINT_COUNT", "(TS | TS[])";
    Date = "DATE", "(TS)";
    Day = "DAY", "(TS)";
    Diff = "DIFF", "(TS | TS[])";
    DiffTime = "DIFF_TIME", "(TS | TS[])";
    Epoch = "EPOCH", "(TS)";
    Fill = "FILL", "(TS | TS[], TS | S | REPEAT | LINEAR)";
    First = "FIRST", "(TS[])";
    Floor = "FLOOR", "(TS | TS[])";
    Hour = "HOUR", "(TS)";
    If = "IF", "(TS | S, TS | S) or (TS | S, TS | S, TS | S)";
    Last = "LAST", "(TS[])";
    Log = "LOG", "(TS | TS[])";
    Log10 = "LOG10", "(TS | TS[])";
    Max = "MAX", "(TS | TS[])";
    MetricCount = "METRIC_COUNT", "(TS[])";
    Metrics = "METRICS", "() or (string)";
    Min = "MIN", "(TS | TS[])";
    Minute = "MINUTE", "(TS)";
    Month = "MONTH", "(TS)";
    Period = "PERIOD", "(the id of a metric)";
    Rate = "RATE", "(TS | TS[])";
    RemoveEmpty = "REMOVE_EMPTY", "(TS[])";
    RunningSum = "RUNNING_SUM", "(TS | TS[])";
    Search = "SEARCH", "(string, string) or (string, string, period in seconds)";
    Slice = "SLICE", "(TS[], S) or (TS[], S, S)";
    Sort = "SORT", "(TS[], AVG | MIN | MAX | SUM, ASC | DESC) or the same with a limit";
    StdDev = "STDDEV", "(TS | TS[])";
    Sum = "SUM", "(TS | TS[])";
    TimeSeries = "TIME_SERIES", "(S)";
    Year = "YEAR", "(TS)";
}

impl fmt::Display for Function {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}
