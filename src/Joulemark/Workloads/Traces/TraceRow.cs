namespace Joulemark.Workloads.Traces;

/// <summary>One request of a trace.</summary>
/// <param name="Line">Where it stands in the file.</param>
/// <param name="Time">When it came, in ticks of the trace's own clock.</param>
/// <param name="Input">Tokens of the prompt.</param>
/// <param name="Output">Tokens generated.</param>
/// <param name="Blocks">Hash ids of the prompt's blocks; empty where the trace has none.</param>
internal readonly record struct TraceRow(long Line, long Time, int Input, int Output, long[] Blocks);
