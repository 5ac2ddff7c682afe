namespace Joulemark.Workloads.Traces;

/// <summary>What the fields of traces are called.</summary>
internal static class TraceFields
{
    public static readonly string[] Time = ["timestamp", "arrival_time", "time"];
    public static readonly string[] Input = ["ContextTokens", "input_length", "input_tokens", "prompt_tokens", "request tokens"];
    public static readonly string[] Output = ["GeneratedTokens", "output_length", "output_tokens", "completion_tokens", "response tokens"];

    /// <summary>Ticks of a time in a unit; null where it is negative, no number, or beyond what a clock can hold.</summary>
    public static long? Ticks(double time, string unit)
    {
        var ticks = time * unit switch { "s" => TimeSpan.TicksPerSecond, "us" => TimeSpan.TicksPerMicrosecond, _ => TimeSpan.TicksPerMillisecond };
        return ticks is >= 0 and < long.MaxValue / 2.0 ? (long)Math.Round(ticks) : null;
    }
}
